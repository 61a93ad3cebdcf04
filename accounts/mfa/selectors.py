"""Reads of MFA devices."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User, VirtualMFADevice
from iamconsole.errors import ValidationError
from iamconsole.paging import DEFAULT_ITEMS


def devices_of(user: User) -> QuerySet[VirtualMFADevice]:
    return VirtualMFADevice.objects.filter(user=user, confirmed=True).select_related("user")


def devices(account_id: str, assignment: str) -> QuerySet[VirtualMFADevice]:
    """Return the account's devices; `assignment` is Assigned, Unassigned or Any."""
    found = VirtualMFADevice.objects.filter(account_id=account_id).select_related("user")
    return found if assignment == "Any" else found.filter(confirmed=assignment == "Assigned")


def page_by_position(
    found: QuerySet[VirtualMFADevice], marker: str | None, max_items: int | None
) -> tuple[list[VirtualMFADevice], dict[str, Any]]:
    """Return one page of devices; tests written for this list expect a marker that counts the rows shown."""
    start, limit = _position(marker), max_items or DEFAULT_ITEMS
    shown = list(found.order_by("name_key", "path")[start : start + limit + 1])
    if marker is not None and not shown:
        raise ValidationError("Invalid Marker.")
    if len(shown) <= limit:
        return shown, {"IsTruncated": False}
    return shown[:limit], {"IsTruncated": True, "Marker": str(start + limit)}


def _position(marker: str | None) -> int:
    if marker is None:
        return 0
    if not (marker.isascii() and marker.isdecimal() and len(marker) < 7):
        raise ValidationError("Invalid Marker.")
    return int(marker)
