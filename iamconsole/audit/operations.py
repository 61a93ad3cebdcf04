"""iamconsole's own operations on events."""

from typing import Any

from iamconsole.audit import selectors
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity
from iamconsole.paging import page


@operation("iamconsole", "ListEvents")
def list_events(
    caller: Caller,
    principal: str = "",
    name: str = "",
    resource: str = "",
    outcome: str = "",
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    found = selectors.events(caller.account_id, principal=principal, name=name, resource=resource, outcome=outcome)
    rows, more = page(found, ["newest"], marker, max_items)
    return {"Events": rows, **more}


@operation("iamconsole", "GetEvent")
def get_event(caller: Caller, event_id: str) -> dict[str, Any]:
    event = selectors.event(caller.account_id, event_id)
    if event is None:
        raise NoSuchEntity(f"There is no event {event_id} in this account.")
    return {"Event": event}
