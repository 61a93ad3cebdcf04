"""Reads of roles."""

from django.db.models import OuterRef, Q, QuerySet

from accounts.models import Attachment, Role


def roles(account_id: str, path_prefix: str = "/") -> QuerySet[Role]:
    found = Role.objects.filter(account_id=account_id)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def search(account_id: str, text: str) -> QuerySet[Role]:
    """Return the roles that `matching` says."""
    return roles(account_id).filter(matching(text)) if text else roles(account_id)


def matching(text: str) -> Q:
    """Return the condition that a role has `text` in name, path or description, or trusts somebody called so."""
    return (
        Q(name_key__contains=text.lower())
        | Q(path__icontains=text)
        | Q(description__icontains=text)
        | Q(trust__contains=text)
    )


def attachments_of() -> QuerySet[Attachment]:
    """Return the managed policies attached to a role of an outer query."""
    return Attachment.objects.filter(role=OuterRef("pk"))


def trusting(account_id: str, arn: str) -> QuerySet[Role]:
    """Return the roles whose trust policy names `arn`."""
    return roles(account_id).filter(trust__contains=f'"{arn}"')
