"""Roles as AWS shows them; which fields appear where is recorded from AWS."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Role
from accounts.models.role import DEFAULT_SESSION_SECONDS
from accounts.roles import trust
from accounts.users.shapes import boundary_shape
from iamconsole import tags


def new_role_shape(role: Role) -> dict[str, Any]:
    """What CreateRole answers: no description, the duration only when it is not the default, tags only when given."""
    chosen = role.max_session_seconds != DEFAULT_SESSION_SECONDS
    return bare_role_shape(role) | {
        "MaxSessionDuration": role.max_session_seconds if chosen else None,
        "PermissionsBoundary": boundary_shape(role.boundary),
        "Tags": tags.shape(role.tags) or None,
    }


def new_linked_role_shape(role: Role, principal: str) -> dict[str, Any]:
    """What CreateServiceLinkedRole answers: of the trust policy the lists that later answers show as single words."""
    statement = {"Action": ["sts:AssumeRole"], "Effect": "Allow", "Principal": {"Service": [principal]}}
    return new_role_shape(role) | {
        "Description": role.description or None,
        "AssumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    }


def described_role_shape(role: Role) -> dict[str, Any]:
    """What UpdateRoleDescription answers."""
    return bare_role_shape(role) | {"Description": role.description or None}


def role_shapes(roles: Sequence[Role]) -> list[dict[str, Any]]:
    principals = trust.principals_of(roles)
    return [role_shape(role, principals) for role in roles]


def role_shape(role: Role, principals: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What lists show: neither tags, boundary nor last use."""
    return bare_role_shape(role, principals) | {
        "Description": role.description or None,
        "MaxSessionDuration": role.max_session_seconds,
    }


def whole_role_shape(role: Role) -> dict[str, Any]:
    return role_shape(role) | {
        "PermissionsBoundary": boundary_shape(role.boundary),
        "Tags": tags.shape(role.tags) or None,
        "RoleLastUsed": {"LastUsedDate": role.last_used, "Region": role.last_used_region or None},
    }


def bare_role_shape(role: Role, principals: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What every answer shows of a role, and instance profiles show alone."""
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.unique_id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": trust.shown(role, principals),
    }
