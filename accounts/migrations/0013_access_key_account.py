"""Keep the account of an access key on its row, and the orders of the list of keys."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects.filter(pk=OuterRef("user_id"))
    apps.get_model("accounts", "AccessKey").objects.update(account_id=Subquery(users.values("account_id")[:1]))


class Migration(migrations.Migration):
    # PostgreSQL changes no table in the transaction that has just changed its rows.
    atomic = False
    dependencies = [("accounts", "0012_mfa_devices")]
    operations = [
        migrations.AddField(
            "AccessKey",
            "account",
            models.ForeignKey(
                null=True, on_delete=models.deletion.PROTECT, related_name="access_keys", to="accounts.account"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "AccessKey",
            "account",
            models.ForeignKey(on_delete=models.deletion.PROTECT, related_name="access_keys", to="accounts.account"),
        ),
        migrations.AddIndex(
            "AccessKey", models.Index(fields=["account", "created", "id"], name="access_key_by_creation")
        ),
        migrations.AddIndex(
            "AccessKey", models.Index(fields=["account", "last_used", "id"], name="access_key_by_last_use")
        ),
    ]
