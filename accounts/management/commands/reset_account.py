"""manage.py reset_account: empty an account, keeping its root user and root's keys."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iamconsole.operator import run


class Command(BaseCommand):
    help = "Empty an account: its root user, root's password and keys, and its events stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account_id")
        parser.add_argument("--yes", action="store_true", help="really do it")

    def handle(self, *_args: Any, **options: Any) -> None:
        account_id = options["account_id"]
        if not options["yes"]:
            raise CommandError(f"This empties account {account_id}. Say --yes to do it.")
        run(account_id, "ResetAccount")
        self.stdout.write(f"Account {account_id} is empty.")
