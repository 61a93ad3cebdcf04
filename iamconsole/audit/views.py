"""The pages of the event history: what was asked in this account, by whom, and what came of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from iamconsole.audit.models import Outcome
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView

FILTERS = ("action", "principal", "resource", "outcome", "changes")


class EventsPage(ConsoleView):
    """Events, newest first; every filter stands in the address, so that a search can be sent to a colleague."""

    template_name = "audit/events.html"
    title = "Event history"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        given = {name: self.given(name) for name in FILTERS}
        # An outcome that there is not would be a mistake of the address, not of the person.
        given["outcome"] = given["outcome"] if given["outcome"] in Outcome.values else ""
        events = self.panel("iamconsole", "ListEvents", self._parameters(given))
        return self.show(
            {
                "lede": "Every request to this account, allowed or not, by the console or the API.",
                "events": events,
                "given": given,
                "is_filtered": any(given.values()),
                "outcomes": Outcome.choices,
                "first_url": self.first_url(),
                "next_url": self.next_url(events.result),
            }
        )

    def _parameters(self, given: dict[str, str]) -> dict[str, object]:
        asked = {name.capitalize(): given[name] for name in FILTERS[:4] if given[name]}
        marker = {"Marker": self.request.GET["marker"]} if self.request.GET.get("marker") else {}
        return {**asked, **marker, "ChangesOnly": given["changes"] == "yes", "MaxItems": ROWS_PER_PAGE}


class EventPage(ConsoleView):
    """Everything that is known of one event."""

    template_name = "audit/event.html"

    def get(self, _request: HttpRequest, event_id: UUID) -> HttpResponseBase:
        event = self.invoke("iamconsole", "GetEvent", {"EventId": str(event_id)})["Event"]
        return self.show({"title": event["Action"], "event": event})
