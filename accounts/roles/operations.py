"""The IAM operations on roles."""

from collections.abc import Mapping
from typing import Any

from accounts import resources
from accounts.access.context import bounded_role
from accounts.attachments import boundaries
from accounts.roles import selectors, services, shapes, trust
from iamconsole import tags
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page, page_by_position

Tags = list[dict[str, str]]


def _new_role(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    boundary = parameters.get("PermissionsBoundary")
    return tags.request_context(parameters) | ({"iam:permissionsboundary": boundary} if boundary else {})


def _tagging(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return tags.request_context(parameters)


@operation(
    "iam",
    "CreateRole",
    resource=resources.new_role,
    context=_new_role,
    quotas=(services.ROLES_PER_ACCOUNT, trust.TRUST_SIZE, tags.TAGS_PER_RESOURCE),
)
def create_role(
    caller: Caller,
    role_name: str,
    assume_role_policy_document: str,
    path: str = "/",
    description: str = "",
    max_session_duration: int | None = None,
    permissions_boundary: str = "",
    tags: Tags | None = None,
) -> dict[str, Any]:
    role = services.create(
        caller.account_id,
        role_name,
        assume_role_policy_document,
        path=path,
        description=description,
        max_session_seconds=max_session_duration,
        boundary_arn=permissions_boundary,
        new_tags=tags,
    )
    return {"Role": shapes.new_role_shape(role)}


@operation("iam", "GetRole", resource=resources.role, context=bounded_role)
def get_role(caller: Caller, role_name: str) -> dict[str, Any]:
    return {"Role": shapes.whole_role_shape(services.find(caller.account_id, role_name, "Role {} not found"))}


@operation("iam", "ListRoles", resource=resources.all_roles)
def list_roles(
    caller: Caller, path_prefix: str = "/", marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    rows, more = page(selectors.roles(caller.account_id, path_prefix), ["name_key"], marker, max_items)
    return {"Roles": shapes.role_shapes(rows), **more}


@operation("iam", "UpdateRole", resource=resources.role, context=bounded_role)
def update_role(
    caller: Caller, role_name: str, description: str | None = None, max_session_duration: int | None = None
) -> dict[str, Any]:
    role = services.find(caller.account_id, role_name)
    services.update(role, description=description, max_session_seconds=max_session_duration)
    return {}


@operation("iam", "UpdateRoleDescription", resource=resources.role, context=bounded_role)
def update_role_description(caller: Caller, role_name: str, description: str) -> dict[str, Any]:
    role = services.find(caller.account_id, role_name)
    services.describe(role, description)
    return {"Role": shapes.described_role_shape(role)}


@operation("iam", "UpdateAssumeRolePolicy", resource=resources.role, context=bounded_role, quotas=(trust.TRUST_SIZE,))
def update_assume_role_policy(caller: Caller, role_name: str, policy_document: str) -> None:
    services.set_trust(services.find_modifiable(caller.account_id, role_name), policy_document)


@operation("iam", "DeleteRole", resource=resources.role, context=bounded_role)
def delete_role(caller: Caller, role_name: str) -> None:
    services.delete(services.find_modifiable(caller.account_id, role_name))


@operation(
    "iam",
    "PutRolePermissionsBoundary",
    resource=resources.role,
    context=lambda _caller, parameters: {"iam:permissionsboundary": parameters["PermissionsBoundary"]},
)
def put_role_permissions_boundary(caller: Caller, role_name: str, permissions_boundary: str) -> None:
    boundaries.bind(services.find_modifiable(caller.account_id, role_name), permissions_boundary)


@operation("iam", "DeleteRolePermissionsBoundary", resource=resources.role, context=bounded_role)
def delete_role_permissions_boundary(caller: Caller, role_name: str) -> None:
    role = services.find_modifiable(caller.account_id, role_name)
    boundaries.remove(role)


@operation("iam", "TagRole", resource=resources.role, context=_tagging, quotas=(tags.TAGS_PER_RESOURCE,))
def tag_role(caller: Caller, role_name: str, tags: Tags) -> None:
    services.add_tags(services.find(caller.account_id, role_name), tags)


@operation("iam", "UntagRole", resource=resources.role, context=_tagging)
def untag_role(caller: Caller, role_name: str, tag_keys: list[str]) -> None:
    services.remove_tags(services.find(caller.account_id, role_name), tag_keys)


@operation("iam", "ListRoleTags", resource=resources.role)
def list_role_tags(
    caller: Caller, role_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    role = services.find(caller.account_id, role_name)
    rows, more = page_by_position(tags.shape(sorted(role.tags)), marker, max_items)
    return {"Tags": rows, **more}


@operation(
    "iam",
    "CreateServiceLinkedRole",
    resource=resources.new_service_linked_role,
    context=lambda _caller, parameters: {"iam:awsservicename": parameters["AWSServiceName"]},
    quotas=(services.ROLES_PER_ACCOUNT,),
)
def create_service_linked_role(
    caller: Caller, aws_service_name: str, description: str | None = None, custom_suffix: str = ""
) -> dict[str, Any]:
    role = services.create_linked(caller.account_id, aws_service_name, description=description, suffix=custom_suffix)
    return {"Role": shapes.new_linked_role_shape(role, aws_service_name)}


@operation("iam", "DeleteServiceLinkedRole", resource=resources.role)
def delete_service_linked_role(caller: Caller, role_name: str) -> dict[str, Any]:
    return {"DeletionTaskId": services.delete_linked(services.find(caller.account_id, role_name)).task_id}


@operation("iam", "GetServiceLinkedRoleDeletionStatus", resource=resources.role_of_deletion)
def get_service_linked_role_deletion_status(caller: Caller, deletion_task_id: str) -> dict[str, Any]:
    services.find_deletion(caller.account_id, deletion_task_id)
    return {"Status": "SUCCEEDED"}
