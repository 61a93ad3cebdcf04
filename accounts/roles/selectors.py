"""Reads of roles."""

from django.db.models import Q, QuerySet

from accounts.models import Role
from accounts.models.role import SERVICE_LINKED_PATH


def roles(account_id: str, path_prefix: str = "/") -> QuerySet[Role]:
    found = Role.objects.filter(account_id=account_id)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def search(account_id: str, text: str) -> QuerySet[Role]:
    """Return the roles that have `text` in the name, the path or the description, or trust somebody called so."""
    found = roles(account_id)
    if not text:
        return found
    return found.filter(
        Q(name_key__contains=text.lower())
        | Q(path__icontains=text)
        | Q(description__icontains=text)
        | Q(trust__contains=text)
    )


def service_linked(found: QuerySet[Role]) -> QuerySet[Role]:
    return found.filter(path__startswith=SERVICE_LINKED_PATH)


def never_used(found: QuerySet[Role]) -> QuerySet[Role]:
    return found.filter(last_used__isnull=True)
