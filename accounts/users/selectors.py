"""Reads of users."""

from django.db.models import QuerySet

from accounts.models import User


def users(account_id: str, path_prefix: str = "/") -> QuerySet[User]:
    """Return the account's users, root left out, by path."""
    found = User.objects.filter(account_id=account_id, is_root=False)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)
