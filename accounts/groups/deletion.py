"""What must go before a group can go: the operations that empty it, as its own operations tell it."""

from collections.abc import Mapping
from typing import Any

from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller
from iamconsole.console.steps import Step

MOST = 1000


def steps_to_delete(caller: Caller, name: str) -> tuple[Step, ...]:
    """Return the operations that empty and delete the group. Reading for them needs the permissions to read."""
    asked: Mapping[str, Any] = {"GroupName": name}
    members = _members(caller, asked)
    attached = invoke(caller, "iam", "ListAttachedGroupPolicies", asked)["AttachedPolicies"]
    inline = invoke(caller, "iam", "ListGroupPolicies", {**asked, "MaxItems": MOST})["PolicyNames"]
    return (
        *(Step("RemoveUserFromGroup", {**asked, "UserName": user}, f"Membership of {user}") for user in members),
        *(
            Step("DetachGroupPolicy", {**asked, "PolicyArn": one["PolicyArn"]}, f"Attached policy {one['PolicyName']}")
            for one in attached
        ),
        *(Step("DeleteGroupPolicy", {**asked, "PolicyName": name}, f"Inline policy {name}") for name in inline),
        Step("DeleteGroup", asked),
    )


def _members(caller: Caller, asked: Mapping[str, Any]) -> list[str]:
    more: dict[str, Any] = {**asked, "MaxItems": MOST}
    names: list[str] = []
    while True:
        found = invoke(caller, "iam", "GetGroup", more)
        names += [user["UserName"] for user in found["Users"]]
        if not found["IsTruncated"]:
            return names
        more["Marker"] = found["Marker"]
