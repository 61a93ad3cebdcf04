"""Reads of users."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import AccessKey, Membership, User, VirtualMFADevice

GROUPS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user with the columns of the list; ages are the moments they count from."""

    user: User
    groups: tuple[str, ...]
    more_groups: int
    devices: int
    active_keys: int
    oldest_key: datetime | None
    is_key_old: bool
    last_activity: datetime | None


def users(account_id: str, path_prefix: str = "/") -> QuerySet[User]:
    """Return the account's users, root left out, by path."""
    found = User.objects.filter(account_id=account_id, is_root=False)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def search(account_id: str, text: str) -> QuerySet[User]:
    """Return the users that have `text` in the name or the path, or an access key with exactly this id."""
    found = users(account_id)
    if not text:
        return found
    has_key = Exists(AccessKey.objects.filter(user=OuterRef("pk"), pk=text))
    return found.filter(Q(name_key__contains=text.lower()) | Q(path__icontains=text) | has_key)


def without_mfa(found: QuerySet[User]) -> QuerySet[User]:
    """Return those who can sign in to the console and have no device."""
    devices = VirtualMFADevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    return found.filter(~Exists(devices), password_created__isnull=False)


def with_keys_before(found: QuerySet[User], moment: datetime) -> QuerySet[User]:
    """Return those with an active access key made before `moment`."""
    old = AccessKey.objects.filter(user=OuterRef("pk"), status=AccessKey.Status.ACTIVE, created__lt=moment)
    return found.filter(Exists(old))


def with_columns(found: QuerySet[User]) -> QuerySet[User]:
    """Return users with what `row_of` reads: three queries more, however many they are."""
    memberships = Membership.objects.select_related("group").order_by("group__name_key")
    return found.prefetch_related(
        Prefetch("memberships", memberships),
        Prefetch("mfa_devices", VirtualMFADevice.objects.filter(confirmed=True)),
        "access_keys",
    )


def row_of(user: User, now: datetime, limit_days: int) -> UserRow:
    """Return the columns of a user that was read through `with_columns`."""
    groups = [membership.group.name for membership in user.memberships.all()]
    keys = list(user.access_keys.all())
    active = [key.created for key in keys if key.is_active]
    oldest = min(active, default=None)
    used = [moment for moment in (user.password_used, *(key.last_used for key in keys)) if moment]
    return UserRow(
        user=user,
        groups=tuple(groups[:GROUPS_SHOWN]),
        more_groups=len(groups[GROUPS_SHOWN:]),
        devices=len(user.mfa_devices.all()),
        active_keys=len(active),
        oldest_key=oldest,
        is_key_old=oldest is not None and oldest < now - timedelta(days=limit_days),
        last_activity=max(used, default=None),
    )
