"""`make operations-table`: write docs/operations.md anew."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.operations import table  # noqa: E402  reads the operations, which are there once Django is

if __name__ == "__main__":
    table.PAGE.write_text(table.page())
    sys.exit(0)
