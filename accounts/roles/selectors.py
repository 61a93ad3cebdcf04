"""Reads of roles."""

from django.db.models import QuerySet

from accounts.models import Role


def roles(account_id: str, path_prefix: str = "/") -> QuerySet[Role]:
    found = Role.objects.filter(account_id=account_id)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)
