"""Where the boxes and paths of the access graph stand, in the units of its picture."""

from dataclasses import dataclass
from typing import Any

from accounts.explorer.graph import IDENTITY, POLICY, RESOURCE, Graph, Link, Node

WIDTH, BOX_WIDTH, BOX_HEIGHT, STEP, TOP = 974, 230, 36, 46, 8
# One unit from the edge, for half of the outline stands outside of a box.
LEFT = {IDENTITY: 1, POLICY: 372, RESOURCE: 743}
BEND = 70
LETTERS = 30


@dataclass(frozen=True, slots=True)
class Box:
    """A node in its place; `number` names it in the picture."""

    node: Node
    number: int
    x: int
    y: int

    @property
    def text(self) -> str:
        label = self.node.label
        return label if len(label) <= LETTERS else f"{label[: LETTERS - 1]}…"

    @property
    def middle(self) -> float:
        return self.y + BOX_HEIGHT / 2

    @property
    def text_y(self) -> float:
        return self.middle + 5


@dataclass(frozen=True, slots=True)
class Path:
    link: Link
    source: Box
    target: Box

    @property
    def curve(self) -> str:
        start, end = self.source.x + BOX_WIDTH, self.target.x
        return (
            f"M{start} {self.source.middle} C{start + BEND} {self.source.middle} "
            f"{end - BEND} {self.target.middle} {end} {self.target.middle}"
        )


def drawing_of(graph: Graph) -> dict[str, Any]:
    """Return the boxes and paths, and how large the picture is."""
    columns = {name: graph.column(name) for name in LEFT}
    most = max((len(nodes) for nodes in columns.values()), default=0)
    boxes: dict[str, Box] = {}
    for name, nodes in columns.items():
        # A shorter column is spread over the height of the longest, as far as it stays readable.
        step = max(STEP, min(STEP * 2, STEP * most // max(len(nodes), 1)))
        for row, node in enumerate(nodes):
            boxes[node.key] = Box(node, len(boxes) + 1, LEFT[name], TOP + row * step)
    height = max((box.y for box in boxes.values()), default=0) + BOX_HEIGHT + TOP
    paths = [Path(link, boxes[link.source], boxes[link.target]) for link in graph.links]
    return {"boxes": list(boxes.values()), "paths": paths, "width": WIDTH, "height": height}
