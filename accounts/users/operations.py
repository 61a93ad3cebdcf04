"""The IAM operations on users."""

from collections.abc import Mapping
from typing import Any

from accounts import resources
from accounts.access.context import bounded_user
from accounts.attachments import boundaries
from accounts.users import selectors, services, shapes
from iamconsole import arns, tags
from iamconsole.aws.pipeline import require
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page, page_by_position

Tags = list[dict[str, str]]


def _new_user(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    boundary = parameters.get("PermissionsBoundary")
    return tags.request_context(parameters) | ({"iam:permissionsboundary": boundary} if boundary else {})


def _tagging(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return tags.request_context(parameters)


@operation(
    "iam",
    "CreateUser",
    resource=resources.new_user,
    context=_new_user,
    quotas=(services.USERS_PER_ACCOUNT, tags.TAGS_PER_RESOURCE),
)
def create_user(
    caller: Caller,
    user_name: str,
    path: str = "/",
    permissions_boundary: str = "",
    tags: Tags | None = None,
) -> dict[str, Any]:
    user = services.create(caller.account_id, user_name, path=path, boundary_arn=permissions_boundary, new_tags=tags)
    return {"User": shapes.whole_user_shape(user)}


@operation("iam", "GetUser", resource=resources.user)
def get_user(caller: Caller, user_name: str | None = None) -> dict[str, Any]:
    user = services.find_own(caller.account_id, user_name, caller.user_key)
    return {"User": shapes.whole_user_shape(user)}


@operation("iam", "ListUsers", resource=resources.all_users)
def list_users(
    caller: Caller, path_prefix: str = "/", marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    rows, more = page(selectors.users(caller.account_id, path_prefix), ["name_key"], marker, max_items)
    return {"Users": [shapes.user_shape(user) for user in rows], **more}


@operation("iam", "UpdateUser", resource=resources.user)
def update_user(caller: Caller, user_name: str, new_path: str | None = None, new_user_name: str | None = None) -> None:
    user = services.find(caller.account_id, user_name)
    renamed = arns.named(caller.account_id, "user", new_path or user.path, new_user_name or user.name)
    # Renaming needs the permission for the user as it is and as it will be (API Reference, UpdateUser).
    require(caller, "iam:UpdateUser", renamed, tags.resource_context(user.arn, user.tags))
    services.rename(user, name=new_user_name, path=new_path)


@operation("iam", "DeleteUser", resource=resources.user)
def delete_user(caller: Caller, user_name: str) -> None:
    services.delete(services.find(caller.account_id, user_name))


@operation(
    "iam",
    "PutUserPermissionsBoundary",
    resource=resources.user,
    context=lambda _caller, parameters: {"iam:permissionsboundary": parameters["PermissionsBoundary"]},
)
def put_user_permissions_boundary(caller: Caller, user_name: str, permissions_boundary: str) -> None:
    boundaries.bind(services.find(caller.account_id, user_name), permissions_boundary)


@operation("iam", "DeleteUserPermissionsBoundary", resource=resources.user, context=bounded_user)
def delete_user_permissions_boundary(caller: Caller, user_name: str) -> None:
    user = services.find(caller.account_id, user_name)
    boundaries.remove(user)


@operation("iam", "TagUser", resource=resources.user, context=_tagging, quotas=(tags.TAGS_PER_RESOURCE,))
def tag_user(caller: Caller, user_name: str, tags: Tags) -> None:
    user = services.find(caller.account_id, user_name)
    services.add_tags(user, tags)


@operation("iam", "UntagUser", resource=resources.user, context=_tagging)
def untag_user(caller: Caller, user_name: str, tag_keys: list[str]) -> None:
    user = services.find(caller.account_id, user_name)
    services.remove_tags(user, tag_keys)


@operation("iam", "ListUserTags", resource=resources.user)
def list_user_tags(
    caller: Caller, user_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    user = services.find(caller.account_id, user_name)
    rows, more = page_by_position(tags.shape(sorted(user.tags)), marker, max_items)
    return {"Tags": rows, **more}
