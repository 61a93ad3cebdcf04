"""The IAM operations that put policies on users and groups, and tell which are there."""

from collections.abc import Mapping
from typing import Any

from accounts import resources
from accounts.access.context import bounded_role, bounded_user
from accounts.attachments import selectors, services
from accounts.attachments.entities import entities
from accounts.groups import services as groups
from accounts.models import Group, Role, User
from accounts.roles import services as roles
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page, page_of_parts, page_of_values
from policies import resources as policy_resources
from policies.documents import services as policies
from policies.models import Policy


def _policy_on_user(caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**bounded_user(caller, parameters), "iam:policyarn": parameters["PolicyArn"]}


def _policy_on_role(caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**bounded_role(caller, parameters), "iam:policyarn": parameters["PolicyArn"]}


def _policy_on_group(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"iam:policyarn": parameters["PolicyArn"]}


def _attached(policy: Policy) -> dict[str, str]:
    return {"PolicyName": policy.name, "PolicyArn": policy.arn}


@operation(
    "iam", "AttachUserPolicy", resource=resources.user, context=_policy_on_user, quotas=(services.KINDS[User].policies,)
)
def attach_user_policy(caller: Caller, user_name: str, policy_arn: str) -> None:
    services.attach(users.find(caller.account_id, user_name), policy_arn)


@operation("iam", "DetachUserPolicy", resource=resources.user, context=_policy_on_user)
def detach_user_policy(caller: Caller, user_name: str, policy_arn: str) -> None:
    services.detach(users.find(caller.account_id, user_name), policy_arn)


@operation("iam", "ListAttachedUserPolicies", resource=resources.user)
def list_attached_user_policies(
    caller: Caller,
    user_name: str,
    path_prefix: str = "/",
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    found = selectors.attached_to(users.find(caller.account_id, user_name), path_prefix)
    rows, more = page(found, ["name_key", "pk"], marker, max_items)
    return {"AttachedPolicies": [_attached(policy) for policy in rows], **more}


@operation(
    "iam",
    "AttachGroupPolicy",
    resource=resources.group,
    context=_policy_on_group,
    quotas=(services.KINDS[Group].policies,),
)
def attach_group_policy(caller: Caller, group_name: str, policy_arn: str) -> None:
    services.attach(groups.find(caller.account_id, group_name), policy_arn)


@operation("iam", "DetachGroupPolicy", resource=resources.group, context=_policy_on_group)
def detach_group_policy(caller: Caller, group_name: str, policy_arn: str) -> None:
    services.detach(groups.find(caller.account_id, group_name), policy_arn)


@operation("iam", "ListAttachedGroupPolicies", resource=resources.group)
def list_attached_group_policies(
    caller: Caller,
    group_name: str,
    path_prefix: str = "/",
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    found = selectors.attached_to(groups.find(caller.account_id, group_name), path_prefix)
    rows, more = page(found, ["name_key", "pk"], marker, max_items)
    return {"AttachedPolicies": [_attached(policy) for policy in rows], **more}


@operation("iam", "ListEntitiesForPolicy", resource=policy_resources.policy)
def list_entities_for_policy(
    caller: Caller,
    policy_arn: str,
    entity_filter: str | None = None,
    path_prefix: str = "/",
    policy_usage_filter: str | None = None,
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    policy = policies.find(caller.account_id, policy_arn)
    parts = entities(policy, caller.account_id, entity_filter, path_prefix, policy_usage_filter)
    shown, more = page_of_parts(parts, marker, max_items)
    return {
        "PolicyGroups": [{"GroupName": row.name, "GroupId": row.unique_id} for row in shown.get("Group", ())],
        "PolicyRoles": [{"RoleName": row.name, "RoleId": row.unique_id} for row in shown.get("Role", ())],
        "PolicyUsers": [{"UserName": row.name, "UserId": row.unique_id} for row in shown.get("User", ())],
        **more,
    }


@operation(
    "iam", "PutUserPolicy", resource=resources.user, context=bounded_user, quotas=(services.KINDS[User].inline_size,)
)
def put_user_policy(caller: Caller, user_name: str, policy_name: str, policy_document: str) -> None:
    services.put_inline(users.find(caller.account_id, user_name), policy_name, policy_document)


@operation("iam", "GetUserPolicy", resource=resources.user)
def get_user_policy(caller: Caller, user_name: str, policy_name: str) -> dict[str, Any]:
    user = users.find(caller.account_id, user_name)
    policy = services.find_inline(user, policy_name)
    return {"UserName": user.name, "PolicyName": policy_name, "PolicyDocument": policy.document}


@operation("iam", "ListUserPolicies", resource=resources.user)
def list_user_policies(
    caller: Caller, user_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    names = selectors.inline_names(users.find(caller.account_id, user_name))
    rows, more = page_of_values(names, str, marker, max_items)
    return {"PolicyNames": rows, **more}


@operation("iam", "DeleteUserPolicy", resource=resources.user, context=bounded_user)
def delete_user_policy(caller: Caller, user_name: str, policy_name: str) -> None:
    services.delete_inline(users.find(caller.account_id, user_name), policy_name)


@operation("iam", "PutGroupPolicy", resource=resources.group, quotas=(services.KINDS[Group].inline_size,))
def put_group_policy(caller: Caller, group_name: str, policy_name: str, policy_document: str) -> None:
    services.put_inline(groups.find(caller.account_id, group_name), policy_name, policy_document)


@operation("iam", "GetGroupPolicy", resource=resources.group)
def get_group_policy(caller: Caller, group_name: str, policy_name: str) -> dict[str, Any]:
    group = groups.find(caller.account_id, group_name)
    policy = services.find_inline(group, policy_name)
    return {"GroupName": group.name, "PolicyName": policy_name, "PolicyDocument": policy.document}


@operation("iam", "ListGroupPolicies", resource=resources.group)
def list_group_policies(
    caller: Caller, group_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    names = selectors.inline_names(groups.find(caller.account_id, group_name))
    rows, more = page_of_values(names, str, marker, max_items)
    return {"PolicyNames": rows, **more}


@operation("iam", "DeleteGroupPolicy", resource=resources.group)
def delete_group_policy(caller: Caller, group_name: str, policy_name: str) -> None:
    services.delete_inline(groups.find(caller.account_id, group_name), policy_name)


@operation(
    "iam", "AttachRolePolicy", resource=resources.role, context=_policy_on_role, quotas=(services.KINDS[Role].policies,)
)
def attach_role_policy(caller: Caller, role_name: str, policy_arn: str) -> None:
    services.attach(roles.find(caller.account_id, role_name), policy_arn)


@operation("iam", "DetachRolePolicy", resource=resources.role, context=_policy_on_role)
def detach_role_policy(caller: Caller, role_name: str, policy_arn: str) -> None:
    services.detach(roles.find(caller.account_id, role_name), policy_arn)


@operation("iam", "ListAttachedRolePolicies", resource=resources.role)
def list_attached_role_policies(
    caller: Caller,
    role_name: str,
    path_prefix: str = "/",
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    found = selectors.attached_to(roles.find(caller.account_id, role_name), path_prefix)
    rows, more = page(found, ["name_key", "pk"], marker, max_items)
    return {"AttachedPolicies": [_attached(policy) for policy in rows], **more}


@operation(
    "iam", "PutRolePolicy", resource=resources.role, context=bounded_role, quotas=(services.KINDS[Role].inline_size,)
)
def put_role_policy(caller: Caller, role_name: str, policy_name: str, policy_document: str) -> None:
    services.put_inline(roles.find(caller.account_id, role_name), policy_name, policy_document)


@operation("iam", "GetRolePolicy", resource=resources.role)
def get_role_policy(caller: Caller, role_name: str, policy_name: str) -> dict[str, Any]:
    role = roles.find(caller.account_id, role_name)
    policy = services.find_inline(role, policy_name)
    return {"RoleName": role.name, "PolicyName": policy_name, "PolicyDocument": policy.document}


@operation("iam", "ListRolePolicies", resource=resources.role)
def list_role_policies(
    caller: Caller, role_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    names = selectors.inline_names(roles.find(caller.account_id, role_name))
    rows, more = page_of_values(names, str, marker, max_items)
    return {"PolicyNames": rows, **more}


@operation("iam", "DeleteRolePolicy", resource=resources.role, context=bounded_role)
def delete_role_policy(caller: Caller, role_name: str, policy_name: str) -> None:
    services.delete_inline(roles.find(caller.account_id, role_name), policy_name)
