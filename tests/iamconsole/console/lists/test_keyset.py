"""Pages of a list: every row once, in order, forward and back, whatever comes and goes meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import QuerySet

from accounts.models import User
from accounts.users import services
from iamconsole.console.lists import keyset
from iamconsole.console.lists.keyset import Order, Window
from iamconsole.errors import ValidationError
from tests.cast import ACCOUNT, Person

START = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = [
    Order(("name_key",)),
    Order(("name_key",), descending=True),
    Order(("created", "name_key")),
    Order(("created", "name_key"), descending=True),
    Order(("password_used", "name_key"), nullable=True),
    Order(("password_used", "name_key"), descending=True, nullable=True),
]


@pytest.fixture
def users(root: Person) -> QuerySet[User]:
    """Users of whom some were made at the same moment, and some never signed in."""
    for number in range(13):
        user = services.create(ACCOUNT, f"user-{number * 7 % 13:02}")
        user.created = START + timedelta(days=number // 3)
        user.password_used = None if number % 3 == 0 else START + timedelta(hours=number // 2)
        user.save()
    return User.objects.filter(account_id=ACCOUNT, is_root=False)


def names(window: Window[User]) -> list[str]:
    return [user.name for user in window.rows]


def all_pages(users: QuerySet[User], order: Order, size: int) -> list[Window[User]]:
    pages = [keyset.window(users, order, size)]
    while pages[-1].after:
        pages.append(keyset.window(users, order, size, after=pages[-1].after))
    return pages


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
@pytest.mark.parametrize("size", [1, 4, 13, 20])
def test_pages_hold_every_row_once_and_in_order(users: QuerySet[User], order: Order, size: int) -> None:
    pages = all_pages(users, order, size)

    shown = [name for page in pages for name in names(page)]
    assert shown == names(keyset.window(users, order, 100))
    assert len(set(shown)) == 13
    assert [page.skipped for page in pages] == [*range(0, 13, size)]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_the_way_back_shows_the_same_pages(users: QuerySet[User], order: Order) -> None:
    forward = all_pages(users, order, 4)
    back = [forward[-1]]
    while back[-1].before:
        back.append(keyset.window(users, order, 4, before=back[-1].before))

    assert [names(page) for page in reversed(back)] == [names(page) for page in forward]


def test_rows_that_come_meanwhile_move_nothing(users: QuerySet[User]) -> None:
    order = ORDERS[0]
    first = keyset.window(users, order, 4)
    services.create(ACCOUNT, "aaron")

    assert names(keyset.window(users, order, 4, after=first.after))[0] == "user-04"


def test_a_mark_opens_only_in_the_order_it_was_made_in(users: QuerySet[User]) -> None:
    mark = keyset.window(users, ORDERS[0], 4).after

    with pytest.raises(ValidationError):
        keyset.window(users, ORDERS[1], 4, after=mark)


def test_a_count_stops_soon_behind_the_limit(users: QuerySet[User], monkeypatch: pytest.MonkeyPatch) -> None:
    assert keyset.count(users) == 13

    monkeypatch.setattr(keyset, "MOST_COUNTED", 5)
    assert keyset.count(users) == 6
