"""How a check is declared: what it is called, what it looks at, and what it finds there.

@error("INVALID_EFFECT", each=statements)
def invalid_effect(statement: Statement) -> Problems:
    '''What it means and what to do: the text behind "learn more".'''
    if ...:
        yield at(node, "What is wrong.")
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from policies.checks.model import FindingType, Substring
from policies.checks.policy import Condition, Entry, Policy, Principal, Statement
from policies.checks.tree import Node

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Problem:
    details: str
    places: tuple[tuple[Node, Substring | None], ...]


Problems = Iterator[Problem]
Run = Callable[[Subject], Problems]


@dataclass(frozen=True, slots=True)
class Check:
    """`is_withdrawn`: AWS reported it once and no longer does."""

    type: FindingType
    code: str
    each: Callable[[Policy], Iterable[Any]]
    run: Run[Any]
    learn_more: str
    is_withdrawn: bool = False


DECLARED: list[Check] = []


def error(code: str, each: Callable[[Policy], Iterable[Subject]]) -> Callable[[Run[Subject]], Run[Subject]]:
    return _declare(FindingType.ERROR, code, each)


def security_warning(code: str, each: Callable[[Policy], Iterable[Subject]]) -> Callable[[Run[Subject]], Run[Subject]]:
    return _declare(FindingType.SECURITY_WARNING, code, each)


def warning(code: str, each: Callable[[Policy], Iterable[Subject]]) -> Callable[[Run[Subject]], Run[Subject]]:
    return _declare(FindingType.WARNING, code, each)


def suggestion(code: str, each: Callable[[Policy], Iterable[Subject]]) -> Callable[[Run[Subject]], Run[Subject]]:
    return _declare(FindingType.SUGGESTION, code, each)


def withdrawn_error(code: str, each: Callable[[Policy], Iterable[Subject]]) -> Callable[[Run[Subject]], Run[Subject]]:
    return _declare(FindingType.ERROR, code, each, is_withdrawn=True)


def withdrawn_warning(code: str, each: Callable[[Policy], Iterable[Subject]]) -> Callable[[Run[Subject]], Run[Subject]]:
    return _declare(FindingType.WARNING, code, each, is_withdrawn=True)


def _declare(
    kind: FindingType,
    code: str,
    each: Callable[[Policy], Iterable[Subject]],
    *,
    is_withdrawn: bool = False,
) -> Callable[[Run[Subject]], Run[Subject]]:
    def keep(run: Run[Subject]) -> Run[Subject]:
        learn_more = " ".join((inspect.getdoc(run) or "").split())
        DECLARED.append(Check(kind, code, each, run, learn_more, is_withdrawn))
        return run

    return keep


def at(node: Node, details: str, part: Substring | None = None) -> Problem:
    return Problem(details, ((node, part),))


def at_all(nodes: Iterable[Node], details: str) -> Problem:
    return Problem(details, tuple((node, None) for node in nodes))


def shown(text: str) -> str:
    """Return `text` fit for a sentence: quoted, and cut when long."""
    return f'"{text}"' if len(text) <= 100 else f'"{text[:97]}..."'


# What a check can be asked of: each answers the subjects in one policy.


def policies(policy: Policy) -> Iterable[Policy]:
    return (policy,)


def statements(policy: Policy) -> Iterable[Statement]:
    return policy.statements


def actions(policy: Policy) -> Iterable[Entry]:
    return (entry for one in policy.statements for entry in (*one.actions, *one.not_actions))


def resources(policy: Policy) -> Iterable[Entry]:
    return (entry for one in policy.statements for entry in (*one.resources, *one.not_resources))


def principals(policy: Policy) -> Iterable[Principal]:
    return (entry for one in policy.statements for entry in (*one.principals, *one.not_principals))


def conditions(policy: Policy) -> Iterable[Condition]:
    return (condition for one in policy.statements for condition in one.conditions)
