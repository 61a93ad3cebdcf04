"""Reads of MFA devices."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User, VirtualMFADevice
from iamconsole.errors import ValidationError
from iamconsole.paging import page_by_position


def devices_of(user: User) -> QuerySet[VirtualMFADevice]:
    return VirtualMFADevice.objects.filter(user=user, confirmed=True).select_related("user")


def devices(account_id: str, assignment: str) -> QuerySet[VirtualMFADevice]:
    """Return the account's devices; `assignment` is Assigned, Unassigned or Any."""
    found = VirtualMFADevice.objects.filter(account_id=account_id).select_related("user")
    return found if assignment == "Any" else found.filter(confirmed=assignment == "Assigned")


def page_of_devices(
    found: QuerySet[VirtualMFADevice], marker: str | None, max_items: int | None
) -> tuple[list[VirtualMFADevice], dict[str, Any]]:
    """Return one page of devices; a marker beyond the last of them is refused."""
    rows, more = page_by_position(found.order_by("name_key", "path"), marker, max_items)
    if marker is not None and not rows:
        raise ValidationError("Invalid Marker.")
    return rows, more
