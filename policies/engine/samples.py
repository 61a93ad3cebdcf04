"""Requests that show a difference between two editions of a policy: made from the words of what differs.

They prove what they show, since the engine decides each of them; that nothing else differs they do not prove.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from policies.language import Condition, Family, PolicyKind, Quantifier, Statement, read
from policies.language.variables import Wild, resolve, tokens_of

from .match import ActionTest
from .request import Context, Value

EXAMPLE = "example"
REGION = "us-east-1"
RESOURCES_TRIED = 6
CONTEXTS_TRIED = 4

# What a negated operator lets pass, unless it is compared with just this.
OTHERS: Mapping[Family, str] = {
    Family.NUMERIC: "7",
    Family.DATE: "2000-01-01T00:00:00Z",
    Family.IP: "198.51.100.77",
    Family.ARN: "arn:aws:iam::999999999999:role/another",
}


class Difference:
    """The statements that only one of two editions of a policy has; where they stand and their Sids decide nothing."""

    def __init__(self, before: Iterable[Statement], after: Iterable[Statement]) -> None:
        old, new = Counter(map(_bare, before)), Counter(map(_bare, after))
        self.statements = (*(old - new), *(new - old))
        self._tests = tuple((one, ActionTest(one)) for one in self.statements)

    def about(self, action: str) -> tuple[Statement, ...]:
        """Return the statements that differ and speak of `action`, in any spelling."""
        lower = action.lower()
        return tuple(statement for statement, test in self._tests if test.matches(lower))


def difference(before: str, after: str, kind: PolicyKind) -> Difference:
    """Return what differs between two policy texts, of which an empty one says nothing."""
    return Difference(*(read(text, kind).statements if text else () for text in (before, after)))


def sample_resources(statements: Iterable[Statement], examples: Iterable[str], context: Context) -> tuple[str, ...]:
    """Return resources that the statements name, and the `examples` whatever they name."""
    patterns = (pattern for one in statements for pattern in (*(one.resources or ()), *(one.not_resources or ())))
    named = [_named(pattern, context) for pattern in patterns if pattern != "*"]
    return tuple(dict.fromkeys((*named[:RESOURCES_TRIED], *examples)))


def sample_contexts(statements: Iterable[Statement], context: Context) -> tuple[Context, ...]:
    """Return the plain context and, for statements with conditions, such in which these hold."""
    fitting = [{**context, **dict(_holding(one.conditions, context))} for one in statements if one.conditions]
    return (context, *fitting[: CONTEXTS_TRIED - 1])


def _bare(statement: Statement) -> Statement:
    conditions = tuple(replace(one, path="") for one in statement.conditions)
    return replace(statement, index=0, path="", sid=None, conditions=conditions)


def _holding(conditions: Iterable[Condition], context: Context) -> Iterator[tuple[str, Value]]:
    for condition in conditions:
        if condition.operator.family is not Family.NULL and condition.values:
            yield condition.key.lower(), _passing(condition, context)


def _passing(condition: Condition, context: Context) -> Value:
    """Return a value that the condition accepts, as far as one can be read from it."""
    operator, first = condition.operator, _filled(condition.values[0], context)
    if operator.is_negated:
        value = OTHERS.get(operator.family, "another")
    elif operator.family is Family.IP:
        value = first.partition("/")[0]
    elif operator.family is Family.NUMERIC:
        value = _beside(operator.name, first)
    else:
        value = first
    return value if operator.quantifier is Quantifier.ONE else (value,)


def _beside(name: str, bound: str) -> str:
    """Return a number on the side of `bound` that the operator asks for."""
    step = -1 if "LessThan" in name else 1 if "GreaterThan" in name else 0
    try:
        return f"{float(bound) + step:g}"
    except ValueError:
        return bound


def _named(pattern: str, context: Context) -> str:
    """Return one resource that the pattern names, in the caller's account where it names any."""
    parts = pattern.split(":", 5)
    if len(parts) == 6:
        account = str(context.get("aws:principalaccount", ""))
        parts[3] = REGION if parts[3] == "*" else parts[3]
        parts[4] = account if parts[4] == "*" else parts[4]
    return _filled(":".join(parts), context)


def _filled(pattern: str, context: Context) -> str:
    tokens = tokens_of(pattern, wildcards=True, variables=True)
    known = resolve(tokens, context)
    return "".join(_text(token) for token in (tokens if known is None else known))


def _text(token: object) -> str:
    if isinstance(token, str):
        return token
    return "x" if token is Wild.ONE else EXAMPLE
