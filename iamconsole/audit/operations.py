"""iamconsole's own operations on events."""

from typing import Any

from iamconsole.audit import selectors
from iamconsole.audit.shapes import event_shape
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity
from iamconsole.paging import page


@operation("iamconsole", "ListEvents")
def list_events(
    caller: Caller,
    principal: str = "",
    action: str = "",
    resource: str = "",
    outcome: str = "",
    changes_only: bool = False,
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    found = selectors.events(caller.account_id)
    found = found.filter(selectors.of_action(action)) if action else found
    found = selectors.of_principal(found, principal) if principal else found
    found = selectors.on_resource(found, resource) if resource else found
    found = found.filter(outcome=outcome) if outcome else found
    found = found.filter(changes=True) if changes_only else found
    rows, more = page(found, selectors.NEWEST_FIRST, marker, max_items)
    return {"Events": [event_shape(event) for event in rows], **more}


@operation("iamconsole", "ListOwnEvents", resource=lambda caller, _parameters: caller.principal_arn, open_to_all=True)
def list_own_events(caller: Caller, marker: str | None = None, max_items: int | None = None) -> dict[str, Any]:
    """What the caller did, or somebody who tried to come in as the caller: everybody may see that of oneself."""
    found = selectors.of_principal(selectors.events(caller.account_id), caller.principal_arn).filter(changes=True)
    rows, more = page(found, selectors.NEWEST_FIRST, marker, max_items)
    return {"Events": [event_shape(event) for event in rows], **more}


@operation("iamconsole", "GetEvent")
def get_event(caller: Caller, event_id: str) -> dict[str, Any]:
    event = selectors.event(caller.account_id, event_id)
    if event is None:
        raise NoSuchEntity(f"There is no event {event_id} in this account.")
    return {"Event": event_shape(event)}
