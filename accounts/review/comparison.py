"""What a change gives and takes: for each action that it speaks of, requests on which the engine decides otherwise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from accounts.access.authorize import request_for
from accounts.review.selectors import Affected, caller_of
from policies.catalog import Catalog
from policies.engine import PolicySet, Request, Value, decide, granted
from policies.engine.samples import EXAMPLE, REGION, Difference, sample_contexts, sample_resources

# A page should answer within a few seconds: so many actions are compared, for all sets of policies together.
ACTIONS_COMPARED = 4000
FEWEST_COMPARED = 100
TIMES = frozenset({"aws:currenttime", "aws:epochtime"})


@dataclass(frozen=True, slots=True)
class Proof:
    """An action that changes, a request that shows it, and the condition keys this needs beyond the usual ones.

    `is_whole` tells that the action was, or will be, possible nowhere.
    """

    action: str
    is_whole: bool
    request: Request
    keys: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What people with the same policies gain and lose."""

    people: tuple[Affected, ...]
    gained: tuple[Proof, ...]
    lost: tuple[Proof, ...]


def touched_actions(difference: Difference, catalog: Catalog) -> list[str]:
    """Return the catalog's actions that the differing statements speak of."""
    if not difference.statements:
        return []
    return [action for action in catalog.expand("*") if difference.about(action)]


def spread(actions: Sequence[str], sets: int) -> list[str]:
    """Return all actions or, evenly spread, as many of them as can be compared for so many sets of policies."""
    most = max(FEWEST_COMPARED, ACTIONS_COMPARED // max(1, sets))
    if len(actions) <= most:
        return list(actions)
    return [actions[number * len(actions) // most] for number in range(most)]


def alike(people: Iterable[Affected]) -> list[tuple[Affected, ...]]:
    """Return the people by their policies."""
    together: dict[tuple[str, ...], list[Affected]] = {}
    for one in people:
        together.setdefault(one.alike, []).append(one)
    return [tuple(group) for group in together.values()]


def compare(
    people: tuple[Affected, ...], difference: Difference, actions: Iterable[str], catalog: Catalog
) -> Comparison:
    """Return what changes for people with the same policies, told by the first of them."""
    first = people[0]
    gained, lost = [], []
    for action in actions:
        samples = list(_samples(first, difference, action, catalog))
        if more := _first(samples, without=first.before, allowed=first.after):
            gained.append(_proof(first, more, first.before))
        if less := _first(samples, without=first.after, allowed=first.before):
            lost.append(_proof(first, less, first.after))
    return Comparison(people, tuple(gained), tuple(lost))


def _first(samples: Iterable[Request], *, without: PolicySet, allowed: PolicySet) -> Request | None:
    return next((one for one in samples if decide(one, allowed).allowed and not decide(one, without).allowed), None)


def _samples(one: Affected, difference: Difference, action: str, catalog: Catalog) -> Iterator[Request]:
    caller, statements = caller_of(one.identity), difference.about(action)
    plain = request_for(caller, action, "*", {})
    for resource in sample_resources(statements, _examples(action, caller.account_id, catalog), plain.context):
        base = request_for(caller, action, resource, {})
        for context in sample_contexts(statements, base.context):
            yield replace(base, context=context)


def _examples(action: str, account_id: str, catalog: Catalog) -> list[str]:
    """Return a resource of the first type that the action works on, or `*` when it works on none."""
    found = catalog.action(action)
    types = catalog.resource_types(found) if found else ()
    if not types:
        return ["*"]
    known = {"Partition": "aws", "Region": REGION, "Account": account_id}
    start, *parts = types[0].arn_format.split("${")
    named = (part.partition("}") for part in parts)
    return ["".join([start, *(known.get(name, EXAMPLE) + rest for name, _, rest in named)])]


def _proof(one: Affected, request: Request, without: PolicySet) -> Proof:
    usual = request_for(caller_of(one.identity), request.action, request.resource, {}).context
    # The clock went on meanwhile.
    told = {key: value for key, value in request.context.items() if key not in TIMES and usual.get(key) != value}
    return Proof(request.action, not granted(without, [request.action]).actions, request, tuple(told.items()))
