"""Reads of groups."""

from typing import Any

from django.db.models import Count, Manager, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Attachment, Group, InlinePolicy, Membership, User
from iamconsole.searching import has_part
from policies.models import Policy


def groups(account_id: str, path_prefix: str = "/") -> QuerySet[Group]:
    found = Group.objects.filter(account_id=account_id)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def search(account_id: str, text: str) -> QuerySet[Group]:
    """Return the groups that `matching` says."""
    return groups(account_id).filter(matching(text)) if text else groups(account_id)


def matching(text: str) -> Q:
    """Return the condition that a group has `text` in the name or the path."""
    return has_part("name_key", text) | Q(path__icontains=text)


def with_member(condition: Q) -> Q:
    """Return the condition that a group has a member of whom `condition` holds."""
    users = User.objects.filter(condition).values("pk")
    return Q(pk__in=Membership.objects.filter(user__in=users).values("group"))


def with_policy(condition: Q) -> Q:
    """Return the condition that a group has a managed policy attached of which `condition` holds."""
    policies = Policy.objects.filter(condition).values("pk")
    # Without the empty ones, of which SQL says neither that they are in nor that they are not.
    return Q(pk__in=Attachment.objects.filter(policy__in=policies, group__isnull=False).values("group"))


def memberships_of_group() -> QuerySet[Membership]:
    """Return the memberships in a group of an outer query."""
    return Membership.objects.filter(group=OuterRef("pk"))


def attachments_of() -> QuerySet[Attachment]:
    """Return the managed policies attached to a group of an outer query."""
    return Attachment.objects.filter(group=OuterRef("pk"))


def inline_of() -> QuerySet[InlinePolicy]:
    """Return the inline policies of a group of an outer query."""
    return InlinePolicy.objects.filter(group=OuterRef("pk"))


def names(account_id: str) -> list[str]:
    return [*groups(account_id).order_by("name_key").values_list("name", flat=True)]


def with_counts(found: QuerySet[Group]) -> QuerySet[Group]:
    """Return groups that know how many members and policies they have: `members`, `attached`, `inline`."""
    return found.annotate(
        members=_count(Membership.objects),
        attached=_count(Attachment.objects),
        inline=_count(InlinePolicy.objects),
    )


def groups_of(user: User) -> QuerySet[Group]:
    return Group.objects.filter(memberships__user=user)


def members(group: Group) -> QuerySet[User]:
    # The account is named so that the index on its users' names gives a page in order.
    return User.objects.filter(account_id=group.account_id, memberships__group=group)


def memberships_of(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user).select_related("group").order_by("group__name_key")


def _count(of: Manager[Any]) -> Coalesce:
    """Return how many rows of a table each group has; one query for the page, and no rows multiplied by others."""
    counted = of.filter(group=OuterRef("pk")).order_by().values("group").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
