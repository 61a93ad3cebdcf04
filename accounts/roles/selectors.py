"""Reads of roles."""

from django.db.models import Q, QuerySet

from accounts.models import Attachment, Role
from iamconsole.searching import has_part
from policies.models import Policy


def roles(account_id: str, path_prefix: str = "/") -> QuerySet[Role]:
    found = Role.objects.filter(account_id=account_id)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def search(account_id: str, text: str) -> QuerySet[Role]:
    """Return the roles that `matching` says."""
    return roles(account_id).filter(matching(text)) if text else roles(account_id)


def matching(text: str) -> Q:
    """Return the condition that a role has `text` in name, path or description, or trusts somebody called so."""
    return (
        has_part("name_key", text) | Q(path__icontains=text) | Q(description__icontains=text) | Q(trust__contains=text)
    )


def with_policy(condition: Q) -> Q:
    """Return the condition that a role has a managed policy attached of which `condition` holds."""
    policies = Policy.objects.filter(condition).values("pk")
    # Without the empty ones, of which SQL says neither that they are in nor that they are not.
    return Q(pk__in=Attachment.objects.filter(policy__in=policies, role__isnull=False).values("role"))


def trusting(account_id: str, arn: str) -> QuerySet[Role]:
    """Return the roles whose trust policy names `arn`."""
    return roles(account_id).filter(trust__contains=f'"{arn}"')
