"""Answer questions about services, actions, resource types and condition keys."""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import chain

from policies.catalog import arns, globs, keys
from policies.catalog.archive import Archive
from policies.catalog.arns import arn_service
from policies.catalog.model import Action, ConditionKey, ResourceType, Service


class Catalog:
    """What is known of each service. A value: `with_services` answers a new one."""

    def __init__(self, archive: Archive, extra: Mapping[str, Service]) -> None:
        self._archive = archive
        self._extra = dict(extra)
        self._services: Mapping[str, Service] = ChainMap(self._extra, archive)  # type: ignore[arg-type]  # only read
        # filled as questions come; as large as the archive at most, since nobody else names prefixes here
        self._action_names: dict[str, dict[str, str]] = {}
        self._key_tables: dict[str, keys.KeyTable] = {}
        self._action_keys: dict[str, keys.KeyTable] = {}

    def with_services(self, services: Iterable[Service]) -> "Catalog":
        """Return a catalog that also has `services`, which win over known ones of the same prefix."""
        return Catalog(self._archive, {**self._extra, **{service.prefix: service for service in services}})

    @property
    def source(self) -> str:
        return f"{self._archive.index['source']}, {self._archive.index['date']}"

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        return tuple(sorted(self._services))

    def service(self, prefix: str) -> Service | None:
        return self._services.get(prefix.lower())

    def name_of(self, prefix: str) -> str:
        """Return the full name of a known service, without reading all that the catalog holds of it."""
        if prefix in self._extra:
            return self._extra[prefix].name
        name: str = self._archive.index["services"][prefix][0]
        return name

    def action(self, name: str) -> Action | None:
        """Return the action called `service:Name`, in any spelling of case."""
        prefix, _, action = name.partition(":")
        service = self.service(prefix)
        return service.action(action) if service else None

    def expand(self, pattern: str) -> tuple[str, ...]:
        """Return the names of all actions that `pattern` names: `s3:Get*`, `*`, `iam:*User?`."""
        return tuple(self._expanded("*:*" if pattern == "*" else pattern))

    def names_an_action(self, pattern: str) -> bool:
        return next(self._expanded("*:*" if pattern == "*" else pattern), None) is not None

    def resource_types(self, action: Action) -> tuple[ResourceType, ...]:
        """Return the resource types that `action` works on; none means it is only granted on `*`."""
        service = self._services[action.service]
        named = (service.resource_type(resource.name) for resource in action.resources)
        return tuple(kind for kind in named if kind)

    def resource_types_of(self, arn: str) -> tuple[ResourceType, ...]:
        """Return the resource types that `arn`, or the pattern `arn`, fits, closest first."""
        return arns.closest_types(arn, self.types_of_arn_service(arn))

    def types_of_arn_service(self, arn: str) -> tuple[ResourceType, ...]:
        """Return all resource types whose ARN has the service of `arn`, whichever service lists them."""
        name = (*arn.split(":", 3), "", "", "")[2]
        owners = (self._services[prefix] for prefix in self._arn_owners.get(name, ()))
        types = chain.from_iterable(owner.resource_types for owner in owners)
        return tuple(kind for kind in types if arn_service(kind) == name)

    def is_arn_service(self, name: str) -> bool:
        """Say whether ARNs of resources or principals can have the service `name`."""
        return name in self._services or name in self._arn_owners

    def defines_keys(self, prefix: str) -> bool:
        """Say whether any condition key begins with `prefix` and a colon."""
        lower = prefix.lower()
        return lower in ("aws", "saml") or lower in self._services or lower in self._key_owners

    def condition_key(self, name: str) -> ConditionKey | None:
        """Return the key that `name` is, in any spelling of case, with its placeholder filled or not."""
        return (
            keys.GLOBAL_TABLE.find(name)
            or keys.SAML_TABLE.find(name)
            or keys.web_identity_key(name)
            or self._keys_of_prefix(name.partition(":")[0].lower()).find(name)
            or keys.SESSION_TABLE.find(name)
        )

    def condition_keys(self, action: Action) -> tuple[ConditionKey, ...]:
        """Return the keys that requests for `action` can carry besides the global ones."""
        found = (self.condition_key(name) for name in self._key_names(action))
        return tuple(key for key in found if key)

    def supplies(self, action: Action, name: str) -> bool:
        """Say whether requests for `action` can carry the condition key `name`."""
        anywhere = keys.GLOBAL_TABLE.find(name)
        if anywhere and anywhere.name not in keys.TAG_KEYS:
            return True
        return bool(keys.SESSION_TABLE.find(name) or self._keys_of_action(action).find(name))

    def _expanded(self, pattern: str) -> Iterator[str]:
        prefix, _, name = pattern.lower().partition(":")
        for service in self._matching_prefixes(prefix):
            names = self._names(service)
            if globs.is_pattern(name):
                yield from (f"{service}:{names[lower]}" for lower in globs.matches(name, names))
            elif name in names:
                yield f"{service}:{names[name]}"

    def _matching_prefixes(self, prefix: str) -> tuple[str, ...]:
        if globs.is_pattern(prefix):
            return tuple(known for known in self.prefixes if globs.covers(prefix, known))
        return (prefix,) if prefix in self._services else ()

    def _names(self, prefix: str) -> dict[str, str]:
        """Return the names of a service's actions, by their lower-case spelling."""
        if prefix not in self._action_names:
            self._action_names[prefix] = {name.lower(): name for name in self._read_names(prefix)}
        return self._action_names[prefix]

    def _read_names(self, prefix: str) -> tuple[str, ...]:
        if prefix in self._extra:
            return tuple(sorted(action.name for action in self._extra[prefix].actions))
        _, names = self._archive.index["services"][prefix]
        return tuple(names.split())

    @cached_property
    def _arn_owners(self) -> Mapping[str, tuple[str, ...]]:
        """Return for the service part of ARNs the services that list resource types with it."""
        known = self._archive.index["arn_services"]
        return _with_own(known, self._extra.values(), lambda own: map(arn_service, own.resource_types))

    @cached_property
    def _key_owners(self) -> Mapping[str, tuple[str, ...]]:
        """Return for the prefix of condition keys the services that list keys with it."""
        known = self._archive.index["key_services"]
        return _with_own(known, self._extra.values(), lambda own: map(_key_prefix, own.condition_keys))

    def _keys_of_prefix(self, prefix: str) -> keys.KeyTable:
        if prefix not in self._key_owners:
            return keys.NO_KEYS
        if prefix not in self._key_tables:
            owners = (self._services[owner] for owner in self._key_owners[prefix])
            self._key_tables[prefix] = keys.KeyTable(chain.from_iterable(o.condition_keys for o in owners))
        return self._key_tables[prefix]

    def _keys_of_action(self, action: Action) -> keys.KeyTable:
        name = str(action)
        if name not in self._action_keys:
            self._action_keys[name] = keys.KeyTable(self.condition_keys(action))
        return self._action_keys[name]

    def _key_names(self, action: Action) -> tuple[str, ...]:
        of_rows = (key for row in action.resources for key in row.condition_keys)
        of_types = (key for kind in self.resource_types(action) for key in kind.condition_keys)
        return tuple(dict.fromkeys((*action.condition_keys, *of_rows, *of_types)))


@cache
def default_catalog() -> Catalog:
    """Return the catalog of what AWS publishes, shared by the whole process."""
    return Catalog(Archive(), {})


def _with_own(
    known: Mapping[str, list[str]], services: Iterable[Service], names: Callable[[Service], Iterable[str]]
) -> Mapping[str, tuple[str, ...]]:
    """Return `known` with each of `services` added under the `names` that it has."""
    owners = {name: dict.fromkeys(prefixes) for name, prefixes in known.items()}
    for service in services:
        for name in names(service):
            owners.setdefault(name, {})[service.prefix] = None
    return {name: tuple(prefixes) for name, prefixes in owners.items()}


def _key_prefix(key: ConditionKey) -> str:
    return key.name.partition(":")[0].lower()
