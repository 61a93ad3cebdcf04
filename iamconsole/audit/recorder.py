"""The one place that writes events. Secrets never reach it in readable form: `visible` hides them by the model."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from django.utils import timezone

from iamconsole.audit.models import Event, Outcome
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, ServiceError

HIDDEN = "***"
LONGEST_VALUE = 2048
LONGEST_LIST = 100
# The longest policy there is, and some.
LONGEST_STATE = 12_288
# Secrets that the service models do not mark as sensitive.
SECRET_MEMBERS = {"TokenCode", "WebIdentityToken", "SAMLAssertion", "AuthenticationCode1", "AuthenticationCode2"}


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked, as an event tells it; `shape` says which of the parameters are secret."""

    source: str
    name: str
    changes: bool
    resource: str
    shape: Shape | None
    parameters: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record(caller: Caller, call: Call) -> None:
    """Write the event of a call that succeeded; do so in the transaction that made the change."""
    _event(caller, call, Outcome.ALLOWED).save(force_insert=True)


def record_failure(caller: Caller, call: Call, error: ServiceError) -> None:
    """Write the event of a call that was denied or failed, after its transaction was rolled back."""
    outcome = Outcome.DENIED if isinstance(error, AccessDenied) else Outcome.FAILED
    event = _event(caller, call, outcome)
    event.error_code = error.code
    event.error_message = _storable(error.message)[:LONGEST_VALUE]
    event.save(force_insert=True)


def record_sign_in(caller: Caller, name: str, *, error: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Write an event of the sign-in itself (`ConsoleLogin`, `CheckMFA`, `SignOut` ...), which is no operation."""
    event = _of_caller(caller)
    event.source, event.name, event.changes = "signin", name, True
    event.outcome = Outcome.DENIED if error else Outcome.ALLOWED
    event.error_message = error
    event.parameters = dict(details or {})
    event.resource = caller.arn
    event.save(force_insert=True)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what changed as name: [old, new]; None stands for what was or is not there."""
    names = dict.fromkeys((*before, *after))
    changed = ((name, before.get(name), after.get(name)) for name in names)
    return {name: [_cut(old), _cut(new)] for name, old, new in changed if old != new}


def _cut(value: Any) -> Any:
    """Return a value of a state as it may be stored: a document whole, an upload cut."""
    if isinstance(value, str):
        text = _storable(value)
        return text if len(text) <= LONGEST_STATE else text[:LONGEST_STATE] + "..."
    return value[:LONGEST_LIST] if isinstance(value, list) else value


def visible(shape: Shape | None, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return `parameters` as they may be stored: secrets hidden, long texts and lists cut, everything JSON."""
    if not isinstance(shape, StructureShape):
        return {}
    return {
        name: HIDDEN if name in SECRET_MEMBERS else _visible(shape.members[name], value)
        for name, value in parameters.items()
        if name in shape.members and value is not None
    }


def _visible(shape: Shape, value: Any) -> Any:
    if shape.metadata.get("sensitive"):
        return HIDDEN
    if isinstance(shape, StructureShape):
        return visible(shape, value)
    if isinstance(shape, ListShape):
        return [_visible(shape.member, item) for item in value[:LONGEST_LIST]]
    if isinstance(shape, MapShape):
        shown = list(value.items())[:LONGEST_LIST]
        return {_storable(key)[:LONGEST_VALUE]: _visible(shape.value, item) for key, item in shown}
    match value:
        case bytes():
            return base64.b64encode(value[:LONGEST_VALUE]).decode()
        case datetime():
            return value.isoformat()
        case str():
            text = _storable(value)
            return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "..."
    return value


def _event(caller: Caller, call: Call, outcome: Outcome) -> Event:
    event = _of_caller(caller)
    event.source = call.source
    event.name = call.name
    event.changes = call.changes
    event.outcome = outcome
    event.resource = _storable(call.resource)[:LONGEST_VALUE]
    event.parameters = visible(call.shape, call.parameters)
    event.differences = differences(call.before, call.after)
    return event


def _of_caller(caller: Caller) -> Event:
    origin = caller.origin
    return Event(
        account_id=caller.account_id,
        time=timezone.now(),
        face=origin.face,
        principal=caller.arn,
        principal_kind=caller.kind,
        principal_id=caller.user_id,
        access_key_id=caller.access_key_id,
        invoked_by=caller.invoked_by,
        source_identity=caller.session.source_identity if caller.session else "",
        request_id=origin.request_id,
        source_ip=origin.source_ip[:64],
        user_agent=_printable(origin.user_agent)[:512],
        region=_printable(origin.region)[:64],
    )


def _storable(text: str) -> str:
    """Return `text` without the character that PostgreSQL has no place for."""
    return text.replace("\0", "\ufffd")


def _printable(text: str) -> str:
    """Return what a client wrote of itself without what a database or a page may choke on."""
    return "".join(character if character.isprintable() else "?" for character in text)
