"""Reads of access keys."""

from django.db.models import Q, QuerySet

from accounts.models import AccessKey, User


def keys(account_id: str) -> QuerySet[AccessKey]:
    """Return the keys of everybody in the account, root included."""
    return AccessKey.objects.filter(account_id=account_id).select_related("user")


def of_user(condition: Q) -> Q:
    """Return the condition that a key belongs to a user of whom `condition` holds."""
    return Q(user__in=User.objects.filter(condition).values("pk"))
