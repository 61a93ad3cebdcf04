"""Giving a user what another user has: groups, attached and inline policies, and the boundary."""

from typing import Any

from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller
from iamconsole.console.steps import Step

MOST = 1000


def steps_to_copy(caller: Caller, source: str, target: str) -> tuple[Step, ...]:
    """Return the operations that give `target` what `source` has now, but for its boundary.

    Reading for them needs the permissions to read; what the two have in common is no error.
    """
    asked, given = {"UserName": source}, {"UserName": target}
    groups = invoke(caller, "iam", "ListGroupsForUser", {**asked, "MaxItems": MOST})["Groups"]
    attached = invoke(caller, "iam", "ListAttachedUserPolicies", {**asked, "MaxItems": MOST})["AttachedPolicies"]
    inline = invoke(caller, "iam", "ListUserPolicies", {**asked, "MaxItems": MOST})["PolicyNames"]
    return (
        *(
            Step("AddUserToGroup", {**given, "GroupName": group["GroupName"]}, f"Membership of {group['GroupName']}")
            for group in groups
        ),
        *(
            Step("AttachUserPolicy", {**given, "PolicyArn": one["PolicyArn"]}, f"Attached policy {one['PolicyName']}")
            for one in attached
        ),
        *(
            Step(
                "PutUserPolicy",
                {**given, "PolicyName": name, "PolicyDocument": _document(caller, source, name)},
                f"Inline policy {name}",
            )
            for name in inline
        ),
    )


def boundary_of(caller: Caller, user: str) -> str:
    """Return the ARN of the user's boundary, or ""."""
    boundary: dict[str, Any] = invoke(caller, "iam", "GetUser", {"UserName": user})["User"]["PermissionsBoundary"] or {}
    return str(boundary.get("PermissionsBoundaryArn", ""))


def _document(caller: Caller, user: str, policy: str) -> str:
    asked = {"UserName": user, "PolicyName": policy}
    return str(invoke(caller, "iam", "GetUserPolicy", asked)["PolicyDocument"])
