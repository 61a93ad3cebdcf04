"""Reads of MFA devices."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import SecurityKey, User, VirtualMFADevice
from iamconsole.errors import ValidationError
from iamconsole.paging import DEFAULT_ITEMS
from iamconsole.quotas import Quota

Device = VirtualMFADevice | SecurityKey

DEVICES_PER_USER = Quota("MFADevicesPerUser", 8)
EPOCH = datetime.fromtimestamp(0, UTC)


def devices_of(user: User) -> QuerySet[VirtualMFADevice]:
    return VirtualMFADevice.objects.filter(user=user, confirmed=True).select_related("user")


def keys_of(user: User) -> QuerySet[SecurityKey]:
    return SecurityKey.objects.filter(user=user).select_related("user")


def all_of(user: User) -> list[Device]:
    """Return the user's devices of both kinds, the one used last first."""
    found: list[Device] = [*devices_of(user), *keys_of(user)]
    return sorted(found, key=lambda device: device.last_used or device.since or EPOCH, reverse=True)


def has_device(user: User) -> bool:
    return devices_of(user).exists() or keys_of(user).exists()


def with_devices(users: Sequence[User]) -> set[int]:
    """Return the keys of those of `users` who have a device of either kind."""
    apps = VirtualMFADevice.objects.filter(user__in=users, confirmed=True).values_list("user_id", flat=True)
    keys = SecurityKey.objects.filter(user__in=users).values_list("user_id", flat=True)
    return {user_id for user_id in apps if user_id is not None} | set(keys)


def check_room(user: User) -> None:
    """Raise LimitExceeded when `user` has as many devices as AWS allows, of both kinds together."""
    DEVICES_PER_USER.check_room(devices_of(user).count() + keys_of(user).count())


def devices(account_id: str, assignment: str) -> QuerySet[VirtualMFADevice]:
    """Return the account's devices; `assignment` is Assigned, Unassigned or Any."""
    found = VirtualMFADevice.objects.filter(account_id=account_id).select_related("user")
    return found if assignment == "Any" else found.filter(confirmed=assignment == "Assigned")


def page_of_devices(
    found: QuerySet[VirtualMFADevice], marker: str | None, max_items: int | None
) -> tuple[list[VirtualMFADevice], dict[str, Any]]:
    """Return one page of devices after the number `marker`: clients of this list expect markers that are numbers."""
    limit = max_items or DEFAULT_ITEMS
    shown = list(found.filter(number__gt=_number(marker)).order_by("number")[: limit + 1])
    if marker is not None and not shown:
        raise ValidationError("Invalid Marker.")
    if len(shown) <= limit:
        return shown, {"IsTruncated": False}
    return shown[:limit], {"IsTruncated": True, "Marker": str(shown[limit - 1].number)}


def _number(marker: str | None) -> int:
    if marker is None:
        return 0
    if not (marker.isascii() and marker.isdecimal() and len(marker) < 7):
        raise ValidationError("Invalid Marker.")
    return int(marker)
