"""A policy as the checks look at it: its statements and their entries, as far as they are well formed."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from policies.catalog import Action, Catalog, ConditionKey
from policies.checks.model import TRUST_POLICY, PolicyType
from policies.checks.resource_arns import ResourceArn, read_arn
from policies.checks.tree import ListNode, Member, Node, ObjectNode, Scalar, Text
from policies.language.operators import Operator, find_operator

ACTIONS = ("Action", "NotAction")
RESOURCES = ("Resource", "NotResource")
PRINCIPALS = ("Principal", "NotPrincipal")


class Policy:
    def __init__(self, text: Text, kind: PolicyType, resource_type: str | None, catalog: Catalog) -> None:
        self.text = text
        self.kind = kind
        self.resource_type = resource_type
        self.catalog = catalog
        self._keys: dict[str, ConditionKey | None] = {}
        self._arns: dict[str, ResourceArn | None] = {}

    @property
    def root(self) -> Node:
        return self.text.root

    @property
    def is_identity(self) -> bool:
        return self.kind is PolicyType.IDENTITY

    @property
    def is_resource(self) -> bool:
        return self.kind is PolicyType.RESOURCE

    @property
    def is_scp(self) -> bool:
        return self.kind is PolicyType.SERVICE_CONTROL

    @property
    def is_rcp(self) -> bool:
        return self.kind is PolicyType.RESOURCE_CONTROL

    @property
    def is_trust(self) -> bool:
        return self.is_resource and self.resource_type == TRUST_POLICY

    @cached_property
    def version(self) -> str | None:
        member = self.member("Version")
        return member.value.text if member and isinstance(member.value, Scalar) else None

    @cached_property
    def statements(self) -> tuple["Statement", ...]:
        member = self.member("Statement")
        nodes = entries(member.value) if member else ()
        return tuple(Statement(self, node) for node in nodes if isinstance(node, ObjectNode))

    @cached_property
    def speaks_of_sts(self) -> bool:
        return any(entry.service == "sts" for statement in self.statements for entry in statement.actions)

    def member(self, name: str) -> Member | None:
        return self.root.member(name) if isinstance(self.root, ObjectNode) else None

    def condition_key(self, name: str) -> ConditionKey | None:
        if name not in self._keys:
            self._keys[name] = self.catalog.condition_key(name)
        return self._keys[name]

    def arn(self, text: str) -> ResourceArn | None:
        if text not in self._arns:
            self._arns[text] = read_arn(text, self.catalog)
        return self._arns[text]


class Statement:
    def __init__(self, policy: Policy, node: ObjectNode) -> None:
        self.policy = policy
        self.node = node
        self._without: dict[str, tuple[Entry, ...]] = {}
        self._members = {member.name: member for member in reversed(node.members)}

    def member(self, name: str) -> Member | None:
        return self._members.get(name)

    @cached_property
    def effect(self) -> str | None:
        member = self.member("Effect")
        return member.value.text if member and isinstance(member.value, Scalar) else None

    @property
    def allows(self) -> bool:
        return self.effect == "Allow"

    @property
    def denies(self) -> bool:
        return self.effect == "Deny"

    @cached_property
    def actions(self) -> tuple["Entry", ...]:
        return self._entries("Action")

    @cached_property
    def not_actions(self) -> tuple["Entry", ...]:
        return self._entries("NotAction")

    @cached_property
    def resources(self) -> tuple["Entry", ...]:
        return self._entries("Resource")

    @cached_property
    def not_resources(self) -> tuple["Entry", ...]:
        return self._entries("NotResource")

    @cached_property
    def principals(self) -> tuple["Principal", ...]:
        return tuple(self._principals("Principal"))

    @cached_property
    def not_principals(self) -> tuple["Principal", ...]:
        return tuple(self._principals("NotPrincipal"))

    @cached_property
    def operators(self) -> tuple[Member, ...]:
        """Return the members of Condition: an operator each, with an object of keys."""
        member = self.member("Condition")
        return tuple(member.value.members) if member and isinstance(member.value, ObjectNode) else ()

    @cached_property
    def conditions(self) -> tuple["Condition", ...]:
        return tuple(
            Condition(self, operator, key)
            for operator in self.operators
            if isinstance(operator.value, ObjectNode)
            for key in operator.value.members
        )

    @cached_property
    def condition_names(self) -> frozenset[str]:
        return frozenset(condition.name.lower() for condition in self.conditions)

    def actions_without(self, key: ConditionKey) -> tuple["Entry", ...]:
        """Return the actions, named without wildcards, whose requests never carry the condition key."""
        if key.name not in self._without:
            supplies = self.policy.catalog.supplies
            self._without[key.name] = tuple(
                entry for entry in self.actions if entry.action and not supplies(entry.action, key.name)
            )
        return self._without[key.name]

    def has_condition(self, *names: str) -> bool:
        return not self.condition_names.isdisjoint(name.lower() for name in names)

    def _entries(self, element: str) -> tuple["Entry", ...]:
        member = self.member(element)
        nodes = entries(member.value) if member else ()
        return tuple(Entry(self, element, node) for node in strings(nodes))

    def _principals(self, element: str) -> Iterator["Principal"]:
        member = self.member(element)
        if member and isinstance(member.value, Scalar):
            yield from (Principal(self, element, "", node) for node in strings([member.value]))
        elif member and isinstance(member.value, ObjectNode):
            for kind in member.value.members:
                yield from (Principal(self, element, kind.name, n) for n in strings(entries(kind.value)))


class Entry:
    """One string of Action, NotAction, Resource or NotResource."""

    def __init__(self, statement: Statement, element: str, node: Scalar) -> None:
        self.statement = statement
        self.element = element
        self.node = node
        self.text = node.text

    @property
    def policy(self) -> Policy:
        return self.statement.policy

    @property
    def service(self) -> str:
        """Return the service of an action."""
        return self.text.partition(":")[0].lower()

    @cached_property
    def action(self) -> Action | None:
        """Return the action that is named without wildcards."""
        return self.policy.catalog.action(self.text)

    @property
    def arn(self) -> ResourceArn | None:
        return self.policy.arn(self.text)


class Principal:
    """One string of Principal or NotPrincipal; the kind of a bare `"*"` is empty."""

    def __init__(self, statement: Statement, element: str, kind: str, node: Scalar) -> None:
        self.statement = statement
        self.element = element
        self.kind = kind
        self.node = node
        self.text = node.text

    @property
    def policy(self) -> Policy:
        return self.statement.policy

    @property
    def is_anyone(self) -> bool:
        return self.text == "*" and self.kind in ("", "AWS")


class Condition:
    """One key under one operator."""

    def __init__(self, statement: Statement, operator: Member, member: Member) -> None:
        self.statement = statement
        self.operator_node = operator.key
        self.operator_text = operator.name
        self.member = member
        self.node = member.key
        self.name = member.name

    @property
    def policy(self) -> Policy:
        return self.statement.policy

    @cached_property
    def operator(self) -> Operator | None:
        return find_operator(self.operator_text)

    @cached_property
    def key(self) -> ConditionKey | None:
        return self.policy.condition_key(self.name)

    @cached_property
    def values(self) -> tuple[Scalar, ...]:
        """Return the values that are strings, numbers or booleans."""
        nodes = entries(self.member.value)
        return tuple(node for node in nodes if isinstance(node, Scalar) and node.value is not None)

    def is_key(self, *names: str) -> bool:
        return self.name.lower() in (name.lower() for name in names)


def entries(node: Node) -> Iterable[Node]:
    """Return the items of a list, or a single value as the only item."""
    return node.items if isinstance(node, ListNode) else (node,)


def strings(nodes: Iterable[Node]) -> Iterator[Scalar]:
    return (node for node in nodes if isinstance(node, Scalar) and node.is_string)
