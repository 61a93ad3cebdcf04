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
    differences: list[tuple[Difference, Request]] = []
    replayed = allowed_again = sampled = 0
    for request in calls:
        before, after = decide(request, old).allowed, decide(request, new).allowed
        replayed, allowed_again = replayed + 1, allowed_again + before
        if before is not after:
            differences.append((Difference.LOST if before else Difference.GAINED, request))
    for request in sample:
        sampled += 1
        if decide(request, new).allowed and not decide(request, old).allowed:
            differences.append((Difference.GAINED, request))
    return Proof(replayed, allowed_again, sampled, tuple(differences))


def sample_of(catalog: Catalog, principal: Principal, count: int, choice: random.Random) -> Iterator[Request]:
    """Yield requests over the whole catalog, each for an action on a resource of a type that it works on."""
    actions: Sequence[str] = catalog.expand("*")
    for _ in range(count):
        name = choice.choice(actions)
        action = catalog.action(name)
        assert action is not None, "the catalog expanded its own actions"
        types = catalog.resource_types(action)
        kind = choice.choice(types) if types else None
        resource = format_pattern(kind.arn_format).replace("*", FILLING) if kind else "*"
        yield Request(principal, name, resource, principal.account_id)
