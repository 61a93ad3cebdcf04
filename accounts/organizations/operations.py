"""The IAM operations on organizations. No account here is a member of one, and each of them says so."""

from collections.abc import Mapping
from typing import Any, NoReturn

from accounts import resources
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity, OrganizationNotFoundException


@operation("iam", "ListOrganizationsFeatures")
def list_organizations_features(caller: Caller) -> NoReturn:
    _refuse(caller)


@operation("iam", "EnableOrganizationsRootCredentialsManagement")
def enable_organizations_root_credentials_management(caller: Caller) -> NoReturn:
    _refuse(caller)


@operation("iam", "DisableOrganizationsRootCredentialsManagement")
def disable_organizations_root_credentials_management(caller: Caller) -> NoReturn:
    _refuse(caller)


@operation("iam", "EnableOrganizationsRootSessions")
def enable_organizations_root_sessions(caller: Caller) -> NoReturn:
    _refuse(caller)


@operation("iam", "DisableOrganizationsRootSessions")
def disable_organizations_root_sessions(caller: Caller) -> NoReturn:
    _refuse(caller)


def _policy_id(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    policy_id = parameters.get("OrganizationsPolicyId")
    return {"iam:organizationspolicyid": policy_id} if policy_id else {}


@operation("iam", "GenerateOrganizationsAccessReport", resource=resources.access_report, context=_policy_id)
def generate_organizations_access_report(
    caller: Caller, entity_path: str, organizations_policy_id: str = ""
) -> NoReturn:
    _refuse(caller)


@operation("iam", "GetOrganizationsAccessReport")
def get_organizations_access_report(
    caller: Caller,
    job_id: str,
    max_items: int | None = None,
    marker: str | None = None,
    sort_key: str | None = None,
) -> NoReturn:
    raise NoSuchEntity(f"The report with id {job_id} cannot be found.")


def _refuse(caller: Caller) -> NoReturn:
    raise OrganizationNotFoundException(
        f"The request was rejected because no organization is associated with your account {caller.account_id}."
    )
