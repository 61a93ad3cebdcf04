"""The one way in: every operation, from the wire, a page, a task or a command, passes through `invoke`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError
from django.utils.module_loading import import_string

from iamconsole import tags
from iamconsole.audit import recorder
from iamconsole.aws import constraints, fresh, model, registry
from iamconsole.aws.registry import Operation, Parameters, Resource
from iamconsole.aws.serial import Busy, turn_in
from iamconsole.caller import Caller
from iamconsole.errors import (
    AccessDenied,
    ConcurrentModification,
    ServiceError,
    ServiceFailure,
    ServiceUnavailable,
)

logger = logging.getLogger(__name__)

Shown = TypeVar("Shown")
NOTHING = Resource("")


def invoke(caller: Caller, service: str, name: str, parameters: Parameters) -> dict[str, Any]:
    """Run one operation for `caller` and return its result in AWS's names.

    Check against the model, authorize by the caller's own policies, run in a transaction, record. Whatever it raises
    is a ServiceError; nothing is changed then, and the event says why. From a page it may raise ConfirmationRequired
    instead, before anything else (see `fresh`).
    """
    operation = registry.find(service, name)
    fresh.check(caller, operation)
    return _through(operation, operation.handler, caller, parameters) or {}


def look(caller: Caller, service: str, name: str, parameters: Parameters, read: Callable[[], Shown]) -> Shown:
    """Let `caller` see what `read` gives, if it may call the reading operation; checked and recorded like a call.

    Pages show more of a row than the operation answers, and search in it; who may see it is the operation's rule.
    """
    operation = registry.find(service, name)
    assert not operation.changes, f"{operation.action} changes something and cannot be looked at"
    shown: Shown = _through(operation, lambda _caller, **_given: read(), caller, parameters)
    return shown


def require(caller: Caller, action: str, resource: str, context: Mapping[str, Any]) -> None:
    """Raise AccessDenied unless `caller` also has a permission that the operation at hand needs (iam:PassRole)."""
    _authorizer()(caller, action, resource, context)


def allows(caller: Caller, service: str, name: str, parameters: Parameters) -> bool:
    """Whether `caller` may call the operation with these parameters: pages ask, to offer only what would work."""
    operation = registry.find(service, name)
    try:
        _authorize(operation, caller, parameters, operation.resource_of(caller, parameters))
    except AccessDenied:
        return False
    return True


def possible(caller: Caller) -> Callable[[str], bool]:
    """Return the question whether `caller` may do an action to anything at all; asking it costs no further query.

    Pages ask it for buttons that are not about one thing yet: `allows` would have to guess which.
    """
    question: Callable[[str], bool] = import_string(settings.AWS_API_POSSIBLE)(caller)
    return question


def record_unread(caller: Caller, operation: Operation, error: ServiceError) -> None:
    """Write the event of a call of `caller` whose parameters could not be read: it failed like any other."""
    recorder.record_failure(caller, _call(operation, NOTHING, {}), error)


def _through(operation: Operation, handler: Callable[..., Any], caller: Caller, parameters: Parameters) -> Any:
    resource = NOTHING
    try:
        constraints.validate(operation.model.input_shape, parameters)
        # Named before the operation runs: a thing that was renamed or deleted has that ARN no more.
        resource = operation.resource_of(caller, parameters)
        return _run(operation, handler, caller, parameters, resource)
    except ServiceError as error:
        recorder.record_failure(caller, _call(operation, resource, parameters), error)
        raise
    except Busy as error:
        logger.warning("%s found the account busy", operation.action)
        raise _busy(operation) from error
    except OperationalError as error:
        logger.exception("%s failed", operation.action)
        raise ServiceUnavailable("The database is busy or cannot be reached. Try again.") from error
    except Exception as error:
        logger.exception("%s failed", operation.action)
        failure = ServiceFailure("The request processing has failed because of an unknown error.")
        recorder.record_failure(caller, _call(operation, resource, parameters), failure)
        raise failure from error


def _run(
    operation: Operation, handler: Callable[..., Any], caller: Caller, parameters: Parameters, resource: Resource
) -> Any:
    given = {model.snake(name): value for name, value in parameters.items() if value is not None}
    if not operation.changes:
        _authorize(operation, caller, parameters, resource)
        result = handler(caller, **given)
        recorder.record(caller, _call(operation, resource, parameters))
        return result
    with turn_in(caller.account_id):
        _authorize(operation, caller, parameters, resource)
        state = _state_of()(caller.account_id, resource.arn)
        before = state() if state else {}
        result = handler(caller, **given)
        _changed()(caller.account_id)
        call = _call(operation, resource, parameters)
        recorder.record(caller, replace(call, before=before, after=state() if state else {}))
    return result


def _busy(operation: Operation) -> ServiceError:
    """Return what AWS answers where others change the same thing: not every operation has a word for it."""
    if "ConcurrentModification" in operation.error_codes:
        return ConcurrentModification(
            "The request was rejected because multiple requests to change this object were submitted simultaneously."
            " Wait a few minutes and submit your request again."
        )
    return ServiceUnavailable("Others are changing this account. Try again.")


def _authorize(operation: Operation, caller: Caller, parameters: Parameters, resource: Resource) -> None:
    if operation.is_authorized_first:
        keys = {**tags.resource_context(resource.arn, resource.tags), **operation.context(caller, parameters)}
        _authorizer()(caller, operation.action, resource.arn, keys)


def _call(operation: Operation, resource: Resource, parameters: Parameters) -> recorder.Call:
    source = model.action_prefix(operation.service)
    shape = operation.model.input_shape
    return recorder.Call(source, operation.name, operation.changes, resource.arn, shape, parameters)


@cache
def _authorizer() -> Any:
    return import_string(settings.AWS_API_AUTHORIZER)


@cache
def _state_of() -> Any:
    return import_string(settings.AWS_API_STATE)


@cache
def _changed() -> Any:
    return import_string(settings.AWS_API_CHANGED)
