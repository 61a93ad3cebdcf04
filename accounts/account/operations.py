"""The operations on accounts as a whole: IAM's, and iamconsole's own for its operator and the root user of a sandbox.

Our own are open to all policies because none can grant them; who may is asked here.
"""

from typing import Any, NoReturn

from django.conf import settings

from accounts import resources
from accounts.account import services
from accounts.account.details import details
from accounts.account.summary import summary
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, InvalidInput
from iamconsole.paging import page_of_values

TOKEN_VERSIONS = {"v1Token": 1, "v2Token": 2}


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


@operation("iam", "CreateAccountAlias")
def create_account_alias(caller: Caller, account_alias: str) -> None:
    services.set_alias(services.find(caller.account_id), account_alias)


@operation("iam", "ListAccountAliases")
def list_account_aliases(caller: Caller, marker: str | None = None, max_items: int | None = None) -> dict[str, Any]:
    alias = services.find(caller.account_id).alias
    rows, more = page_of_values([alias] if alias else [], str, marker, max_items)
    return {"AccountAliases": rows, **more}


@operation("iam", "DeleteAccountAlias")
def delete_account_alias(caller: Caller, account_alias: str) -> None:
    services.delete_alias(services.find(caller.account_id), account_alias)


@operation("iam", "GetAccountSummary")
def get_account_summary(caller: Caller) -> dict[str, Any]:
    return {"SummaryMap": summary(services.find(caller.account_id))}


@operation("iam", "GetAccountAuthorizationDetails")
def get_account_authorization_details(
    caller: Caller,
    filter: list[str] | None = None,  # noqa: A002 - the model's member
    max_items: int | None = None,
    marker: str | None = None,
) -> dict[str, Any]:
    return details(caller.account_id, filter or (), marker, max_items)


@operation("iam", "SetSecurityTokenServicePreferences")
def set_security_token_service_preferences(caller: Caller, global_endpoint_token_version: str) -> None:
    services.set_token_version(services.find(caller.account_id), TOKEN_VERSIONS[global_endpoint_token_version])


@operation("iam", "GetAccountProperties")
def get_account_properties(caller: Caller) -> dict[str, Any]:
    """Properties turn features of AWS's own consoles on (IAM User Guide, "Role manager"), and none of those is here."""
    return {"Properties": {}}


@operation("iam", "PutAccountProperties")
def put_account_properties(caller: Caller, properties: dict[str, str]) -> NoReturn:
    """There is no property to set, so each is unknown, if it is well formed at all."""
    services.check_properties(properties)
    raise InvalidInput(f"The account property {next(iter(properties))} is not known.")


def _require_operator(caller: Caller) -> None:
    if not caller.is_operator:
        raise AccessDenied("Accounts are made and removed by the operator of the installation.")
