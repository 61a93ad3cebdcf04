"""Lists, objects and texts with nothing in them."""

from collections.abc import Iterator

from policies.checks.policy import ACTIONS, PRINCIPALS, RESOURCES, Condition, Statement
from policies.checks.registry import Problem, Problems, at, conditions, shown, statements, suggestion
from policies.checks.tree import ListNode, ObjectNode, Scalar
from policies.language.operators import Quantifier


@suggestion("EMPTY_ARRAY_ACTION", each=statements)
def empty_array_action(statement: Statement) -> Problems:
    """A statement about no action has no effect. Name actions, or remove the statement."""
    yield from _empty_lists(statement, ACTIONS)


@suggestion("EMPTY_ARRAY_RESOURCE", each=statements)
def empty_array_resource(statement: Statement) -> Problems:
    """A statement about no resource has no effect. Name resources, or remove the statement."""
    yield from _empty_lists(statement, RESOURCES)


@suggestion("EMPTY_ARRAY_PRINCIPAL", each=statements)
def empty_array_principal(statement: Statement) -> Problems:
    """A list of no principals means nobody. Name principals, or remove the list."""
    yield from _empty_lists(statement, PRINCIPALS)
    for name in PRINCIPALS:
        member = statement.member(name)
        for kind in member.value.members if member and isinstance(member.value, ObjectNode) else ():
            if isinstance(kind.value, ListNode) and not kind.value.items:
                yield at(kind.value, f"{name} names no {kind.name} principal.")


@suggestion("EMPTY_OBJECT_PRINCIPAL", each=statements)
def empty_object_principal(statement: Statement) -> Problems:
    """A principal without a name means nobody. Name principals, or remove the statement."""
    for name in PRINCIPALS:
        member = statement.member(name)
        if member and isinstance(member.value, ObjectNode) and not member.value.members:
            yield at(member.value, f"{name} names nobody.")


@suggestion("EMPTY_OBJECT_CONDITION", each=statements)
def empty_object_condition(statement: Statement) -> Problems:
    """A condition that compares nothing always holds. Compare something, or remove it."""
    member = statement.member("Condition")
    if member and isinstance(member.value, ObjectNode) and not member.value.members:
        yield at(member.value, "The condition compares nothing.")
    for operator in statement.operators:
        if isinstance(operator.value, ObjectNode) and not operator.value.members:
            yield at(operator.value, f"{operator.name} compares nothing.")


@suggestion("EMPTY_SID_VALUE", each=statements)
def empty_sid_value(statement: Statement) -> Problems:
    """An empty Sid names nothing. Give the statement a name, or remove Sid."""
    member = statement.member("Sid")
    if member and isinstance(member.value, Scalar) and member.value.value == "":
        yield at(member.value, "The Sid is empty.")


@suggestion("EMPTY_ARRAY_CONDITION", each=conditions)
def empty_array_condition(condition: Condition) -> Problems:
    """A key compared with no value never matches. Write values, or remove the key."""
    if _form(condition) == "EMPTY_ARRAY_CONDITION":
        yield at(condition.member.value, f"{shown(condition.name)} is compared with no value.")


@suggestion("EMPTY_ARRAY_CONDITION_FORALLVALUES", each=conditions)
def empty_array_condition_forallvalues(condition: Condition) -> Problems:
    """ForAllValues with no value holds only for requests without the key. If that is meant, say it with
    Null."""
    if _form(condition) == "EMPTY_ARRAY_CONDITION_FORALLVALUES":
        yield at(condition.member.value, f"This holds only without {shown(condition.name)}.")


@suggestion("EMPTY_ARRAY_CONDITION_FORANYVALUE", each=conditions)
def empty_array_condition_foranyvalue(condition: Condition) -> Problems:
    """ForAnyValue with no value never holds. Write values, or remove the key."""
    if _form(condition) == "EMPTY_ARRAY_CONDITION_FORANYVALUE":
        yield at(condition.member.value, f"No value of {shown(condition.name)} is compared with anything.")


@suggestion("EMPTY_ARRAY_CONDITION_IFEXISTS", each=conditions)
def empty_array_condition_ifexists(condition: Condition) -> Problems:
    """IfExists with no value holds only for requests without the key. If that is meant, say it with Null."""
    if _form(condition) == "EMPTY_ARRAY_CONDITION_IFEXISTS":
        yield at(condition.member.value, f"This holds only without {shown(condition.name)}.")


def _empty_lists(statement: Statement, names: tuple[str, str]) -> Iterator[Problem]:
    for name in names:
        member = statement.member(name)
        if member and isinstance(member.value, ListNode) and not member.value.items:
            yield at(member.value, f"{name} is an empty list.")


def _form(condition: Condition) -> str | None:
    """Return the code that fits an empty list of values; ForAnyValue never holds, so it comes first."""
    values = condition.member.value
    if not isinstance(values, ListNode) or values.items or not condition.operator:
        return None
    if condition.operator.quantifier is Quantifier.ANY:
        return "EMPTY_ARRAY_CONDITION_FORANYVALUE"
    if condition.operator.if_exists:
        return "EMPTY_ARRAY_CONDITION_IFEXISTS"
    if condition.operator.quantifier is Quantifier.ALL:
        return "EMPTY_ARRAY_CONDITION_FORALLVALUES"
    return "EMPTY_ARRAY_CONDITION"
