"""The operations this installation serves: each is one decorated function in a feature's `operations.py`.

    @operation("iam", "DeleteUser", resource=user)
    def delete_user(caller: Caller, user_name: str) -> None: ...

`resource=` gives what is authorized, from (caller, parameters): an ARN, or a Resource where there are tags; it never
raises. `context=` gives condition
keys beyond those every request has. `open_to_all=True` marks the few operations AWS allows without any permission.
`by_trust=True` marks those that the trust policy of a role decides, together with the caller's own where there are
any: that is asked inside. `quotas=` names the quotas that are checked before it changes anything.
`account_of=` marks those that nobody signs, because an identity provider vouches for the caller: it tells from the
parameters in which account that happens, "" when there is none.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from botocore.model import OperationModel

from iamconsole.aws import model
from iamconsole.caller import Caller
from iamconsole.errors import InvalidAction
from iamconsole.quotas import Quota


@dataclass(frozen=True, slots=True)
class Resource:
    """What an operation acts on; its tags, pairs of key and value, are there for conditions."""

    arn: str
    tags: Sequence[Sequence[str]] = ()


Parameters = Mapping[str, Any]
Result = dict[str, Any] | None
ResourceOf = Callable[[Caller, Parameters], Resource | str]
ContextOf = Callable[[Caller, Parameters], Mapping[str, Any]]
AccountOf = Callable[[Parameters], str]
Handler = TypeVar("Handler", bound=Callable[..., Result])

READS = re.compile(r"(Get|List|Simulate|Validate|Check|Decode)")


@dataclass(frozen=True, slots=True)
class Operation:
    """One AWS API call: its model, its function, and what is authorized before the function runs."""

    service: str
    name: str
    model: OperationModel
    handler: Callable[..., Result]
    resource: ResourceOf
    context: ContextOf
    open_to_all: bool
    changes: bool
    account_of: AccountOf | None = None
    by_trust: bool = False
    quotas: tuple[Quota, ...] = ()

    def resource_of(self, caller: Caller, parameters: Parameters) -> Resource:
        found = self.resource(caller, parameters)
        return found if isinstance(found, Resource) else Resource(found)

    @property
    def is_authorized_first(self) -> bool:
        """Whether the pipeline asks the caller's policies before the function runs."""
        return not (self.open_to_all or self.by_trust)

    @property
    def error_codes(self) -> tuple[str, ...]:
        """The codes of the errors that the service model lists for it."""
        return tuple(str(shape.metadata.get("error", {}).get("code", shape.name)) for shape in self.model.error_shapes)

    @property
    def action(self) -> str:
        """The action a policy names to allow this: `iam:CreateUser`."""
        return f"{model.action_prefix(self.service)}:{self.name}"


_operations: dict[tuple[str, str], Operation] = {}


def anything(_caller: Caller, _parameters: Parameters) -> str:
    """The resource of an operation that supports no resource type: only `*` in a policy matches it."""
    return "*"


def nothing_more(_caller: Caller, _parameters: Parameters) -> Mapping[str, Any]:
    return {}


def operation(
    service: str,
    name: str,
    *,
    resource: ResourceOf = anything,
    context: ContextOf = nothing_more,
    open_to_all: bool = False,
    changes: bool | None = None,
    account_of: AccountOf | None = None,
    by_trust: bool = False,
    quotas: tuple[Quota, ...] = (),
) -> Callable[[Handler], Handler]:
    """Register the decorated function as the operation `name` of `service`."""

    def register(handler: Handler) -> Handler:
        assert (service, name) not in _operations, f"{service}:{name} is registered twice"
        _operations[service, name] = Operation(
            service=service,
            name=name,
            model=model.operation_model(service, name),
            handler=handler,
            resource=resource,
            context=context,
            open_to_all=open_to_all,
            changes=not READS.match(name) if changes is None else changes,
            account_of=account_of,
            by_trust=by_trust,
            quotas=quotas,
        )
        return handler

    return register


def unsigned(service: str, name: str) -> Operation | None:
    """Return the operation if it is one that nobody signs."""
    found = _operations.get((service, name))
    return found if found is not None and found.account_of is not None else None


def find(service: str, name: str) -> Operation:
    """Return the operation; InvalidAction, as AWS answers, when there is none."""
    try:
        return _operations[service, name]
    except KeyError:
        version = model.service(service).api_version
        raise InvalidAction(f"Could not find operation {name[:100]} for version {version}") from None


def operations() -> tuple[Operation, ...]:
    """Return every registered operation, by service and name."""
    return tuple(_operations[key] for key in sorted(_operations))
