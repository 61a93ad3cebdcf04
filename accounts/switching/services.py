"""The rules of switching roles in the console: how long it lasts, and which roles are remembered."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, SwitchedRole, User
from accounts.models.switched_role import Color
from iamconsole import arns

REMEMBERED = 5
SHORTEST = 900
LONGEST = 43_200
NAME_AT_LEAST = 2


def session_name(user: User) -> str:
    """Return the name of the role's session: the user's, as the AWS console gives it."""
    return user.name if len(user.name) >= NAME_AT_LEAST else f"{user.name}@console"


def seconds(role: Role | None, ends: datetime, now: datetime) -> int:
    """Return how long a session of `role` lasts: as long as the role and the user's own session, which ends, allow.

    Source: IAM User Guide, "Switch from a user to an IAM role (console)".
    """
    remaining = int((ends - now).total_seconds())
    longest = role.max_session_seconds if role else SHORTEST
    # No session of a role is shorter; the user's own ends this one too.
    return max(min(remaining, longest, LONGEST), SHORTEST)


@transaction.atomic
def remember(user: User, role_arn: str, display_name: str, color: Color) -> None:
    """Put the role on top of the user's list, and let go of the oldest."""
    parts = arns.parse(role_arn)
    assert parts, "the role was assumed by its ARN"
    SwitchedRole.objects.update_or_create(
        user=user,
        account_number=parts.account_id,
        role_name=parts.resource.removeprefix("role/"),
        defaults={"display_name": display_name, "color": color, "used": timezone.now()},
    )
    kept = SwitchedRole.objects.filter(user=user).order_by("-used", "-pk")[:REMEMBERED]
    SwitchedRole.objects.filter(user=user).exclude(pk__in=[role.pk for role in kept]).delete()
