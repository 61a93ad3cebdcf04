"""How much slower lists are in a full account than in a small one: the processor time of a page, as ratios.

The full account has what the quotas allow: 5,000 users, 1,500 policies, 1,000 roles. Each list is read through once,
and counted; then a page at its end is measured against a page of the small account. Both are in one SQLite file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any

from django.db import connection

from iamconsole.aws import registry
from iamconsole.aws.pipeline import invoke
from iamconsole.aws.registry import Operation
from tests import world
from tests.operations import table
from tests.world import World

SMALL = {"users": 60, "roles": 60, "policies": 60}
FULL = {"users": 5000, "roles": 1000, "policies": 1500}
PAGE, LARGEST = 20, 1000
ATTEMPTS = 9
GOAL = 2.0


@dataclass(frozen=True)
class Measured:
    """One list: how many rows the full account has in it, and the time of a page there against the small account."""

    name: str
    rows: int
    ratio: float


def main(_arguments: Sequence[str] | None = None) -> int:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    small, full = world.create("111111111111", **SMALL), world.create("222222222222", **FULL)
    measured = [_measure(operation, small, full) for operation in _lists()]
    print(f"{'list':<46} {'rows':>6}  page at the end, full : small account")
    for one in sorted(measured, key=lambda one: -one.ratio):
        print(f"{'ok ' if one.ratio <= GOAL else '-- '}{one.name:<43} {one.rows:>6}  {one.ratio:.2f}")
    return 0


def _lists() -> Iterator[Operation]:
    for operation in registry.operations():
        shape = operation.model.input_shape
        pages = shape is not None and {"Marker", "MaxItems"} <= shape.members.keys()
        if operation.service == "iam" and pages and not table.is_refusing(operation):
            yield operation


def _measure(operation: Operation, small: World, full: World) -> Measured:
    rows, deep = _read_through(operation, full)
    _, early = _read_through(operation, small)
    return Measured(operation.name, rows, _time(operation, full, deep) / _time(operation, small, early))


def _read_through(operation: Operation, account: World) -> tuple[int, Mapping[str, Any]]:
    """Return how many rows the list has, and the parameters of its last page of those with PAGE rows."""
    count, page, last = 0, {"MaxItems": LARGEST}, {}
    while True:
        answer = _ask(operation, account, page)
        count += _rows(answer)
        if not answer.get("Marker"):
            break
        page = {"MaxItems": LARGEST, "Marker": answer["Marker"]}
        last = {"Marker": answer["Marker"]}
    return count, last


def _time(operation: Operation, account: World, place: Mapping[str, Any]) -> float:
    times = []
    for _ in range(ATTEMPTS):
        start = process_time()
        _ask(operation, account, {"MaxItems": PAGE, **place})
        times.append(process_time() - start)
    return min(times)


def _ask(operation: Operation, account: World, more: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {**world.given(operation, account), **more}
    return invoke(account.root, operation.service, operation.name, parameters)


def _rows(answer: Mapping[str, Any]) -> int:
    return sum(len(value) for value in answer.values() if isinstance(value, list))
