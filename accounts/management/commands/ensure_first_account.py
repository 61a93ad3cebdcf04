"""manage.py ensure_first_account: make the first account when there is none, and say how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.account import first


class Command(BaseCommand):
    help = "Create the first account of a new installation; do nothing when there is one."

    def handle(self, *_args: Any, **_options: Any) -> None:
        account = first.ensure()
        self.stdout.write(f"  Console      {settings.PUBLIC_URL}/console/")
        self.stdout.write(f"  API endpoint {settings.PUBLIC_URL}")
        self.stdout.write(f"  Account      {account.pk}" + (f" ({account.alias})" if account.alias else ""))
        password_file = first.password_file(account.pk)
        if password_file.exists():
            root = account.users.get(is_root=True)
            self.stdout.write(f"  Root         {root.email}, one-time password in {password_file}")
