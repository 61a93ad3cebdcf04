"""What a policy says at three levels, as tables: services, the actions of one, the resources of one action.

It speaks of the document alone: what other policies allow or deny is not in it. A row that looks like a permission and
gives none, because no resource or no condition of the statement can apply, carries a warning.
Source: IAM User Guide, "Understanding policy summaries", "Service summary", "Action summary".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from policies.catalog import AccessLevel, Action, Catalog
from policies.catalog.arns import fits_format
from policies.engine import PolicySet, Source, compile_policies, granted
from policies.language import Condition, Effect, PolicyKind, Statement, read

ALL = "*"
ALL_RESOURCES, MULTIPLE, NONE = "All resources", "Multiple", "None"
FULL_ACCESS = "Full access"
LEVELS = (
    AccessLevel.LIST,
    AccessLevel.READ,
    AccessLevel.WRITE,
    AccessLevel.PERMISSIONS_MANAGEMENT,
    AccessLevel.TAGGING,
)
NO_RESOURCE = "No resource of the statement fits this action, so the statement does not apply to it."
NO_CONDITION = "The condition {key} never comes with this action, so the statement does not apply to it."
IN_SERVICE = "{count} of the actions that are named get nothing by it."
UNKNOWN = "No service has such an action: a mistake in writing, or a service that is not known here."


@dataclass(frozen=True, slots=True)
class Grant:
    """One statement as it meets one action: the resources that fit, the conditions, and what keeps it from applying."""

    effect: Effect
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...]
    sid: str
    warnings: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        return self.resources == (ALL,) and not self.conditions and not self.warnings

    @property
    def applies(self) -> bool:
        return not self.warnings


@dataclass(frozen=True, slots=True)
class ServiceRow:
    prefix: str
    name: str
    effect: Effect
    access: str
    full: tuple[str, ...]
    limited: tuple[str, ...]
    resource: str
    condition: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class ActionRow:
    name: str
    description: str
    resource: str
    condition: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelRows:
    """The actions of one access level: `named` of `count` are in the document."""

    level: str
    rows: tuple[ActionRow, ...]
    count: int
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResourceRow:
    effect: Effect
    resource: str
    region: str
    account: str
    conditions: tuple[str, ...]
    sid: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The first level; `unavailable` says why there is none, `grants_nothing` that no request can be allowed by it."""

    denied: tuple[ServiceRow, ...] = ()
    allowed: tuple[ServiceRow, ...] = ()
    unknown: tuple[str, ...] = ()
    rest: tuple[tuple[str, str], ...] = ()
    services: int = 0
    grants_nothing: bool = False
    unavailable: str = ""


@dataclass(frozen=True)
class Reading:
    """A document met with a catalog: the grants of every action that its statements name."""

    catalog: Catalog
    grants: Mapping[str, Sequence[Grant]]
    unknown: tuple[str, ...]
    text: str
    unavailable: str = ""
    _by_service: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def actions_of(self, prefix: str) -> list[str]:
        if not self._by_service:
            for name in self.grants:
                self._by_service.setdefault(name.partition(":")[0], []).append(name)
        return self._by_service.get(prefix, [])


def read_policy(text: str, catalog: Catalog) -> Reading:
    """Return the reading of an identity policy that is valid."""
    document = read(text, PolicyKind.IDENTITY)
    if any(statement.not_resources is not None for statement in document):
        return Reading(catalog, {}, (), text, "A policy with NotResource says what it is not about: read its JSON.")
    grants: dict[str, list[Grant]] = {}
    unknown: list[str] = []
    for statement in document:
        unknown += [pattern for pattern in statement.actions or () if not catalog.names_an_action(pattern)]
        for name, grant in _met(statement, catalog):
            grants.setdefault(name, []).append(grant)
    return Reading(catalog, grants, tuple(dict.fromkeys(unknown)), text)


def summary(reading: Reading) -> Summary:
    """Return the first level: a row for each service and effect."""
    if reading.unavailable:
        return Summary(unavailable=reading.unavailable)
    prefixes = sorted({name.partition(":")[0] for name in reading.grants})
    rows = {effect: tuple(_service_rows(reading, prefixes, effect)) for effect in Effect}
    named = {row.prefix for row in rows[Effect.ALLOW]}
    names = ((prefix, reading.catalog.name_of(prefix)) for prefix in reading.catalog.prefixes)
    return Summary(
        denied=rows[Effect.DENY],
        allowed=rows[Effect.ALLOW],
        unknown=reading.unknown,
        rest=tuple(sorted((pair for pair in names if pair[0] not in named), key=lambda pair: pair[1])),
        services=len(reading.catalog.prefixes),
        grants_nothing=not _grants_something(reading),
    )


def service_levels(reading: Reading, prefix: str, effect: Effect) -> tuple[LevelRows, ...]:
    """Return the second level: the actions of a service by access level, with those that are not in the document."""
    service = reading.catalog.service(prefix)
    if service is None:
        return ()
    rows = []
    for level in LEVELS:
        actions = [action for action in service.actions if action.access_level is level]
        named = [(action, _of(reading, str(action), effect)) for action in actions]
        rows.append(
            LevelRows(
                level,
                tuple(_action_row(action, grants) for action, grants in named if grants),
                len(actions),
                tuple(action.name for action, grants in named if not grants),
            )
        )
    return tuple(level for level in rows if level.count)


def action_resources(reading: Reading, name: str) -> tuple[ResourceRow, ...]:
    """Return the third level: the resources of one action, denied ones first."""
    grants = sorted(reading.grants.get(name, ()), key=lambda grant: grant.effect is Effect.ALLOW)
    return tuple(_resource_row(grant, resource) for grant in grants if grant.applies for resource in grant.resources)


def _met(statement: Statement, catalog: Catalog) -> Iterator[tuple[str, Grant]]:
    """Give each action that a statement speaks of, with what it says about it."""
    if statement.actions is not None:
        names: Iterable[str] = dict.fromkeys(name for one in statement.actions for name in catalog.expand(one))
    else:
        left_out = {name for one in statement.not_actions or () for name in catalog.expand(one)}
        names = (name for name in catalog.expand(ALL) if name not in left_out)
    resources = statement.resources or ()
    is_plain = resources == (ALL,) and not statement.conditions
    whole = Grant(statement.effect, (ALL,), (), statement.sid or "")
    for name in names:
        yield name, whole if is_plain else _grant(statement, catalog, name)


def _grant(statement: Statement, catalog: Catalog, name: str) -> Grant:
    action = catalog.action(name)
    assert action is not None, "the catalog expanded its own actions"
    resources = tuple(_fitting(statement.resources or (), action, catalog))
    warnings = [] if resources else [NO_RESOURCE]
    warnings += [
        NO_CONDITION.format(key=condition.key)
        for condition in statement.conditions
        if _never_comes(condition, action, catalog)
    ]
    return Grant(statement.effect, resources, statement.conditions, statement.sid or "", tuple(warnings))


def _fitting(resources: Iterable[str], action: Action, catalog: Catalog) -> Iterator[str]:
    kinds = catalog.resource_types(action)
    for resource in resources:
        if resource == ALL or any(fits_format(resource, kind.arn_format) for kind in kinds):
            yield resource


def _never_comes(condition: Condition, action: Action, catalog: Catalog) -> bool:
    """Whether a condition asks for a key that requests for the action cannot carry, and needs it there."""
    operator = condition.operator
    if operator.if_exists or operator.is_negated or operator.name == "Null" or operator.quantifier.value:
        return False
    return not catalog.supplies(action, condition.key)


def _service_rows(reading: Reading, prefixes: Iterable[str], effect: Effect) -> Iterator[ServiceRow]:
    for prefix in prefixes:
        named = {name: _of(reading, name, effect) for name in reading.actions_of(prefix)}
        named = {name: grants for name, grants in named.items() if grants}
        if named:
            yield _service_row(reading.catalog, prefix, effect, named)


def _service_row(catalog: Catalog, prefix: str, effect: Effect, named: Mapping[str, Sequence[Grant]]) -> ServiceRow:
    whole = len(named) == len(catalog.expand(f"{prefix}:*"))
    is_full = whole and all(any(grant.is_full for grant in grants) for grants in named.values())
    grants = [grant for some in named.values() for grant in some if grant.applies]
    applying = {name for name, some in named.items() if any(grant.applies for grant in some)}
    full, limited = ((), ()) if is_full else _levels(catalog, prefix, applying)
    return ServiceRow(
        prefix,
        catalog.name_of(prefix),
        effect,
        FULL_ACCESS if is_full else "" if applying else NONE,
        full,
        limited,
        _resource_text(grants),
        _condition_text(grants),
        IN_SERVICE.format(count=len(named) - len(applying)) if len(applying) < len(named) else "",
    )


def _levels(catalog: Catalog, prefix: str, named: Set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the access levels of which every action is among `named`, and those of which some are."""
    service = catalog.service(prefix)
    assert service is not None, "the catalog expanded its own services"
    full: list[str] = []
    limited: list[str] = []
    for level in LEVELS:
        actions = [str(action) for action in service.actions if action.access_level is level]
        count = sum(name in named for name in actions)
        if count:
            (full if count == len(actions) else limited).append(str(level))
    return tuple(full), tuple(limited)


def _action_row(action: Action, grants: Sequence[Grant]) -> ActionRow:
    applying = [grant for grant in grants if grant.applies]
    warnings = () if applying else tuple(dict.fromkeys(text for grant in grants for text in grant.warnings))
    return ActionRow(action.name, action.description, _resource_text(applying), _condition_text(applying), warnings)


def _resource_row(grant: Grant, resource: str) -> ResourceRow:
    parts = (*resource.split(":", 5), *[""] * 6)
    region, account = (parts[3], parts[4]) if resource.startswith("arn:") else ("", "")
    return ResourceRow(
        grant.effect,
        ALL_RESOURCES if resource == ALL else resource,
        region or "All Regions",
        account or "All accounts",
        tuple(condition_text(condition) for condition in grant.conditions),
        grant.sid,
    )


def _of(reading: Reading, name: str, effect: Effect) -> list[Grant]:
    return [grant for grant in reading.grants.get(name, ()) if grant.effect is effect]


def _resource_text(grants: Sequence[Grant]) -> str:
    found = dict.fromkeys(resource for grant in grants for resource in grant.resources)
    if not found:
        return NONE
    if ALL in found:
        return ALL_RESOURCES if len(found) == 1 else MULTIPLE
    return next(iter(found)) if len(found) == 1 else MULTIPLE


def _condition_text(grants: Sequence[Grant]) -> str:
    found = {tuple(condition_text(one) for one in grant.conditions) for grant in grants}
    if found <= {()}:
        return NONE
    only = next(iter(found)) if len(found) == 1 else ()
    return only[0] if len(only) == 1 else MULTIPLE


def condition_text(condition: Condition) -> str:
    """Return a condition as it is read: key, operator, values."""
    return f"{condition.key} {condition.operator.text} {', '.join(condition.values)}"


def _grants_something(reading: Reading) -> bool:
    applying = (name for name, grants in reading.grants.items() if _allows(grants))
    source = Source("policy", "policy", PolicyKind.IDENTITY, reading.text)
    policies = PolicySet(identity=compile_policies([source]))
    # The first that the engine grants is enough.
    return any(granted(policies, [name]).actions for name in applying)


def _allows(grants: Sequence[Grant]) -> bool:
    return any(grant.effect is Effect.ALLOW and grant.applies for grant in grants)
