"""The page of one event."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from iamconsole.console.templatetags.console import indented
from iamconsole.console.views import ConsoleView


class EventPage(ConsoleView):
    """Everything that is known of one event."""

    template_name = "audit/event.html"

    def get(self, _request: HttpRequest, event_id: UUID) -> HttpResponseBase:
        event = self.invoke("iamconsole", "GetEvent", {"EventId": str(event_id)})["Event"]
        changes = [(name, _text(old), _text(new)) for name, (old, new) in event["Differences"].items()]
        return self.show({"title": event["Action"], "event": event, "changes": changes})


def _text(value: Any) -> str:
    """Return one side of a change for reading: lists by line, documents with a line for each value."""
    match value:
        case None | "" | [] | {}:
            return ""
        case str():
            return indented(value) if value[:1] in "{[" else value
        case list():
            return "\n".join(str(item) for item in value)
        case dict():
            return "\n".join(f"{key}: {item}" for key, item in value.items())
        case bool():
            return "yes" if value else "no"
    return str(value)
