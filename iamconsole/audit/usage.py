"""When each principal last used each action: rolled up from the events in batches, never on the way of a call.

Events that are still young are left for the next time: their numbers are given before they are committed, so an older
one may yet appear among them. Whoever reads adds what was not rolled up.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from iamconsole.audit.models import Event, Outcome, Usage, UsageMark
from iamconsole.caller import CallerKind

BATCH = 5_000
SETTLED_AFTER = timedelta(minutes=1)
# Users made by GetFederationToken, anonymous callers and the operator are nobody's identities.
KINDS = (CallerKind.ROOT, CallerKind.USER, CallerKind.ASSUMED_ROLE)

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Use:
    time: datetime
    region: str


def roll_up() -> int:
    """Count the next batch of settled events into `Usage`; return how many there were, 0 at the end."""
    with transaction.atomic():
        mark, _ = UsageMark.objects.select_for_update().get_or_create(pk=1)
        settled = Event.objects.filter(id__gt=mark.event_id, time__lt=timezone.now() - SETTLED_AFTER)
        events = list(settled.order_by("id").values(*_FIELDS, "id", "outcome", "principal_kind")[:BATCH])
        if not events:
            return 0
        used: dict[Key, Use] = {}
        for event in events:
            if event["outcome"] == Outcome.ALLOWED and event["principal_kind"] in KINDS:
                _note(used, event)
        Usage.objects.bulk_create(
            [
                Usage(account_id=account, principal_id=principal, action=action, region=use.region, last_used=use.time)
                for (account, principal, action), use in sorted(used.items())
            ],
            update_conflicts=True,
            unique_fields=["account_id", "principal_id", "action"],
            update_fields=["region", "last_used"],
        )
        mark.event_id = events[-1]["id"]
        mark.save(update_fields=["event_id"])
    return len(events)


def last_used(account_id: str, principal_ids: Collection[str]) -> dict[tuple[str, str], Use]:
    """Return when each of the principals, by unique id, last used each action of the account."""
    found: dict[Key, Use] = {}
    rows = Usage.objects.filter(account_id=account_id)
    for row in rows if len(principal_ids) > BATCH else rows.filter(principal_id__in=principal_ids):
        found[account_id, row.principal_id, row.action] = Use(row.last_used, row.region)
    for event in _tail(account_id):
        _note(found, event)
    return {(principal, action): use for (_, principal, action), use in found.items() if principal in principal_ids}


def _tail(account_id: str) -> Iterable[Mapping[str, Any]]:
    """Return what was not rolled up yet, one row for each principal, action and region."""
    mark = UsageMark.objects.filter(pk=1).first()
    events = Event.objects.filter(account_id=account_id, id__gt=mark.event_id if mark else 0)
    allowed = events.filter(outcome=Outcome.ALLOWED, principal_kind__in=KINDS)
    return (
        allowed.values("account_id", "principal_id", "source", "name", "region")
        .annotate(latest=Max("time"))
        .order_by("latest")
    )


def _note(used: dict[Key, Use], event: Mapping[str, Any]) -> None:
    # Of a session the part before the colon names the role.
    principal = event["principal_id"].partition(":")[0]
    key = (event["account_id"], principal, f"{event['source']}:{event['name']}")
    time = event["latest"] if "latest" in event else event["time"]
    if key not in used or used[key].time <= time:
        used[key] = Use(time, event["region"])


_FIELDS = ("account_id", "principal_id", "source", "name", "region", "time")
