"""What AWS publishes about its services, as values: actions, resource types, condition keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class AccessLevel(StrEnum):
    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    TAGGING = "Tagging"
    PERMISSIONS_MANAGEMENT = "Permissions management"


class KeyType(StrEnum):
    STRING = "String"
    ARN = "ARN"
    BOOL = "Bool"
    NUMERIC = "Numeric"
    DATE = "Date"
    IP = "IPAddress"
    BINARY = "Binary"


@dataclass(frozen=True, slots=True)
class ConditionKey:
    """`name` may end in a placeholder: `aws:ResourceTag/${TagKey}`."""

    name: str
    type: KeyType
    multivalued: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """`service` is the prefix of the service that lists the type, `arn_format` has `${Name}` placeholders."""

    service: str
    name: str
    arn_format: str
    condition_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionResource:
    """A resource type that an action works on, and what AWS checks when it does."""

    name: str
    required: bool = False
    condition_keys: tuple[str, ...] = ()
    dependent_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """`condition_keys` and `dependent_actions` hold whatever resource the action works on."""

    service: str
    name: str
    access_level: AccessLevel
    description: str = ""
    resources: tuple[ActionResource, ...] = ()
    condition_keys: tuple[str, ...] = ()
    dependent_actions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.service}:{self.name}"

    @property
    def all_dependent_actions(self) -> tuple[str, ...]:
        of_resources = (action for resource in self.resources for action in resource.dependent_actions)
        return tuple(dict.fromkeys((*self.dependent_actions, *of_resources)))


@dataclass(frozen=True, slots=True)
class Service:
    prefix: str
    name: str
    actions: tuple[Action, ...] = ()
    resource_types: tuple[ResourceType, ...] = ()
    condition_keys: tuple[ConditionKey, ...] = ()
    _actions: Mapping[str, Action] = field(init=False, repr=False, compare=False)
    _resource_types: Mapping[str, ResourceType] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_actions", {action.name.lower(): action for action in self.actions})
        object.__setattr__(self, "_resource_types", {kind.name: kind for kind in self.resource_types})

    def action(self, name: str) -> Action | None:
        """Return the action called `name`, in any spelling of case."""
        return self._actions.get(name.lower())

    def resource_type(self, name: str) -> ResourceType | None:
        return self._resource_types.get(name)
