"""manage.py delete_account: remove an account and everything in it but its events."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iamconsole.operator import run


class Command(BaseCommand):
    help = "Delete an account with all its identities, credentials and policies. Its events stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account_id")
        parser.add_argument("--yes", action="store_true", help="really do it")

    def handle(self, *_args: Any, **options: Any) -> None:
        account_id = options["account_id"]
        if not options["yes"]:
            raise CommandError(f"This deletes everything in account {account_id}. Say --yes to do it.")
        run(account_id, "DeleteAccount")
        self.stdout.write(f"Account {account_id} is deleted.")
