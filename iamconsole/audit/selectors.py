"""Reads of events."""

import uuid

from django.db.models import F, QuerySet

from iamconsole.audit.models import Event


def events(
    account_id: str, *, principal: str = "", name: str = "", resource: str = "", outcome: str = ""
) -> QuerySet[Event]:
    """Return the account's events, to be ordered by `newest`; the filters match whole values, names also by prefix."""
    found = Event.objects.filter(account_id=account_id).annotate(newest=-F("id"))
    if principal:
        found = found.filter(principal=principal)
    if name:
        found = found.filter(name__istartswith=name)
    if resource:
        found = found.filter(resource=resource)
    if outcome:
        found = found.filter(outcome=outcome)
    return found


def event(account_id: str, event_id: str) -> Event | None:
    try:
        number = uuid.UUID(event_id)
    except ValueError:
        return None
    return Event.objects.filter(account_id=account_id, event_id=number).first()
