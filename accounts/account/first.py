"""The first account of a new installation, and the file that holds its root user's one-time password."""

from pathlib import Path

from django.conf import settings

from accounts.account import services
from accounts.models import Account
from iamconsole.operator import run

ROOT_EMAIL = "root@localhost.localdomain"


def ensure() -> Account:
    """Return the first account, made now if there is none; its password is then in `password_file`."""
    present = Account.objects.order_by("created").first()
    if present is not None:
        return present
    made = run(services.free_account_id(), "CreateAccount", {"RootEmail": ROOT_EMAIL})
    path = password_file(made["AccountId"])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(
        f"Account:  {made['AccountId']}\nRoot:     {ROOT_EMAIL}\nPassword: {made['Root']['Password']}\n"
        "This file is deleted when root signs in for the first time.\n"
    )
    return services.find(made["AccountId"])


def password_file(account_id: str) -> Path:
    """Return where the one-time password of an account's root user is, or was."""
    return Path(settings.VAR_DIR) / f"root-password-{account_id}.txt"


def forget_password(account_id: str) -> None:
    """Delete the file: its password was used."""
    password_file(account_id).unlink(missing_ok=True)
