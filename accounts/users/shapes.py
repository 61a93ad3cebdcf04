"""Users as AWS shows them."""

from typing import Any

from accounts.models import User
from iamconsole import tags
from policies.models import Policy


def user_shape(user: User) -> dict[str, Any]:
    """What lists show: neither tags nor boundary."""
    shape: dict[str, Any] = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.unique_id,
        "Arn": user.arn,
        "CreateDate": user.created,
        "PasswordLastUsed": user.password_used,
    }
    return shape if not user.is_root else shape | {"UserName": None}


def whole_user_shape(user: User) -> dict[str, Any]:
    return user_shape(user) | {
        "PermissionsBoundary": boundary_shape(user.boundary),
        "Tags": tags.shape(user.tags) or None,
    }


def boundary_shape(policy: Policy | None) -> dict[str, Any] | None:
    if policy is None:
        return None
    return {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": policy.arn}
