"""Reads of the roles that users switched to."""

from django.db.models import QuerySet

from accounts.models import SwitchedRole, User
from accounts.switching.services import REMEMBERED


def recent(user: User) -> QuerySet[SwitchedRole]:
    """Return the user's last roles, newest first."""
    return SwitchedRole.objects.filter(user=user).order_by("-used", "-pk")[:REMEMBERED]
