"""The first account of a new installation, and the file that holds its root user's one-time password."""

from pathlib import Path

from django.conf import settings

from accounts.account import services
from accounts.models import Account
from accounts.passwords import rules
from iamconsole.operator import run


def ensure() -> Account:
    """Return the first account, made now if there is none; its password is then in `password_file`."""
    present = Account.objects.order_by("created").first()
    if present is not None:
        return present
    account_id, password = services.free_account_id(), rules.DEFAULT.random_password()
    # Written first: an account whose password nobody knows would lock everybody out.
    write_password(account_id, settings.ROOT_EMAIL, password)
    run(account_id, "CreateAccount", {"RootEmail": settings.ROOT_EMAIL, "RootPassword": password})
    return services.find(account_id)


def password_file(account_id: str) -> Path:
    """Return where the one-time password of an account's root user is, or was."""
    return Path(settings.VAR_DIR) / f"root-password-{account_id}.txt"


def forget_password(account_id: str) -> None:
    """Delete the file: its password was used."""
    password_file(account_id).unlink(missing_ok=True)


def write_password(account_id: str, email: str, password: str) -> Path:
    """Write the one-time password of root into its file, for the owner of the process only; return the file."""
    path = password_file(account_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(
        f"Account:  {account_id}\nRoot:     {email}\nPassword: {password}\n"
        "This file is deleted when root signs in with it.\n"
    )
    return path
