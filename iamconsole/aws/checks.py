"""A system check: the signature of every operation's function says exactly what the service model says."""

import inspect
from typing import Any

from django.core.checks import CheckMessage, Error

from iamconsole.aws import model, registry
from iamconsole.aws.registry import Operation


def check_operations(**_kwargs: Any) -> list[CheckMessage]:
    """Return an error for each operation whose parameters differ from the members of its input."""
    return [message for operation in registry.operations() for message in _differences(operation)]


def _differences(operation: Operation) -> list[CheckMessage]:
    shape = operation.model.input_shape
    members = {model.snake(name) for name in shape.members} if shape else set()
    required = {model.snake(name) for name in shape.required_members} if shape else set()
    _caller, *parameters = inspect.signature(operation.handler).parameters.values()
    names = {parameter.name for parameter in parameters}
    without_default = {parameter.name for parameter in parameters if parameter.default is parameter.empty}
    messages: list[CheckMessage] = []
    if names != members:
        told = f"has {sorted(names - members)} too many and lacks {sorted(members - names)}"
        messages.append(_error(operation, told))
    elif without_default != required:
        told = f"requires {sorted(without_default)}, the model requires {sorted(required)}"
        messages.append(_error(operation, told))
    return messages


def _error(operation: Operation, told: str) -> CheckMessage:
    return Error(f"{operation.handler.__module__}.{operation.handler.__name__} {told}.", id="iamconsole.E001")
