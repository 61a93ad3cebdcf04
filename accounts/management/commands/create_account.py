"""manage.py create_account: make an account and show its root user's secrets once."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.account import services
from iamconsole.operator import run


class Command(BaseCommand):
    help = "Create an account and print its root user's one-time password, and access key when asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--account-id", help="12 digits; random when left out")
        parser.add_argument("--alias", help="a name people sign in with instead of the number")
        parser.add_argument("--root-email", required=True)
        parser.add_argument("--root-access-key", action="store_true", help="also make an access key for root")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        account_id = options["account_id"] or services.free_account_id()
        made = run(
            account_id,
            "CreateAccount",
            {
                "AccountId": account_id,
                "Alias": options["alias"],
                "RootEmail": options["root_email"],
                "RootAccessKey": options["root_access_key"],
            },
        )
        if options["json"]:
            self.stdout.write(json.dumps(made))
            return
        self.stdout.write(f"Account {made['AccountId']}" + (f" ({made['Alias']})" if made["Alias"] else ""))
        for name, value in made["Root"].items():
            self.stdout.write(f"  {name}: {value}")
