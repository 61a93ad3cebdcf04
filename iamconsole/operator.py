"""The operator: whoever may run `manage.py` on the machine. Commands and tasks call operations as this caller."""

import getpass
import re
import uuid
from typing import Any

from django.core.management.base import CommandError

from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller, CallerKind, Face, Origin
from iamconsole.errors import ServiceError

ACCOUNT_ID = re.compile(r"[0-9]{12}")


def operator(account_id: str, face: Face = Face.COMMAND) -> Caller:
    """Return the operator, acting on `account_id`."""
    return Caller(
        kind=CallerKind.OPERATOR,
        account_id=account_id,
        arn=f"operator:{_login_name()}",
        user_id="operator",
        origin=Origin(face=face, request_id=str(uuid.uuid4())),
    )


def run(account_id: str, name: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    """Call one of iamconsole's own operations from a command; what goes wrong becomes the command's error."""
    if not ACCOUNT_ID.fullmatch(account_id):
        # No event can be written for what is no account.
        raise CommandError("An account id has 12 digits.")
    try:
        return invoke(operator(account_id), "iamconsole", name, parameters or {})
    except ServiceError as error:
        raise CommandError(error.message) from None


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
