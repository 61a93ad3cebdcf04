"""Instance profiles as AWS shows them."""

from collections.abc import Sequence
from typing import Any

from accounts.models import InstanceProfile
from accounts.roles import trust
from accounts.roles.shapes import bare_role_shape
from iamconsole import tags


def profile_shapes(profiles: Sequence[InstanceProfile]) -> list[dict[str, Any]]:
    """What lists show: no tags."""
    principals = trust.principals_of([profile.role for profile in profiles if profile.role])
    return [
        {
            "Path": profile.path,
            "InstanceProfileName": profile.name,
            "InstanceProfileId": profile.unique_id,
            "Arn": profile.arn,
            "CreateDate": profile.created,
            "Roles": [bare_role_shape(profile.role, principals)] if profile.role else [],
        }
        for profile in profiles
    ]


def whole_profile_shape(profile: InstanceProfile) -> dict[str, Any]:
    return profile_shapes([profile])[0] | {"Tags": tags.shape(profile.tags)}
