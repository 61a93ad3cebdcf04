#!/usr/bin/env python
"""Django's door to iamconsole: `manage.py up` runs all of it, `manage.py help` lists the rest."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iamconsole.settings")
    execute_from_command_line(sys.argv)
