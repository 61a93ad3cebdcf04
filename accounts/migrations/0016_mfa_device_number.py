from django.db import migrations, models
from django.db.models import F


def number_devices(apps, schema_editor):
    """Any number that grows with time does for a device that is there already."""
    apps.get_model("accounts", "VirtualMFADevice").objects.update(number=F("id"))


class Migration(migrations.Migration):
    # PostgreSQL alters no table that has changes pending in the same transaction.
    atomic = False

    dependencies = [("accounts", "0015_role_orders")]

    operations = [
        migrations.AddField(
            model_name="virtualmfadevice", name="number", field=models.PositiveIntegerField(null=True)
        ),
        migrations.RunPython(number_devices, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="virtualmfadevice", name="number", field=models.PositiveIntegerField()
        ),
        migrations.AddConstraint(
            model_name="virtualmfadevice",
            constraint=models.UniqueConstraint("account", "number", name="mfa_device_number_once"),
        ),
    ]
