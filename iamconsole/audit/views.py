"""The page of one event."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from iamconsole.console.views import ConsoleView


class EventPage(ConsoleView):
    """Everything that is known of one event."""

    template_name = "audit/event.html"

    def get(self, _request: HttpRequest, event_id: UUID) -> HttpResponseBase:
        event = self.invoke("iamconsole", "GetEvent", {"EventId": str(event_id)})["Event"]
        return self.show({"title": event["Action"], "event": event})
