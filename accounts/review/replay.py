"""The recorded calls of the last 90 days, decided again as if the change had been made before them.

An event holds who called what on which resource, from where and when; not the other keys of its context (tags, whether
there was a second factor, session policies). A call whose recorded answer its event does not explain is not judged.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access.authorize import request_for
from accounts.models import Role
from accounts.review.selectors import Affected, caller_of
from iamconsole import arns
from iamconsole.audit.models import Event, Outcome
from iamconsole.caller import Face, Origin
from policies.engine import decide
from policies.engine.samples import Difference

DAYS = 90
# The newest are read; who has more calls is told so.
EVENTS_READ = 20_000
# Signing in is no action that policies decide about.
SIGN_IN = "signin"
FIELDS = ("source", "name", "resource", "outcome", "source_ip", "user_agent", "principal_id", "time")


@dataclass(slots=True)
class Call:
    """Calls that are alike: by whom, what, on what, from where; how often, and when last."""

    one: Affected
    action: str
    resource: str
    source_ip: str
    user_agent: str
    was_allowed: bool
    latest: datetime
    count: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """How many `calls` there were, and which would be answered otherwise; nothing can be said of `unclear` ones."""

    calls: int
    unclear: int
    now_denied: tuple[Call, ...]
    now_allowed: tuple[Call, ...]
    is_cut: bool


def replay(people: Collection[Affected], difference: Difference, account_id: str) -> Replay:
    """Return which recorded calls of these people would now be answered otherwise."""
    rows = list(_events(people, account_id)) if people else []
    read = rows[:EVENTS_READ]
    unclear, changed = 0, []
    for call in _alike(read, {one.identity.unique_id: one for one in people}):
        if not difference.about(call.action):
            continue
        request = _request(call)
        if decide(request, call.one.before).allowed is not call.was_allowed:
            unclear += call.count
        elif decide(request, call.one.after).allowed is not call.was_allowed:
            changed.append(call)
    return Replay(
        calls=len(read),
        unclear=unclear,
        now_denied=tuple(call for call in changed if call.was_allowed),
        now_allowed=tuple(call for call in changed if not call.was_allowed),
        is_cut=len(rows) > EVENTS_READ,
    )


def _events(people: Iterable[Affected], account_id: str) -> QuerySet[Event, dict[str, Any]]:
    by_people = Q()
    for one in people:
        if isinstance(one.identity, Role):
            sessions = arns.sts(account_id, f"assumed-role/{one.identity.name}/")
            by_people |= Q(principal__startswith=sessions)
        else:
            by_people |= Q(principal=one.identity.arn)
    since = timezone.now() - timedelta(days=DAYS)
    events: QuerySet[Event] = Event.objects.filter(by_people, account_id=account_id, time__gte=since).exclude(
        source=SIGN_IN
    )
    rows: QuerySet[Event, dict[str, Any]] = events.order_by("-id").values(*FIELDS)
    return rows[: EVENTS_READ + 1]


def _alike(rows: Iterable[dict[str, Any]], people: dict[str, Affected]) -> Iterable[Call]:
    """Return the calls, each kind once; of a session the part of its id before the colon names the role."""
    calls: dict[tuple[Any, ...], Call] = {}
    for row in rows:
        one = people.get(row["principal_id"].partition(":")[0])
        if one is None:
            # Somebody who had the name before, and was deleted.
            continue
        was_allowed = row["outcome"] != Outcome.DENIED
        key = (row["principal_id"], row["source"], row["name"], row["resource"], row["source_ip"], was_allowed)
        if key not in calls:
            action, resource = f"{row['source']}:{row['name']}", row["resource"] or "*"
            calls[key] = Call(
                one, action, resource, row["source_ip"], row["user_agent"], was_allowed, latest=row["time"]
            )
        calls[key].count += 1
    return calls.values()


def _request(call: Call) -> Any:
    origin = Origin(Face.API, "", source_ip=call.source_ip, user_agent=call.user_agent)
    return request_for(caller_of(call.one.identity, origin), call.action, call.resource, _moment(call.latest))


def _moment(time: datetime) -> dict[str, str]:
    return {"aws:currenttime": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "aws:epochtime": str(int(time.timestamp()))}
