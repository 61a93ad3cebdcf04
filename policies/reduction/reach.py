"""Which of the catalog's actions policies can allow at all, as sets, for thousands of principals.

It says the same as `policies.engine.granted`, which asks about each action in turn; a set is one whole number with a
bit for each action, made once for each document, whoever it is attached to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from policies.catalog import Catalog
from policies.engine import Source
from policies.engine.compiled import CompiledStatement, compile_document
from policies.language import Document, Effect, PolicyKind

DOCUMENTS_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Reach:
    """A set of actions of one universe."""

    universe: "Universe"
    bits: int

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __contains__(self, action: str) -> bool:
        place = self.universe.place(action)
        return place is not None and bool(self.bits >> place & 1)

    def __iter__(self) -> Iterator[str]:
        return (name for place, name in enumerate(self.universe.actions) if self.bits >> place & 1)

    @property
    def is_everything(self) -> bool:
        return self.bits == self.universe.everything

    def by_service(self) -> dict[str, int]:
        """Return how many actions of each service are in the set, for those services that have any."""
        counted = ((name, (self.bits & bits).bit_count()) for name, bits in self.universe.services.items())
        return {name: count for name, count in counted if count}

    def without(self, actions: Iterable[str]) -> "Reach":
        return Reach(self.universe, self.bits & ~self.universe.bits_of(actions))


class Universe:
    """The actions of a catalog in a fixed order."""

    def __init__(self, catalog: Catalog) -> None:
        self.actions = catalog.expand("*")
        self.everything = (1 << len(self.actions)) - 1
        self._catalog = catalog
        self._places = {name.lower(): place for place, name in enumerate(self.actions)}
        self.services = self._by_service()
        self._document = lru_cache(maxsize=DOCUMENTS_REMEMBERED)(self._read)
        self._pattern = lru_cache(maxsize=DOCUMENTS_REMEMBERED)(self._expand)

    def place(self, action: str) -> int | None:
        return self._places.get(action.lower())

    def bits_of(self, actions: Iterable[str]) -> int:
        bits = 0
        for action in actions:
            place = self.place(action)
            if place is not None:
                bits |= 1 << place
        return bits

    def reach(self, identity: Iterable[Source], boundary: Source | None = None) -> Reach:
        """Return what the identity policies can allow on some resource, under some conditions, within the boundary."""
        bits = self._allowed(identity)
        return Reach(self, bits if boundary is None else bits & self._allowed([boundary]))

    def _allowed(self, sources: Iterable[Source]) -> int:
        allowed = denied = 0
        for source in sources:
            allows, denies = self._document(source.text, source.kind)
            allowed, denied = allowed | allows, denied | denies
        return allowed & ~denied

    def _read(self, text: str | Document, kind: PolicyKind) -> tuple[int, int]:
        """Return what a document may allow, and what it denies whatever the resource and the conditions."""
        allows = denies = 0
        for one in compile_document(Source("", "", kind, text)).statements:
            if one.statement.effect is Effect.ALLOW:
                allows |= self._spoken_of(one)
            elif one.test is None:
                denies |= self._spoken_of(one)
        return allows, denies

    def _spoken_of(self, one: CompiledStatement) -> int:
        statement = one.statement
        if statement.actions is not None:
            return self._named(statement.actions)
        return self.everything & ~self._named(statement.not_actions or ())

    def _named(self, patterns: Iterable[str]) -> int:
        bits = 0
        for pattern in patterns:
            bits |= self._pattern(pattern)
        return bits

    def _expand(self, pattern: str) -> int:
        return self.everything if pattern == "*" else self.bits_of(self._catalog.expand(pattern))

    def _by_service(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for place, name in enumerate(self.actions):
            service = name.partition(":")[0]
            found[service] = found.get(service, 0) | 1 << place
        return found
