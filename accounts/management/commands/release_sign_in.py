"""manage.py release_sign_in: let somebody who was locked out try again at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.lockouts import services
from iamconsole.operator import run


class Command(BaseCommand):
    help = "End the wait of a user, of the root user when none is named, or of everybody at an address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--account-id")
        parser.add_argument("--user-name", default="")
        parser.add_argument("--address", help="as it stands in the events; of IPv6 the first address of the network")

    def handle(self, *_args: Any, **options: Any) -> None:
        account_id, address = options["account_id"], options["address"]
        if bool(account_id) == bool(address):
            raise CommandError("Name an account, and in it a user, or an address.")
        if address:
            count = services.release_address(address)
            self.stdout.write(f"{count} users may try again at {address}.")
            return
        named = {"UserName": options["user_name"]} if options["user_name"] else {}
        run(account_id, "ReleaseUser", named)
        self.stdout.write(f"{options['user_name'] or 'The root user'} may sign in again.")
