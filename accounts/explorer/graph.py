"""The access graph: identities, their policies, and the resources these name, in three columns with paths between."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.access.shelf import Identity, Shelf
from accounts.models import Group, User
from policies.language import Document, Effect, PolicySyntaxError, Statement, read

IDENTITIES_SHOWN = 600
RESOURCES_SHOWN = 600
# Of a policy only so many different resources become nodes: AWS's own policies name hundreds.
RESOURCES_OF_POLICY = 40
EVERYTHING = "*"
IDENTITY, POLICY, RESOURCE = "identity", "policy", "resource"


@dataclass(frozen=True, slots=True)
class Node:
    """One box. `key` is an ARN, the id of an inline policy or a pattern of resources; `risky` means everything."""

    key: str
    column: str
    label: str
    risky: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A path from one box to another; `through` is the group by which a user has a policy."""

    source: str
    target: str
    risky: bool = False
    denies: bool = False
    through: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def column(self, name: str) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.column == name)

    def around(self, key: str) -> "Graph":
        """Return what leads to the node and what it leads to, as far as it goes."""
        kept = self._reached(key, forward=True) | self._reached(key, forward=False) | {key}
        return self._only(kept)

    def matching(self, text: str) -> "Graph":
        """Return the nodes whose label or key holds `text`, with everything on their paths."""
        wanted = text.lower()
        found = [node.key for node in self.nodes if wanted in node.label.lower() or wanted in node.key.lower()]
        kept = {node.key for key in found for node in self.around(key).nodes}
        return self._only(kept)

    def _reached(self, key: str, *, forward: bool) -> set[str]:
        steps: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            start, end = (link.source, link.target) if forward else (link.target, link.source)
            steps[start].append(end)
        reached: set[str] = set()
        waiting = [key]
        while waiting:
            for end in steps[waiting.pop()]:
                if end not in reached:
                    reached.add(end)
                    waiting.append(end)
        return reached

    def _only(self, keys: set[str]) -> "Graph":
        return Graph(
            tuple(node for node in self.nodes if node.key in keys),
            tuple(link for link in self.links if link.source in keys and link.target in keys),
        )


def graph_of(identities: Sequence[Identity], shelf: Shelf) -> Graph:
    """Return the graph of the identities: who has which policy, directly or by a group, and what these name."""
    policies: dict[str, Node] = {}
    resources: dict[str, Node] = {}
    links: dict[tuple[str, str], Link] = {}
    people = [Node(one.arn, IDENTITY, _label(one)) for one in identities]
    for identity in identities:
        for through, held in _held(identity, shelf):
            if held.source.id not in policies:
                document = _read(held.source.text, held.source.kind)
                policies[held.source.id] = Node(held.source.id, POLICY, held.name, risky=_gives_everything(document))
                for link in _named(held.source.id, document):
                    resources.setdefault(link.target, _resource(link))
                    links.setdefault((link.source, link.target), link)
            is_risky = policies[held.source.id].risky
            links.setdefault(
                (identity.arn, held.source.id), Link(identity.arn, held.source.id, risky=is_risky, through=through)
            )
    kept = dict(sorted(resources.items(), key=lambda item: item[1].label)[:RESOURCES_SHOWN])
    shown = [link for link in links.values() if link.target in kept or link.target in policies]
    connected = {link.source for link in shown}
    idle = [node for node in people if node.key not in connected]
    busy = [node for node in people if node.key in connected]
    by_label = sorted(policies.values(), key=lambda node: node.label.lower())
    return Graph((*busy, *idle, *by_label, *kept.values()), tuple(shown))


def _held(identity: Identity, shelf: Shelf) -> Iterable[tuple[str, Any]]:
    yield from (("", held) for held in shelf.own(identity))
    yield from ((group.name, held) for group in shelf.groups_of(identity) for held in shelf.own(group))


def _label(identity: Identity) -> str:
    kind = "user" if isinstance(identity, User) else "group" if isinstance(identity, Group) else "role"
    return f"{kind}/{identity.name}"


def _read(text: Document | str, kind: Any) -> Document | None:
    if isinstance(text, Document):
        return text
    try:
        return read(text, kind)
    except PolicySyntaxError:
        return None


def _named(policy: str, document: Document | None) -> list[Link]:
    """Return a link to each pattern of resources that the policy names, as far as they are shown."""
    found: dict[str, Link] = {}
    for statement in document.statements if document else ():
        denies = statement.effect is Effect.DENY
        for pattern in statement.resources if statement.resources is not None else (EVERYTHING,):
            risky = pattern == EVERYTHING and _is_everything(statement)
            known = found.get(pattern)
            if known is None or (known.denies and not denies) or (risky and not known.risky):
                found[pattern] = Link(policy, pattern, risky=risky, denies=denies)
    return list(found.values())[:RESOURCES_OF_POLICY]


def _resource(link: Link) -> Node:
    if link.target == EVERYTHING:
        return Node(EVERYTHING, RESOURCE, "* (everything)", risky=True)
    parts = link.target.split(":", 5)
    label = f"{parts[2]}:{parts[5]}" if len(parts) == 6 else link.target
    return Node(link.target, RESOURCE, label)


def _gives_everything(document: Document | None) -> bool:
    return any(_is_everything(statement) for statement in (document.statements if document else ()))


def _is_everything(statement: Statement) -> bool:
    return (
        statement.effect is Effect.ALLOW
        and EVERYTHING in (statement.actions or ())
        and EVERYTHING in (statement.resources or ())
    )
