"""The operations on delegation requests and role templates, of which there are none.

A request asks for what a policy template says, a role is acquired from a role template, and both kinds of template are
registered by Amazon for its partners: an account that is no partner's cannot make any, over no API. So each operation
answers what AWS answers where the template, and with it the request, does not exist.
Source: IAM User Guide, "Temporary delegation for AWS partners".
"""

from typing import Any, NoReturn

from accounts import resources
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import ExpiredTradeInTokenException, InvalidInput, NoSuchEntity


def _not_there(request_id: str) -> NoReturn:
    raise NoSuchEntity(f"The delegation request with id {request_id} cannot be found.")


@operation(
    "iam",
    "CreateDelegationRequest",
    resource=resources.new_delegation_request,
    context=lambda _caller, parameters: {
        "iam:delegationduration": str(parameters["SessionDuration"]),
        "iam:notificationchannel": parameters["NotificationChannel"],
        "iam:templatearn": parameters["Permissions"].get("PolicyTemplateArn", ""),
    },
)
def create_delegation_request(
    caller: Caller,
    description: str,
    permissions: dict[str, Any],
    requestor_workflow_id: str,
    notification_channel: str,
    session_duration: int,
    owner_account_id: str | None = None,
    request_message: str | None = None,
    redirect_url: str | None = None,
    only_send_by_owner: bool = False,
) -> NoReturn:
    template = permissions.get("PolicyTemplateArn", "")
    raise InvalidInput(f"The policy template {template} does not exist, or this account may not use it.")


@operation("iam", "AssociateDelegationRequest", resource=resources.delegation_request)
def associate_delegation_request(caller: Caller, delegation_request_id: str) -> NoReturn:
    _not_there(delegation_request_id)


@operation("iam", "GetDelegationRequest", resource=resources.delegation_request)
def get_delegation_request(
    caller: Caller, delegation_request_id: str, delegation_permission_check: bool = False
) -> NoReturn:
    _not_there(delegation_request_id)


@operation(
    "iam",
    "ListDelegationRequests",
    context=lambda _caller, parameters: (
        {"iam:delegationrequestowner": parameters["OwnerId"]} if parameters.get("OwnerId") else {}
    ),
)
def list_delegation_requests(
    caller: Caller, owner_id: str | None = None, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    return {"DelegationRequests": [], "isTruncated": False}


@operation("iam", "UpdateDelegationRequest", resource=resources.delegation_request)
def update_delegation_request(caller: Caller, delegation_request_id: str, notes: str | None = None) -> NoReturn:
    _not_there(delegation_request_id)


@operation("iam", "AcceptDelegationRequest", resource=resources.delegation_request)
def accept_delegation_request(caller: Caller, delegation_request_id: str) -> NoReturn:
    _not_there(delegation_request_id)


@operation("iam", "RejectDelegationRequest", resource=resources.delegation_request)
def reject_delegation_request(caller: Caller, delegation_request_id: str, notes: str | None = None) -> NoReturn:
    _not_there(delegation_request_id)


@operation("iam", "SendDelegationToken", resource=resources.delegation_request)
def send_delegation_token(caller: Caller, delegation_request_id: str) -> NoReturn:
    _not_there(delegation_request_id)


@operation("iam", "GetHumanReadableSummary", resource=lambda _caller, parameters: str(parameters["EntityArn"]))
def get_human_readable_summary(caller: Caller, entity_arn: str, locale: str | None = None) -> NoReturn:
    if ":delegation-request/" not in entity_arn:
        raise InvalidInput(f"{entity_arn} is no ARN of a delegation request.")
    _not_there(entity_arn.rpartition("/")[2])


@operation("sts", "GetDelegatedAccessToken", resource=resources.own, open_to_all=True)
def get_delegated_access_token(caller: Caller, trade_in_token: str) -> NoReturn:
    """The token is what SendDelegationToken handed over, which it never did."""
    raise ExpiredTradeInTokenException("The trade-in token is not valid, or has expired.")


@operation("iam", "AcquireRole", resource=lambda _caller, parameters: str(parameters["TemplateArn"]))
def acquire_role(
    caller: Caller,
    template_arn: str,
    template_minor_version: int | None = None,
    replacement_values: dict[str, Any] | None = None,
) -> NoReturn:
    raise NoSuchEntity(f"The role template {template_arn} cannot be found.")


@operation("iam", "GetRoleTemplateVersion", resource=lambda _caller, parameters: str(parameters["TemplateArn"]))
def get_role_template_version(caller: Caller, template_arn: str, minor_version: int | None = None) -> NoReturn:
    raise NoSuchEntity(f"The role template {template_arn} cannot be found.")
