"""Roles that nobody took on, keys and passwords that nobody used."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from accounts.models import AccessKey, Role, User
from accounts.reporting.model import Batch, Finding, amount, days_between
from accounts.reporting.unused.scene import is_new
from iamconsole.audit.usage import Use

UNUSED_ROLE, UNUSED_KEY, UNUSED_PASSWORD = 45, 45, 40


def unused_role(batch: Batch, role: Role) -> Iterator[Finding]:
    """Yield the role, unless somebody took it on in the tracking period."""
    if role.is_service_linked or is_new(batch, role.created) or (role.last_used and role.last_used >= batch.since):
        return
    yield Finding(
        key=f"role/{role.unique_id}",
        risk=UNUSED_ROLE,
        subject=role.arn,
        title=f"Role {role.name}",
        reason=_idle(batch, role.last_used, "Nobody has ever taken it on."),
        facts={"name": role.name, "kind": "role"},
        marks=("unused_roles",),
    )


def credentials_of(batch: Batch, user: User, keys: Sequence[AccessKey], used: Mapping[str, Use]) -> Iterator[Finding]:
    """Yield the active keys, and the console password, that were not used in the tracking period."""
    for key in keys:
        seen = max((one for one in (key.last_used, used[key.pk].time if key.pk in used else None) if one), default=None)
        if is_new(batch, key.created) or (seen and seen >= batch.since):
            continue
        yield Finding(
            key=f"access-key/{key.pk}",
            risk=UNUSED_KEY,
            subject=user.arn,
            title=f"Access key {key.pk}",
            reason=_idle(batch, seen, "It was never used."),
            facts={"name": user.name, "kind": "access key", "id": key.pk},
            owner=user.unique_id,
            marks=("unused_keys",),
        )
    changed = user.password_changed or user.password_created
    if changed is None or is_new(batch, changed) or (user.password_used and user.password_used >= batch.since):
        return
    yield Finding(
        key=f"console-password/{user.unique_id}",
        risk=UNUSED_PASSWORD,
        subject=user.arn,
        title=f"Console password of {user.name}",
        reason=_idle(batch, user.password_used, "Nobody has signed in with it."),
        facts={"name": user.name, "kind": "password"},
        owner=user.unique_id,
        marks=("unused_passwords",),
    )


def active_keys(users: Iterable[User]) -> dict[int, list[AccessKey]]:
    """Return the active keys of each user by the user's primary key."""
    found: dict[int, list[AccessKey]] = defaultdict(list)
    for key in AccessKey.objects.filter(user__in=list(users), status=AccessKey.Status.ACTIVE).order_by("pk"):
        found[key.user_id].append(key)
    return found


def _idle(batch: Batch, last: datetime | None, never: str) -> str:
    return f"Unused for {amount(days_between(last, batch.now), 'day')}." if last else never
