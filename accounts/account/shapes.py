"""Identities and policies with all that is on them, as GetAccountAuthorizationDetails shows them.

Everything a row needs was read with its page: nothing here asks the database again.
"""

from collections.abc import Sequence
from typing import Any

from accounts.groups.shapes import group_shape
from accounts.models import Group, Role, User
from accounts.profiles.shapes import profile_shapes
from accounts.roles import trust
from accounts.users.shapes import boundary_shape, user_shape
from iamconsole import tags
from policies.documents.shapes import policy_shape, whole_version_shape
from policies.models import Policy

Identity = User | Group | Role


def user_details(users: Sequence[User]) -> list[dict[str, Any]]:
    return [_user(user) for user in users]


def group_details(groups: Sequence[Group]) -> list[dict[str, Any]]:
    return [
        group_shape(group) | {"GroupPolicyList": _inline(group), "AttachedManagedPolicies": _attached(group)}
        for group in groups
    ]


def role_details(roles: Sequence[Role]) -> list[dict[str, Any]]:
    principals = trust.principals_of(roles)
    profiles = profile_shapes([profile for role in roles for profile in role.instance_profiles.all()])
    return [_role(role, trust.shown(role, principals), profiles) for role in roles]


def policy_details(policies: Sequence[Policy]) -> list[dict[str, Any]]:
    return [_policy(policy) for policy in policies]


def _user(user: User) -> dict[str, Any]:
    own = user_shape(user)
    del own["PasswordLastUsed"]
    return own | {
        # Where there is none, the list itself is left out, as only of users.
        "UserPolicyList": _inline(user) or None,
        "GroupList": sorted(membership.group.name for membership in user.memberships.all()),
        "AttachedManagedPolicies": _attached(user),
        "PermissionsBoundary": boundary_shape(user.boundary),
        "Tags": tags.shape(user.tags),
    }


def _role(role: Role, document: str, profiles: list[dict[str, Any]]) -> dict[str, Any]:
    own = {profile.unique_id for profile in role.instance_profiles.all()}
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.unique_id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": document,
        "InstanceProfileList": [profile for profile in profiles if profile["InstanceProfileId"] in own],
        "RolePolicyList": _inline(role),
        "AttachedManagedPolicies": _attached(role),
        "PermissionsBoundary": boundary_shape(role.boundary),
        "Tags": tags.shape(role.tags),
        "RoleLastUsed": {"LastUsedDate": role.last_used, "Region": role.last_used_region or None},
    }


def _policy(policy: Policy) -> dict[str, Any]:
    versions = sorted(policy.versions.all(), key=lambda version: -version.number)
    return policy_shape(policy) | {
        "Description": policy.description or None,
        "PolicyVersionList": [whole_version_shape(version) for version in versions],
    }


def _inline(identity: Identity) -> list[dict[str, str]]:
    policies = sorted(identity.inline_policies.all(), key=lambda policy: policy.name)
    return [{"PolicyName": policy.name, "PolicyDocument": policy.document} for policy in policies]


def _attached(identity: Identity) -> list[dict[str, str]]:
    policies = sorted((attachment.policy for attachment in identity.attachments.all()), key=lambda one: one.name)
    return [{"PolicyName": policy.name, "PolicyArn": policy.arn} for policy in policies]
