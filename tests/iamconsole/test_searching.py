"""Searches in text columns: the same is found whichever column a database can look at without the rows."""

import pytest

from accounts.models import User
from accounts.users import services as users
from iamconsole import searching
from tests.cast import ACCOUNT, Person


@pytest.fixture(autouse=True)
def people(alice: Person, bob: Person) -> None:
    for name in ("Deploy-East", "deploy.west", "night"):
        users.create(ACCOUNT, name)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*east*", ["Deploy-East"]),
        ("DEPLOY*", ["Deploy-East", "deploy.west"]),
        ("*T", ["Deploy-East", "deploy.west", "night"]),
        ("de*y.*", ["deploy.west"]),
        ("*y*west", ["deploy.west"]),
        ("*", ["Deploy-East", "alice", "bob", "deploy.west", "night"]),
        ("%", []),
    ],
)
def test_a_star_stands_for_anything_and_nothing_else_does(pattern: str, found: list[str]) -> None:
    matching = User.objects.filter(searching.is_like("name_key", pattern), account_id=ACCOUNT, is_root=False)

    assert sorted(user.name for user in matching) == found


@pytest.mark.parametrize(("text", "found"), [("EAST", ["Deploy-East"]), ("y.", ["deploy.west"]), ("_", [])])
def test_a_part_is_found_in_either_case(text: str, found: list[str]) -> None:
    matching = User.objects.filter(searching.has_part("name_key", text), account_id=ACCOUNT, is_root=False)

    assert sorted(user.name for user in matching) == found


def test_the_whole_is_found_in_either_case() -> None:
    assert User.objects.get(searching.is_whole("name_key", "DEPLOY-east")).name == "Deploy-East"
    assert not User.objects.filter(searching.is_whole("name_key", "deploy"))
