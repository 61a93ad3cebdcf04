"""manage.py recover_root: let the root user of an account in again, from the machine the installation runs on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.account import first
from accounts.passwords import rules
from accounts.users import services as users
from iamconsole.errors import NoSuchEntity
from iamconsole.operator import run


class Command(BaseCommand):
    help = "Give the root user of an account a one-time password, in a file, and end its console sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--account-id", required=True)
        parser.add_argument("--remove-mfa", action="store_true", help="also remove root's MFA devices: they are lost")

    def handle(self, *_args: Any, **options: Any) -> None:
        account_id = options["account_id"]
        try:
            root = users.root_of(account_id)
        except NoSuchEntity as error:
            raise CommandError(error.message) from None
        password = rules.DEFAULT.random_password()
        # Written first: a password that nobody knows would lock root out for good.
        path = first.write_password(account_id, root.email, password)
        run(account_id, "RecoverRoot", {"Password": password, "RemoveDevices": options["remove_mfa"]})
        self.stdout.write(f"Root of account {account_id}, {root.email}: one-time password in {path}")
