"""The operation that tells what a policy would change before it is saved."""

from collections.abc import Mapping
from typing import Any

from accounts.groups import services as groups
from accounts.models import Group, Role, User
from accounts.review import services, shapes
from accounts.roles import services as roles
from accounts.users import services as users
from iamconsole import arns
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import InvalidInput
from policies.documents import services as policies
from policies.services.selectors import catalog_of


def _reviewed(caller: Caller, parameters: Mapping[str, Any]) -> str:
    """The policy that would change, or the identity with the inline policy; a new managed policy has no name yet."""
    if parameters.get("PolicyArn"):
        return str(parameters["PolicyArn"])
    kind, name = parameters.get("IdentityType"), parameters.get("IdentityName")
    if kind and name:
        return arns.iam(caller.account_id, f"{str(kind).lower()}/{name}")
    return "*"


@operation("iamconsole", "SimulatePolicyChange", resource=_reviewed)
def simulate_policy_change(
    caller: Caller,
    policy_document: str,
    policy_arn: str | None = None,
    identity_type: str | None = None,
    identity_name: str | None = None,
    policy_name: str | None = None,
) -> dict[str, Any]:
    if identity_type or identity_name:
        owner = _owner(caller, identity_type or "", identity_name or "")
        review = services.review_inline(owner, policy_name or "", policy_document)
    else:
        policy = policies.find(caller.account_id, policy_arn) if policy_arn else None
        review = services.review_policy(caller.account_id, policy, policy_document)
    return {"Review": shapes.review_shape(review, catalog_of(caller.account_id))}


def _owner(caller: Caller, kind: str, name: str) -> User | Group | Role:
    match kind:
        case "User":
            return users.find(caller.account_id, name)
        case "Group":
            return groups.find(caller.account_id, name)
        case "Role":
            return roles.find(caller.account_id, name)
    raise InvalidInput("An inline policy is named by IdentityType (User, Group or Role), IdentityName and PolicyName.")
