"""The values a policy text becomes: every later step (engine, checks, editor) speaks of these and of nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from .operators import Operator
from .places import Places, Span


class PolicyKind(Enum):
    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    SESSION = "session"
    BOUNDARY = "boundary"
    SCP = "service control"
    RCP = "resource control"
    ENDPOINT = "VPC endpoint"


class Effect(Enum):
    ALLOW = "Allow"
    DENY = "Deny"


class Version(Enum):
    OLD = "2008-10-17"
    CURRENT = "2012-10-17"

    @property
    def has_variables(self) -> bool:
        return self is Version.CURRENT


@dataclass(frozen=True, slots=True)
class Principals:
    """The principals that a statement names, by type; `anyone` is the bare `"Principal": "*"`."""

    aws: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    canonical_user: tuple[str, ...] = ()
    anyone: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One key under one operator, with the values of which one must (or none may) match."""

    operator: Operator
    key: str
    values: tuple[str, ...]
    path: str
    places: Places = field(repr=False, compare=False)

    @property
    def span(self) -> Span:
        return self.places[self.path]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; of each pair such as `actions` and `not_actions` the one that was not given is None."""

    index: int
    path: str
    effect: Effect
    places: Places = field(repr=False, compare=False)
    sid: str | None = None
    principals: Principals | None = None
    not_principals: Principals | None = None
    actions: tuple[str, ...] | None = None
    not_actions: tuple[str, ...] | None = None
    resources: tuple[str, ...] | None = None
    not_resources: tuple[str, ...] | None = None
    conditions: tuple[Condition, ...] = ()

    @property
    def span(self) -> Span:
        return self.places[self.path]

    def span_of(self, element: str) -> Span:
        """Return where an element of this statement stands, such as `Action`, `Action[2]` or `Condition`."""
        return self.places[f"{self.path}.{element}"]


@dataclass(frozen=True, slots=True)
class Document:
    kind: PolicyKind
    version: Version
    statements: tuple[Statement, ...]
    text: str = field(repr=False)
    places: Places = field(repr=False, compare=False)
    id: str | None = None
    has_version: bool = True

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)
