"""On PostgreSQL, an index of the three-letter parts of user names: a search for a part reads no other rows.

The extension is one that the owner of a database may add (PostgreSQL, "Trusted extensions"). Where even that is not
allowed, searches are slower and nothing else is different.
"""

import logging

from django.db import ProgrammingError, migrations, transaction

ADD = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX IF NOT EXISTS user_name_parts ON accounts_user USING gin (name_key gin_trgm_ops);
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic():
            schema_editor.execute(ADD)
    except ProgrammingError:
        logging.getLogger(__name__).warning("The extension pg_trgm cannot be added: searches for names are slower.")


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS user_name_parts")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_list_orders")]
    operations = [migrations.RunPython(add, remove)]
