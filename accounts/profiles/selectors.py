"""Reads of instance profiles, each with its role."""

from django.db.models import QuerySet

from accounts.models import InstanceProfile, Role


def profiles(account_id: str, path_prefix: str = "/") -> QuerySet[InstanceProfile]:
    found = InstanceProfile.objects.filter(account_id=account_id).select_related("role")
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def profiles_of(role: Role) -> QuerySet[InstanceProfile]:
    return InstanceProfile.objects.filter(role=role).select_related("role")
