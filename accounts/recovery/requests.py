"""From what somebody typed who forgot a password to the user who is meant, if there is one."""

import uuid
from collections.abc import Mapping

from accounts.models import User
from accounts.signin.flow import account_named
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller, CallerKind, Face, Origin
from iamconsole.errors import ServiceError


def answer(asked: Mapping[str, str]) -> None:
    """Have a link mailed to whom `asked` means; whatever stands in the way is an event, and nobody else hears of it."""
    account_id, name = _meant(asked)
    if not account_id:
        return
    caller = Caller(
        kind=CallerKind.ANONYMOUS,
        account_id=account_id,
        arn="anonymous",
        user_id="anonymous",
        origin=Origin(Face.CONSOLE, str(uuid.uuid4()), source_ip=asked["source_ip"], user_agent=asked["user_agent"]),
    )
    try:
        invoke(caller, "iamconsole", "RequestPasswordReset", {"UserName": name} if name else {})
    except ServiceError:
        return


def _meant(asked: Mapping[str, str]) -> tuple[str, str]:
    """Return account and name of the user, the name "" for root, or two times "" when nobody is meant."""
    if "email" in asked:
        root = User.objects.filter(is_root=True, email__iexact=asked["email"]).first()
        return (root.account_id, "") if root else ("", "")
    account = account_named(asked["account"])
    found = User.objects.filter(account=account, is_root=False, name_key=asked["user_name"].lower()).first()
    return (found.account_id, found.name) if account and found else ("", "")
