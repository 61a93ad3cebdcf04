"""The IAM operations on groups and memberships."""

from typing import Any

from accounts import resources
from accounts.groups import selectors, services
from accounts.groups.shapes import group_shape
from accounts.users import services as users
from accounts.users.shapes import user_shape
from iamconsole import arns
from iamconsole.aws.pipeline import require
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page

# The operations on members word it so; all others say "The group with name X cannot be found."
NO_GROUP = "Group {} not found"


@operation("iam", "CreateGroup", resource=resources.new_group, quotas=(services.GROUPS_PER_ACCOUNT,))
def create_group(caller: Caller, group_name: str, path: str = "/") -> dict[str, Any]:
    return {"Group": group_shape(services.create(caller.account_id, group_name, path=path))}


@operation("iam", "GetGroup", resource=resources.group)
def get_group(
    caller: Caller, group_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    group = services.find(caller.account_id, group_name, NO_GROUP)
    rows, more = page(selectors.members(group), ["name_key"], marker, max_items)
    return {"Group": group_shape(group), "Users": [user_shape(user) for user in rows], **more}


@operation("iam", "ListGroups", resource=resources.all_groups)
def list_groups(
    caller: Caller, path_prefix: str = "/", marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    rows, more = page(selectors.groups(caller.account_id, path_prefix), ["name_key"], marker, max_items)
    return {"Groups": [group_shape(group) for group in rows], **more}


@operation("iam", "ListGroupsForUser", resource=resources.user)
def list_groups_for_user(
    caller: Caller, user_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    user = users.find(caller.account_id, user_name)
    rows, more = page(selectors.groups_of(user), ["name_key"], marker, max_items)
    return {"Groups": [group_shape(group) for group in rows], **more}


@operation("iam", "UpdateGroup", resource=resources.group)
def update_group(
    caller: Caller, group_name: str, new_path: str | None = None, new_group_name: str | None = None
) -> None:
    group = services.find(caller.account_id, group_name)
    renamed = arns.named(caller.account_id, "group", new_path or group.path, new_group_name or group.name)
    # As for users: the permission is needed for the old and the new name (API Reference, UpdateGroup).
    require(caller, "iam:UpdateGroup", renamed, {})
    services.rename(group, name=new_group_name, path=new_path)


@operation("iam", "DeleteGroup", resource=resources.group)
def delete_group(caller: Caller, group_name: str) -> None:
    services.delete(services.find(caller.account_id, group_name))


@operation("iam", "AddUserToGroup", resource=resources.group, quotas=(services.GROUPS_PER_USER,))
def add_user_to_group(caller: Caller, group_name: str, user_name: str) -> None:
    user = users.find(caller.account_id, user_name)
    services.add_member(services.find(caller.account_id, group_name, NO_GROUP), user)


@operation("iam", "RemoveUserFromGroup", resource=resources.group)
def remove_user_from_group(caller: Caller, group_name: str, user_name: str) -> None:
    group = services.find(caller.account_id, group_name, NO_GROUP)
    services.remove_member(group, users.find(caller.account_id, user_name))
