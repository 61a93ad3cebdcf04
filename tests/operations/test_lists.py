"""Every list: complete in pages, in as many queries for many rows as for few, and never by counting rows off.

The lists are found in the registry, so a new one is tested as soon as it is there: `tests/world.py` fills it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from iamconsole.aws import registry
from iamconsole.aws.pipeline import invoke
from iamconsole.aws.registry import Operation
from tests import world
from tests.operations import table
from tests.world import World

pytestmark = pytest.mark.django_db

# AWS's own policies are more than one page can hold; each question about events is another event.
CHOSEN: dict[str, dict[str, Any]] = {"ListPolicies": {"Scope": "Local"}}
GROWING = {"ListEvents", "ListOwnEvents"}
# Lists of what an analyzer found need one that ran: they have tests of their own.
LISTING = (*table.WHOLE, "iamconsole")
MARKERS = {"Marker": ("MaxItems", "Marker"), "nextToken": ("maxResults", "nextToken")}


def lists() -> list[Operation]:
    """Return every operation that answers a list, or pages."""
    found = (one for one in registry.operations() if _is_list(one) and not table.is_refusing(one))
    return [one for one in found if one.service in LISTING or one.name == "ValidatePolicy"]


def paged() -> list[Operation]:
    return [one for one in lists() if _marker(one) and one.name not in GROWING]


def _is_list(operation: Operation) -> bool:
    return operation.name.startswith("List") or _marker(operation) is not None


def _marker(operation: Operation) -> str | None:
    shape = operation.model.input_shape
    return next((name for name in MARKERS if shape is not None and name in shape.members), None)


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, World]]:
    """A small account and one that is four times as large."""
    with django_db_blocker.unblock(), transaction.atomic():
        small = world.create("111111111111", users=3, roles=3, policies=3)
        yield small, world.create("222222222222", users=12, roles=12, policies=12)
        transaction.set_rollback(True)


def ask(operation: Operation, account: World, **more: Any) -> dict[str, Any]:
    parameters = world.given(operation, account) | CHOSEN.get(operation.name, {}) | more
    return invoke(account.root, operation.service, operation.name, parameters)


def queries(operation: Operation, account: World, **more: Any) -> list[str]:
    ask(operation, account, **more)
    with CaptureQueriesContext(connection) as asked:
        ask(operation, account, **more)
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize("operation", lists(), ids=lambda one: one.name)
def test_a_list_asks_as_often_for_many_rows_as_for_few(operation: Operation, worlds: tuple[World, World]) -> None:
    few, many = (queries(operation, account) for account in worlds)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    "operation", [one for one in lists() if _marker(one) and one.name not in GROWING], ids=lambda one: one.name
)
def test_pages_together_are_the_whole_list(operation: Operation, worlds: tuple[World, World]) -> None:
    name = _marker(operation)
    assert name is not None
    size, marker = MARKERS[name]
    sized = {size: 5} if size in operation.model.input_shape.members else {}
    whole = rows(ask(operation, worlds[1]))

    pages, more = [], {}
    while True:
        with CaptureQueriesContext(connection) as asked:
            answer = ask(operation, worlds[1], **sized, **more)
        pages.append(rows(answer))
        assert not [query["sql"] for query in asked.captured_queries if " OFFSET " in query["sql"]]
        if not answer.get(marker):
            break
        more = {marker: answer[marker]}

    assert [row for page in pages for row in page] == whole
    assert all(len(page) <= 5 for page in pages) or not sized
    assert len(pages) == max(1, -(-len(whole) // 5)) or not sized


def rows(answer: Mapping[str, Any]) -> list[Any]:
    """Return the rows of every list in an answer."""
    return [row for value in answer.values() if isinstance(value, list) for row in value]
