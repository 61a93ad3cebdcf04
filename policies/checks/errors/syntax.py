"""Errors of the JSON text itself."""

from collections.abc import Iterator

from policies.checks.model import Finding, FindingType, Location, Span
from policies.checks.policy import Policy
from policies.checks.registry import DECLARED, Problems, at, error, policies, shown
from policies.checks.tree import JsonProblem, ListNode, Member, Node, ObjectNode, line_starts, position_in

JSON_SYNTAX_ERROR = "JSON_SYNTAX_ERROR"


@error(JSON_SYNTAX_ERROR, each=policies)
def json_syntax_error(policy: Policy) -> Problems:
    """A policy is one JSON object whose member names are all different. Look at the place for a missing
    comma, quotation mark or bracket, or for a member that is written twice."""
    for member in _repeated_members(policy.root):
        yield at(member.key, f"{shown(member.name)} stands twice in the same JSON object. Keep one of them.")


def no_json(text: str, problem: JsonProblem) -> Finding:
    """Return the only finding of a text that is no JSON."""
    start = position_in(line_starts(text), problem.offset)
    details = f"Repair the JSON at line {start.line}, column {start.column}, index {start.offset}: {problem.reason}."
    learn_more = next(check.learn_more for check in DECLARED if check.code == JSON_SYNTAX_ERROR)
    return Finding(FindingType.ERROR, JSON_SYNTAX_ERROR, details, learn_more, (Location((), Span(start, start)),))


def _repeated_members(root: Node) -> Iterator[Member]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ListNode):
            waiting.extend(node.items)
        elif isinstance(node, ObjectNode):
            waiting.extend(member.value for member in node.members)
            yield from _repeats(node.members)


def _repeats(members: list[Member]) -> Iterator[Member]:
    seen = set()
    for member in members:
        if member.name in seen:
            yield member
        seen.add(member.name)
