"""The proof of a reduction: recorded calls are replayed through the engine under the old and the new policies, and a
large sample of other requests over the catalog is put to both.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from policies.catalog import Catalog
from policies.catalog.arns import format_pattern
from policies.engine import PolicySet, Principal, Request, decide

FILLING = "example"


class Difference(Enum):
    LOST = "a recorded call that the old policies allow is denied by the new ones"
    GAINED = "a request that the old policies deny is allowed by the new ones"


@dataclass(frozen=True, slots=True)
class Proof:
    """How many recorded calls and other requests were compared, how many the old policies allow, and what differs.

    Of a recorded call not every condition key is known any more: one that the old policies do not allow again is
    counted, and must not be allowed by the new ones either.
    """

    replayed: int
    allowed_again: int
    sampled: int
    differences: tuple[tuple[Difference, Request], ...]

    @property
    def holds(self) -> bool:
        return not self.differences


def compare(old: PolicySet, new: PolicySet, calls: Iterable[Request], sample: Iterable[Request]) -> Proof:
    """Return what the new policies decide otherwise: of `calls` nothing may be lost, and nowhere may be gained."""
    proving = Proving(old, new)
    for request in calls:
        proving.replay(request)
    for request in sample:
        proving.sample(request)
    return proving.proof


class Proving:
    """A proof that is being made, one request after the other, so that calls can come as a stream."""

    def __init__(self, old: PolicySet, new: PolicySet) -> None:
        self._old, self._new = old, new
        self._replayed = self._allowed_again = self._sampled = 0
        self._differences: list[tuple[Difference, Request]] = []

    def replay(self, request: Request) -> None:
        """Put a recorded call to both."""
        before, after = decide(request, self._old).allowed, decide(request, self._new).allowed
        self._replayed += 1
        self._allowed_again += before
        if before is not after:
            self._differences.append((Difference.LOST if before else Difference.GAINED, request))

    def sample(self, request: Request) -> None:
        """Put a request to both that nobody made."""
        self._sampled += 1
        if decide(request, self._new).allowed and not decide(request, self._old).allowed:
            self._differences.append((Difference.GAINED, request))

    @property
    def proof(self) -> Proof:
        return Proof(self._replayed, self._allowed_again, self._sampled, tuple(self._differences))


def sample_of(
    catalog: Catalog, actions: Sequence[str], principal: Principal, count: int, choice: random.Random
) -> Iterator[Request]:
    """Yield requests for `actions` of the catalog, each on a resource of a type that the action works on."""
    for _ in range(count):
        name = choice.choice(actions)
        action = catalog.action(name)
        assert action is not None, "the catalog expanded its own actions"
        types = catalog.resource_types(action)
        kind = choice.choice(types) if types else None
        resource = format_pattern(kind.arn_format).replace("*", FILLING) if kind else "*"
        yield Request(principal, name, resource, principal.account_id)
