"""Reads of events."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from iamconsole.audit.models import Event, Outcome
from iamconsole.aws import registry

# Newest first, along the index event_newest.
NEWEST_FIRST = ("-id",)


def events(account_id: str) -> QuerySet[Event]:
    return Event.objects.filter(account_id=account_id)


def of_action(text: str) -> Q:
    """Return the condition of an action: `iam:CreateUser`, `signin:`, or what all names meant have in common."""
    source, _, part = text.rpartition(":")
    condition = Q(source=source) if source else Q()
    return condition & Q(name__in=sorted(names_like(part))) if part else condition


def names_like(part: str) -> set[str]:
    """Return the names of operations that are `part`, or else that have it in them; `part` itself when none has."""
    alike = {operation.name for operation in registry.operations() if part.lower() in operation.name.lower()}
    return {name for name in alike if name.lower() == part.lower()} or alike | {part}


def of_principal(found: QuerySet[Event], text: str) -> QuerySet[Event]:
    """Return what a principal did, by itself or as a role that it switched to."""
    return found.filter(named_by("principal", text) | named_by("invoked_by", text))


def on_resource(found: QuerySet[Event], text: str) -> QuerySet[Event]:
    return found.filter(named_by("resource", text))


def changes_by(account_id: str, since: datetime, until: datetime) -> Iterator[tuple[str, str, int]]:
    """Yield how often each principal, by unique id, called each changing operation that was allowed."""
    found = events(account_id).filter(changes=True, outcome=Outcome.ALLOWED, time__gte=since, time__lte=until)
    # Sign-ins change a session, and nothing that belongs to the account.
    counted = found.exclude(source="signin").values_list("principal_id", "name").annotate(count=Count("id"))
    yield from counted.order_by("principal_id", "name").iterator(chunk_size=2000)


def event(account_id: str, event_id: str) -> Event | None:
    try:
        number = uuid.UUID(event_id)
    except ValueError:
        return None
    return events(account_id).filter(event_id=number).first()


def named_by(field: str, text: str) -> Q:
    """Return the condition that an ARN is `text`, or ends with that name: people know names, links know ARNs."""
    if text.startswith("arn:") or text == "*":
        return Q(**{field: text})
    return Q(**{f"{field}__iendswith": f"/{text}"}) | Q(**{f"{field}__iendswith": f":{text}"})
