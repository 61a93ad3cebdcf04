"""Markers: sealed keys, and positions where a list in memory gives them or a script counts."""

from typing import Any

import pytest

from iamconsole import paging
from iamconsole.errors import ValidationError
from tests.cast import Person

ROWS = ("a", "b", "c", "d")


def test_a_short_list_is_paged_by_position() -> None:
    rows, more = paging.page_by_position(ROWS, None, 3)
    rest, end = paging.page_by_position(ROWS, more["Marker"], 3)

    assert (rows, more) == (["a", "b", "c"], {"IsTruncated": True, "Marker": "3"})
    assert (rest, end) == (["d"], {"IsTruncated": False})


@pytest.mark.parametrize("marker", ["x", "-1", "1" * 10, "٣", "1.5", " 1"])
def test_what_is_no_position_is_refused(marker: str) -> None:
    with pytest.raises(ValidationError, match=r"Invalid Marker\."):
        paging.page_by_position(ROWS, marker, None)


def test_values_take_a_position_too() -> None:
    assert paging.page_of_values(ROWS, str, "3", None) == (["d"], {"IsTruncated": False})


def test_rows_take_a_position_too(alice: Person, bob: Person) -> None:
    client = alice.client()

    second: Any = client.list_users(Marker="1", MaxItems=1)
    beyond = client.list_users(Marker="999999999")

    assert [user["UserName"] for user in second["Users"]] == ["bob"]
    assert (beyond["Users"], beyond["IsTruncated"]) == ([], False)


def test_tags_come_by_their_keys(alice: Person) -> None:
    client = alice.client()
    client.tag_user(UserName="alice", Tags=[{"Key": key, "Value": ""} for key in ("c", "a", "b")])

    first = client.list_user_tags(UserName="alice", MaxItems=2)
    rest = client.list_user_tags(UserName="alice", Marker=first["Marker"])

    assert [tag["Key"] for tag in (*first["Tags"], *rest["Tags"])] == ["a", "b", "c"]
    assert first["Marker"] == "2"
