"""iamconsole's own operations on accounts as a whole: for its operator, and for the root user of a sandbox.

They are open to all policies because none can grant them; who may is asked here.
"""

from typing import Any

from django.conf import settings

from accounts import resources
from accounts.account import services
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied


@operation("iamconsole", "CreateAccount", resource=resources.account, open_to_all=True)
def create_account(
    caller: Caller,
    root_email: str,
    account_id: str = "",
    alias: str = "",
    root_password: str = "",
    root_access_key: bool = False,
) -> dict[str, Any]:
    _require_operator(caller)
    new = services.create(
        account_id or caller.account_id,
        alias=alias,
        root_email=root_email,
        password=root_password,
        with_root_key=root_access_key,
    )
    root = {"Email": new.root.email, "Password": new.password}
    if new.key_id:
        root |= {"AccessKeyId": new.key_id, "SecretAccessKey": new.secret}
    return {"AccountId": new.account.pk, "Alias": new.account.alias, "Root": root}


@operation("iamconsole", "DeleteAccount", resource=resources.account, open_to_all=True)
def delete_account(caller: Caller) -> None:
    _require_operator(caller)
    services.delete(services.find(caller.account_id))


@operation("iamconsole", "ResetAccount", resource=resources.account, open_to_all=True)
def reset_account(caller: Caller) -> None:
    if not (caller.is_operator or settings.SANDBOX):
        raise AccessDenied("Accounts can be reset only where IAMCONSOLE_SANDBOX=1 is set.")
    if not (caller.is_operator or caller.is_root):
        raise AccessDenied("Only the root user may reset an account.")
    services.reset(services.find(caller.account_id))


def _require_operator(caller: Caller) -> None:
    if not caller.is_operator:
        raise AccessDenied("Accounts are made and removed by the operator of the installation.")
