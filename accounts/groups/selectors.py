"""Reads of groups."""

from django.db.models import QuerySet

from accounts.models import Group, Membership, User


def groups(account_id: str, path_prefix: str = "/") -> QuerySet[Group]:
    found = Group.objects.filter(account_id=account_id)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def groups_of(user: User) -> QuerySet[Group]:
    return Group.objects.filter(memberships__user=user)


def members(group: Group) -> QuerySet[User]:
    return User.objects.filter(memberships__group=group)


def memberships_of(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user).select_related("group").order_by("group__name_key")
