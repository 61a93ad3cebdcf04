"""Reads of users."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import AccessKey, Attachment, Group, Membership, SecurityKey, User, VirtualMFADevice
from iamconsole import arns
from iamconsole.searching import has_part
from policies.models import Policy

GROUPS_SHOWN = 2
KEY_ID = re.compile(r"A[KS]IA[A-Z2-7]{12,28}")


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user with the columns of the list; ages are the moments they count from."""

    user: User
    groups: tuple[str, ...]
    more_groups: int
    mfa: tuple[str, ...]
    active_keys: int
    oldest_key: datetime | None
    is_key_old: bool
    last_activity: datetime | None
    keys: tuple[AccessKey, ...]


def users(account_id: str, path_prefix: str = "/") -> QuerySet[User]:
    """Return the account's users, root left out, by path."""
    found = User.objects.filter(account_id=account_id, is_root=False)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def search(account_id: str, text: str) -> QuerySet[User]:
    """Return the users that `matching` says."""
    return users(account_id).filter(matching(text)) if text else users(account_id)


def matching(text: str) -> Q:
    """Return the condition that a user has `text` in the name, or has the access key with exactly this id.

    Where there is a slash, `text` is a part of the path or a whole ARN: paths are in no index, names are.
    """
    if KEY_ID.fullmatch(text):
        return Q(Exists(AccessKey.objects.filter(user=OuterRef("pk"), pk=text)))
    parts = arns.parse(text)
    if parts is not None:
        _, _, rest = parts.resource.partition("/")
        path, _, name = f"/{rest}".rpartition("/")
        return Q(account_id=parts.account_id, path=f"{path}/", name_key=name.lower())
    named = has_part("name_key", text)
    return named | Q(path__icontains=text) if "/" in text else named


def has_mfa() -> Q:
    """Return the condition that a user has an MFA device of either kind."""
    return Q(Exists(devices_of())) | Q(Exists(security_keys_of()))


def security_keys_of() -> QuerySet[SecurityKey]:
    """Return the passkeys and security keys of a user of an outer query."""
    return SecurityKey.objects.filter(user=OuterRef("pk"))


def keys_of(status: str = "") -> QuerySet[AccessKey]:
    """Return the access keys of a user of an outer query, those with a status or all."""
    found = AccessKey.objects.filter(user=OuterRef("pk"))
    return found.filter(status=status) if status else found


def devices_of() -> QuerySet[VirtualMFADevice]:
    """Return the authenticator apps of a user of an outer query."""
    return VirtualMFADevice.objects.filter(user=OuterRef("pk"), confirmed=True)


def in_group(condition: Q) -> Q:
    """Return the condition that a user is in a group of which `condition` holds."""
    groups = Group.objects.filter(condition).values("pk")
    return Q(pk__in=Membership.objects.filter(group__in=groups).values("user"))


def with_policy(condition: Q) -> Q:
    """Return the condition that a user has a managed policy attached of which `condition` holds."""
    policies = Policy.objects.filter(condition).values("pk")
    # Without the empty ones, of which SQL says neither that they are in nor that they are not.
    return Q(pk__in=Attachment.objects.filter(policy__in=policies, user__isnull=False).values("user"))


def has_key_before(moment: datetime) -> Q:
    """Return the condition that a user has an active access key made before `moment`."""
    return Q(Exists(keys_of(AccessKey.Status.ACTIVE).filter(created__lt=moment)))


def with_columns(found: QuerySet[User]) -> QuerySet[User]:
    """Return users with what `row_of` reads: two queries more, however many they are."""
    memberships = Membership.objects.select_related("group").order_by("group__name_key").only("user", "group__name")
    keys = AccessKey.objects.only("user", "status", "created", "last_used")
    with_devices = found.annotate(has_app=Exists(devices_of()), has_security_key=Exists(security_keys_of()))
    # Into lists of their own: a set of rows for each user that can be asked again takes longer than all else.
    return with_devices.prefetch_related(
        Prefetch("memberships", memberships, to_attr="own_memberships"),
        Prefetch("access_keys", keys, to_attr="own_keys"),
    )


def row_of(user: User, now: datetime, limit_days: int) -> UserRow:
    """Return the columns of a user that was read through `with_columns`."""
    memberships, keys = user.own_memberships, user.own_keys  # type: ignore[attr-defined]
    groups = [membership.group.name for membership in memberships]
    active = [key.created for key in keys if key.is_active]
    oldest = min(active, default=None)
    used = [moment for moment in (user.password_used, *(key.last_used for key in keys)) if moment]
    return UserRow(
        user=user,
        groups=tuple(groups[:GROUPS_SHOWN]),
        more_groups=len(groups[GROUPS_SHOWN:]),
        mfa=_mfa_of(user),
        active_keys=len(active),
        oldest_key=oldest,
        is_key_old=oldest is not None and oldest < now - timedelta(days=limit_days),
        last_activity=max(used, default=None),
        keys=tuple(keys),
    )


def _mfa_of(user: User) -> tuple[str, ...]:
    """Return the kinds of devices that the user has, as `with_columns` noted them."""
    has_app, has_key = user.has_app, user.has_security_key  # type: ignore[attr-defined]
    return tuple(kind for kind, is_there in (("Virtual", has_app), ("Security key", has_key)) if is_there)
