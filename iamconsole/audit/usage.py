"""When each principal last used each action, and on what: rolled up from events in batches, never on the way of a call.

Events that are still young are left for the next time: their numbers are given before they are committed, so an older
one may yet appear among them. Whoever reads adds what was not rolled up.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from iamconsole.audit.models import Event, KeyUse, Outcome, Usage, UsageMark, UsedResource
from iamconsole.caller import CallerKind

BATCH = 5_000
SETTLED_AFTER = timedelta(minutes=1)
# Users made by GetFederationToken, anonymous callers and the operator are nobody's identities.
KINDS = (CallerKind.ROOT, CallerKind.USER, CallerKind.ASSUMED_ROLE)
# What every long-term access key begins with; temporary ones end by themselves.
LONG_TERM = "AKIA"


@dataclass(frozen=True, slots=True)
class Use:
    time: datetime
    region: str
    source_ip: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One action that a principal was allowed on one resource, as it was the last time."""

    principal_id: str
    action: str
    resource: str
    region: str
    source_ip: str
    time: datetime


def roll_up() -> int:
    """Count the next batch of settled events; return how many there were, 0 at the end."""
    with transaction.atomic():
        mark, _ = UsageMark.objects.select_for_update().get_or_create(pk=1)
        settled = Event.objects.filter(id__gt=mark.event_id, time__lt=timezone.now() - SETTLED_AFTER)
        events = list(settled.order_by("id").values(*_FIELDS, "time", "id", "outcome", "principal_kind")[:BATCH])
        if not events:
            return 0
        _write([event for event in events if event["outcome"] == Outcome.ALLOWED and event["principal_kind"] in KINDS])
        mark.event_id = events[-1]["id"]
        mark.save(update_fields=["event_id"])
    return len(events)


def last_used(account_id: str, principal_ids: Collection[str]) -> dict[tuple[str, str], Use]:
    """Return when each of the principals, by unique id, last used each action of the account."""
    found: dict[tuple[str, str], Use] = {}
    rows = Usage.objects.filter(account_id=account_id)
    for row in rows if len(principal_ids) > BATCH else rows.filter(principal_id__in=principal_ids):
        if row.principal_id in principal_ids:
            found[row.principal_id, row.action] = Use(row.last_used, row.region, row.source_ip)
    for event in _tail(account_id, "principal_id", "source", "name", "region", "source_ip"):
        key = (_principal(event), _action(event))
        if key[0] in principal_ids:
            _keep_latest(found, key, Use(event["latest"], event["region"], event["source_ip"]))
    return found


def last_use_of_keys(account_id: str, key_ids: Collection[str]) -> dict[str, Use]:
    """Return the last call that each of the access keys signed."""
    rows = KeyUse.objects.filter(account_id=account_id, access_key_id__in=key_ids)
    found = {row.access_key_id: Use(row.last_used, row.region, row.source_ip, row.action) for row in rows}
    for event in _tail(account_id, "access_key_id", "source", "name", "region", "source_ip"):
        if event["access_key_id"] in key_ids:
            use = Use(event["latest"], event["region"], event["source_ip"], _action(event))
            _keep_latest(found, event["access_key_id"], use)
    return found


def recorded_calls(account_id: str, principal_ids: Collection[str], since: datetime) -> Iterator[RecordedCall]:
    """Yield what the principals were allowed since then, once for each action and resource, as a stream."""
    kept = UsedResource.objects.filter(account_id=account_id, principal_id__in=principal_ids, last_used__gte=since)
    fields = ("principal_id", "action", "resource", "region", "source_ip", "last_used")
    for values in kept.values_list(*fields).iterator(chunk_size=2000):
        yield RecordedCall(*values)
    for event in _tail(account_id, "principal_id", "source", "name", "resource", "region", "source_ip"):
        if _principal(event) in principal_ids and event["latest"] >= since:
            place = (event["resource"], event["region"], event["source_ip"])
            yield RecordedCall(_principal(event), _action(event), *place, event["latest"])


def _write(events: Sequence[Mapping[str, Any]]) -> None:
    """Bring the three tables up to date; of one batch only the last of equal calls is written."""
    last = {_key(event): event for event in events}
    places = {(*_key(event), _digest(event["resource"])): event for event in events}
    keys = {
        (event["account_id"], event["access_key_id"]): event
        for event in events
        if event["access_key_id"].startswith(LONG_TERM)
    }
    # Past the ORM, which takes five times as long to say it as the database to do it. Sorted, so that nobody who writes
    # the same rows waits for somebody who waits for them.
    with connection.cursor() as cursor:
        cursor.executemany(_USAGE, [(*key, *_use(last[key])) for key in sorted(last)])
        cursor.executemany(
            _USED_RESOURCE, [(*key, *_use(places[key]), places[key]["resource"]) for key in sorted(places)]
        )
        cursor.executemany(_KEY_USE, [(*key, *_use(keys[key]), _action(keys[key])) for key in sorted(keys)])


def _use(event: Mapping[str, Any]) -> tuple[Any, ...]:
    return event["region"], event["source_ip"], connection.ops.adapt_datetimefield_value(event["time"])


def _tail(account_id: str, *fields: str) -> Iterable[Mapping[str, Any]]:
    """Return what was not rolled up yet, one row for each combination of the fields, the latest last."""
    mark = UsageMark.objects.filter(pk=1).first()
    events = Event.objects.filter(account_id=account_id, id__gt=mark.event_id if mark else 0)
    allowed = events.filter(outcome=Outcome.ALLOWED, principal_kind__in=KINDS)
    rows: Iterable[Mapping[str, Any]] = allowed.values(*fields).annotate(latest=Max("time")).order_by("latest")
    return rows


def _keep_latest(found: dict[Any, Use], key: Any, use: Use) -> None:
    if key not in found or found[key].time <= use.time:
        found[key] = use


def _key(event: Mapping[str, Any]) -> tuple[str, str, str]:
    return event["account_id"], _principal(event), _action(event)


def _principal(event: Mapping[str, Any]) -> str:
    # Of a session the part before the colon names the role.
    name: str = event["principal_id"]
    return name.partition(":")[0]


def _action(event: Mapping[str, Any]) -> str:
    return f"{event['source']}:{event['name']}"


def _digest(resource: str) -> str:
    return hashlib.sha256(resource.encode()).hexdigest()[:32]


_FIELDS = ("account_id", "principal_id", "source", "name", "resource", "region", "source_ip", "access_key_id")

_USAGE = """
    INSERT INTO iamconsole_usage (account_id, principal_id, action, region, source_ip, last_used)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (account_id, principal_id, action)
    DO UPDATE SET region = EXCLUDED.region, source_ip = EXCLUDED.source_ip, last_used = EXCLUDED.last_used
"""
_USED_RESOURCE = """
    INSERT INTO iamconsole_usedresource
        (account_id, principal_id, action, digest, region, source_ip, last_used, resource)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (account_id, principal_id, action, digest)
    DO UPDATE SET region = EXCLUDED.region, source_ip = EXCLUDED.source_ip, last_used = EXCLUDED.last_used
"""
_KEY_USE = """
    INSERT INTO iamconsole_keyuse (account_id, access_key_id, region, source_ip, last_used, action)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (account_id, access_key_id)
    DO UPDATE SET region = EXCLUDED.region, source_ip = EXCLUDED.source_ip, last_used = EXCLUDED.last_used,
        action = EXCLUDED.action
"""
