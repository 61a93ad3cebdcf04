"""The key-age report: which access keys are older than an account's limit, the oldest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import AccessKey


@dataclass(frozen=True, slots=True)
class OldKey:
    """One line of the report; ages in whole days."""

    key_id: str
    owner: str
    is_root: bool
    is_active: bool
    created: datetime
    age_days: int
    last_used: datetime | None
    last_used_service: str


@dataclass(frozen=True, slots=True)
class KeyAgeReport:
    limit_days: int
    keys_in_account: int
    old_keys: tuple[OldKey, ...]

    @property
    def active(self) -> int:
        return sum(key.is_active for key in self.old_keys)


def key_age_report(account_id: str, now: datetime, limit_days: int) -> KeyAgeReport:
    """Return the keys of the account made more than `limit_days` days before `now`."""
    keys = AccessKey.objects.filter(user__account_id=account_id)
    old = keys.filter(created__lt=now - timedelta(days=limit_days)).select_related("user").order_by("created")
    return KeyAgeReport(limit_days, keys.count(), tuple(_line(key, now) for key in old.iterator(chunk_size=1000)))


def _line(key: AccessKey, now: datetime) -> OldKey:
    return OldKey(
        key_id=key.id,
        owner=key.user.label,
        is_root=key.user.is_root,
        is_active=key.is_active,
        created=key.created,
        age_days=(now - key.created).days,
        last_used=key.last_used,
        last_used_service=key.last_used_service,
    )
