"""What must go before a role can go: the operations that take everything from it, as its own operations tell it."""

from collections.abc import Mapping
from typing import Any

from accounts.models.role import SERVICE_LINKED_PATH
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller
from iamconsole.console.steps import Step

MOST = 1000

Asked = Mapping[str, Any]


def steps_to_delete(caller: Caller, name: str) -> tuple[Step, ...]:
    """Return the operations that take everything from the role and delete it; reading for them needs permissions.

    An instance profile of the same name was made with the role and goes with it, others stay without a role.
    """
    asked = {"RoleName": name}
    role = invoke(caller, "iam", "GetRole", asked)["Role"]
    if role["Path"].startswith(SERVICE_LINKED_PATH):
        return (Step("DeleteServiceLinkedRole", asked),)
    return (*_profiles(caller, asked), *_policies(caller, asked), Step("DeleteRole", asked))


def _profiles(caller: Caller, asked: Asked) -> list[Step]:
    steps = []
    for profile in invoke(caller, "iam", "ListInstanceProfilesForRole", asked)["InstanceProfiles"]:
        name = profile["InstanceProfileName"]
        named = {"InstanceProfileName": name}
        is_own = name.lower() == asked["RoleName"].lower()
        words = f"Instance profile {name}" if is_own else f"Its place in the instance profile {name}"
        steps.append(Step("RemoveRoleFromInstanceProfile", {**asked, **named}, words))
        if is_own:
            steps.append(Step("DeleteInstanceProfile", named))
    return steps


def _policies(caller: Caller, asked: Asked) -> list[Step]:
    attached = invoke(caller, "iam", "ListAttachedRolePolicies", asked)["AttachedPolicies"]
    inline = invoke(caller, "iam", "ListRolePolicies", {**asked, "MaxItems": MOST})["PolicyNames"]
    return [
        *(
            Step("DetachRolePolicy", {**asked, "PolicyArn": one["PolicyArn"]}, f"Attached policy {one['PolicyName']}")
            for one in attached
        ),
        *(Step("DeleteRolePolicy", {**asked, "PolicyName": name}, f"Inline policy {name}") for name in inline),
    ]
