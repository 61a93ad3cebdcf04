"""The event history: what was asked in this account, by whom, and what came of it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from iamconsole.audit import selectors
from iamconsole.audit.models import Event, Outcome
from iamconsole.caller import Face
from iamconsole.console.lists import Column, Empty, ListPage, Quick, cells, fields
from iamconsole.console.lists.cells import Cell
from iamconsole.console.lists.query import quoted
from iamconsole.console.templatetags.console import arn_name, arn_resource

TONES = {Outcome.ALLOWED: "success", Outcome.DENIED: "danger", Outcome.FAILED: "warning"}
LINKED = ("action", "principal", "resource", "outcome")


def _action(event: Event) -> Cell:
    return cells.link(event.action, reverse("audit:event", args=[event.event_id]))


def _outcome(event: Event) -> Cell:
    outcome = Outcome(event.outcome)
    return cells.status(str(outcome.label), TONES[outcome])


def _resource(event: Event) -> Cell:
    named = event.resource if event.resource != "*" else ""
    return cells.named(arn_resource(named), named)


def _source(event: Event) -> Cell:
    """Return the address; those of IPv6 are too long for one line."""
    if not event.source_ip:
        return cells.muted(event.face, event.face)
    return cells.plain(event.source_ip) if ":" in event.source_ip else cells.short(event.source_ip)


class EventsPage(ListPage):
    """Events, newest first; their numbers are given in the order of time."""

    title = "Event history"
    lede = "Every request to this account, allowed or not, by the console or the API."
    key = "events"
    nouns = ("event", "events")
    operation = ("iamconsole", "ListEvents")
    columns = (
        Column("action", "Action", _action),
        Column("time", "Time (UTC)", lambda event: cells.clock(event.time), sort=("id",)),
        Column("outcome", "Outcome", _outcome),
        Column("principal", "Person or role", lambda event: cells.named(arn_name(event.principal), event.principal)),
        Column("resource", "Resource", _resource),
        Column("source", "Source", _source),
        Column("error", "Error", lambda event: cells.plain(event.error_code), optional=True),
        Column("key", "Access key", lambda event: cells.code(event.access_key_id), optional=True),
        Column("agent", "Program", lambda event: cells.plain(event.user_agent), optional=True),
        Column("request", "Request ID", lambda event: cells.code(event.request_id), optional=True),
    )
    fields = (
        fields.listed("action", selectors.of_action, "Action, service, or a part of a name", "action:iam:CreateUser"),
        fields.listed(
            "principal", lambda text: selectors.named_by("principal", text), "Name or ARN of who asked", "principal:bob"
        ),
        fields.listed(
            "resource", lambda text: selectors.named_by("resource", text), "Name or ARN of the thing", "resource:ops"
        ),
        fields.choice("outcome", {value: Q(outcome=value) for value in Outcome.values}, "What came of it"),
        fields.choice("changes", {"yes": Q(changes=True), "no": Q(changes=False)}, "Whether it may change something"),
        fields.day("time", "time", "Day in UTC"),
        fields.choice("face", {face.value: Q(face=face.value) for face in Face}, "Where it came in"),
        fields.text("ip", "source_ip", "Address it came from", example="192.0.2."),
        fields.listed("key", lambda text: Q(access_key_id=text), "Access key ID", "key:AKIAIOSFODNN7EXAMPLE"),
        fields.text("error", "error_code", "Error code", example="NoSuchEntity"),
        fields.listed("request", lambda text: Q(request_id=text), "Request ID", "request:ID"),
    )
    order_key = "id"
    first_sort = "-time"
    search_hint = "Action, name, or outcome:denied"
    empty = Empty("Nothing has happened yet", "Every call to the console and the API is recorded here.", "clock")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        named = {name: request.GET[name] for name in LINKED if request.GET.get(name)}
        if named and "q" not in request.GET:
            # Pages link to the history of a thing without knowing how a search is written.
            search = " ".join(f"{name}:{quoted(value)}" for name, value in named.items())
            return redirect(f"{request.path}?{urlencode({'q': search})}")
        return super().get(request, **kwargs)

    def rows(self) -> QuerySet[Event]:
        return selectors.events(self.caller.account_id)

    def word(self, text: str) -> Q:
        return selectors.of_action(text) | selectors.named_by("principal", text) | selectors.named_by("resource", text)

    def name_of(self, found: Event) -> str:
        return found.action

    def url_of(self, found: Event) -> str:
        return reverse("audit:event", args=[found.event_id])

    def quick(self) -> Sequence[Quick]:
        return (Quick("Denied", "outcome:denied"), Quick("Changes", "changes:yes"), Quick("Sign-ins", "action:signin:"))
