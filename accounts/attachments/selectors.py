"""Reads of the policies on identities."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import Attachment, Group, InlinePolicy, User
from policies.models import Policy


def attached_to(identity: User | Group, path_prefix: str = "/") -> QuerySet[Policy]:
    """Return the managed policies attached to `identity`, by path."""
    found = Policy.objects.seen_by(identity.account_id).filter(attached_to__in=identity.attachments.all())
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def inline_names(identity: User | Group) -> Iterable[str]:
    return identity.inline_policies.values_list("name", flat=True)


def inline_of(identity: User | Group) -> QuerySet[InlinePolicy]:
    return identity.inline_policies.order_by("name")


def users_of(policy: Policy, account_id: str) -> QuerySet[Attachment]:
    """Return where the account has `policy` attached to users."""
    return Attachment.objects.filter(policy=policy, user__account_id=account_id).select_related("user")


def groups_of(policy: Policy, account_id: str) -> QuerySet[Attachment]:
    return Attachment.objects.filter(policy=policy, group__account_id=account_id).select_related("group")


def bounded_by(policy: Policy, account_id: str) -> QuerySet[User]:
    return User.objects.filter(boundary=policy, account_id=account_id)
