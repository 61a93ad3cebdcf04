"""Reads of MFA devices."""

from django.db.models import QuerySet

from accounts.models import User, VirtualMFADevice


def devices_of(user: User) -> QuerySet[VirtualMFADevice]:
    return VirtualMFADevice.objects.filter(user=user, confirmed=True).select_related("user")


def devices(account_id: str, assignment: str) -> QuerySet[VirtualMFADevice]:
    """Return the account's devices; `assignment` is Assigned, Unassigned or Any."""
    found = VirtualMFADevice.objects.filter(account_id=account_id).select_related("user")
    return found if assignment == "Any" else found.filter(confirmed=assignment == "Assigned")
