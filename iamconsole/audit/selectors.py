"""Reads of events."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet

from iamconsole.audit.models import Event

# Newest first, along the index event_newest.
NEWEST_FIRST = ("-id",)


def events(account_id: str) -> QuerySet[Event]:
    return Event.objects.filter(account_id=account_id)


def named(found: QuerySet[Event], source: str, names: Collection[str]) -> QuerySet[Event]:
    """Return those of `found` from the service `source` ("" for all) with one of `names` (none for all)."""
    found = found.filter(source=source) if source else found
    return found.filter(name__in=sorted(names)) if names else found


def of_principal(found: QuerySet[Event], text: str) -> QuerySet[Event]:
    return found.filter(_arn("principal", text))


def on_resource(found: QuerySet[Event], text: str) -> QuerySet[Event]:
    return found.filter(_arn("resource", text))


def event(account_id: str, event_id: str) -> Event | None:
    try:
        number = uuid.UUID(event_id)
    except ValueError:
        return None
    return events(account_id).filter(event_id=number).first()


def _arn(field: str, text: str) -> Q:
    """The ARN itself, or the name at the end of one: people know names, links know ARNs."""
    if text.startswith("arn:") or text == "*":
        return Q(**{field: text})
    return Q(**{f"{field}__iendswith": f"/{text}"}) | Q(**{f"{field}__iendswith": f":{text}"})
