"""Reads of access keys."""

from django.db.models import QuerySet

from accounts.models import AccessKey


def keys(account_id: str) -> QuerySet[AccessKey]:
    """Return the keys of everybody in the account, root included."""
    return AccessKey.objects.filter(account_id=account_id).select_related("user")
