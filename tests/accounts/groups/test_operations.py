"""The IAM operations on groups and memberships, through boto3."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.groups import services
from tests.cast import ACCOUNT, EVERYTHING, Person
from tests.inprocess import refusal

GROUP = {"Path", "GroupName", "GroupId", "Arn", "CreateDate"}
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
NO_GROUP = (404, "NoSuchEntity", "The group with name nothing cannot be found.")
NO_USER = (404, "NoSuchEntity", "The user with name nobody cannot be found.")


@pytest.fixture
def client(root: Person, bob: Person) -> Any:
    """Root's client, with a group `staff` in the account."""
    made = root.client()
    made.create_group(GroupName="staff")
    return made


def names(answer: dict[str, Any]) -> list[str]:
    return [group["GroupName"] for group in answer["Groups"]]


def test_create_group(client: Any) -> None:
    group = client.create_group(GroupName="admins", Path="/it/")["Group"]

    assert group.keys() == GROUP
    assert group["Arn"] == f"arn:aws:iam::{ACCOUNT}:group/it/admins"
    assert (group["GroupId"][:4], len(group["GroupId"])) == ("AGPA", 21)


def test_a_name_is_given_once_in_either_case(client: Any) -> None:
    assert refusal(client.create_group, GroupName="STAFF") == (
        409,
        "EntityAlreadyExists",
        "Group STAFF already exists",
    )


def test_groups_have_a_quota(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "GROUPS_PER_ACCOUNT", replace(services.GROUPS_PER_ACCOUNT, limit=1))

    assert refusal(client.create_group, GroupName="more") == (
        409,
        "LimitExceeded",
        "Cannot exceed quota for GroupsPerAccount: 1",
    )


def test_get_group_shows_its_users_in_pages(client: Any) -> None:
    for name in ("carol", "dave"):
        client.create_user(UserName=name)
        client.add_user_to_group(GroupName="staff", UserName=name)

    first = client.get_group(GroupName="Staff", MaxItems=1)
    rest = client.get_group(GroupName="staff", Marker=first["Marker"])

    assert first["Group"].keys() == GROUP
    assert [user["UserName"] for user in first["Users"] + rest["Users"]] == ["carol", "dave"]


def test_list_groups_by_path_and_in_pages(client: Any) -> None:
    for name in ("a", "B", "c"):
        client.create_group(GroupName=name, Path="/x/")

    first = client.list_groups(PathPrefix="/x/", MaxItems=2)
    rest = client.list_groups(PathPrefix="/x/", Marker=first["Marker"])

    assert (names(first), names(rest)) == (["a", "B"], ["c"])


def test_list_groups_for_user(client: Any) -> None:
    client.create_group(GroupName="other")
    for name in ("staff", "other"):
        client.add_user_to_group(GroupName=name, UserName="bob")

    first = client.list_groups_for_user(UserName="bob", MaxItems=1)
    rest = client.list_groups_for_user(UserName="bob", Marker=first["Marker"])

    assert names(first) + names(rest) == ["other", "staff"]


def test_update_group_renames_and_keeps_its_members(client: Any) -> None:
    client.add_user_to_group(GroupName="staff", UserName="bob")

    client.update_group(GroupName="staff", NewGroupName="crew", NewPath="/it/")

    answer = client.get_group(GroupName="crew")
    assert (answer["Group"]["Path"], [user["UserName"] for user in answer["Users"]]) == ("/it/", ["bob"])


def test_update_group_takes_no_name_that_is_given(client: Any) -> None:
    client.create_group(GroupName="crew")

    assert refusal(client.update_group, GroupName="staff", NewGroupName="CREW")[:2] == (409, "EntityAlreadyExists")


def test_delete_group(client: Any) -> None:
    client.delete_group(GroupName="staff")

    assert client.list_groups()["Groups"] == []


@pytest.mark.parametrize(
    ("operation", "parameters", "what"),
    [
        ("add_user_to_group", {"UserName": "bob"}, "remove users from group"),
        ("attach_group_policy", {"PolicyArn": READ_ONLY}, "detach all policies"),
        ("put_group_policy", {"PolicyName": "p", "PolicyDocument": EVERYTHING}, "delete policies"),
    ],
)
def test_a_group_that_has_something_stays(client: Any, operation: str, parameters: dict[str, str], what: str) -> None:
    getattr(client, operation)(GroupName="staff", **parameters)

    assert refusal(client.delete_group, GroupName="staff") == (
        409,
        "DeleteConflict",
        f"Cannot delete entity, must {what} first.",
    )


def test_to_add_a_member_twice_is_no_error(client: Any) -> None:
    for _ in range(2):
        client.add_user_to_group(GroupName="staff", UserName="bob")

    assert len(client.get_group(GroupName="staff")["Users"]) == 1


def test_nobody_joins_an_eleventh_group(client: Any) -> None:
    for number in range(11):
        client.create_group(GroupName=f"g{number}")
    for number in range(10):
        client.add_user_to_group(GroupName=f"g{number}", UserName="bob")

    assert refusal(client.add_user_to_group, GroupName="g10", UserName="bob") == (
        409,
        "LimitExceeded",
        "Cannot exceed quota for GroupsPerUser: 10",
    )


def test_remove_user_from_group(client: Any) -> None:
    client.add_user_to_group(GroupName="staff", UserName="bob")

    client.remove_user_from_group(GroupName="staff", UserName="bob")

    assert client.get_group(GroupName="staff")["Users"] == []


def test_who_is_not_in_it_cannot_be_removed(client: Any) -> None:
    assert refusal(client.remove_user_from_group, GroupName="staff", UserName="bob")[:2] == (404, "NoSuchEntity")


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("get_group", {}),
        ("update_group", {"NewPath": "/x/"}),
        ("delete_group", {}),
        ("add_user_to_group", {"UserName": "bob"}),
        ("remove_user_from_group", {"UserName": "bob"}),
    ],
)
def test_what_is_not_there_is_not_found(client: Any, operation: str, parameters: dict[str, str]) -> None:
    about_members = operation in {"get_group", "add_user_to_group", "remove_user_from_group"}

    answer = refusal(getattr(client, operation), GroupName="nothing", **parameters)

    assert answer == ((404, "NoSuchEntity", "Group nothing not found") if about_members else NO_GROUP)


def test_a_new_member_is_looked_for_before_the_group(client: Any) -> None:
    assert refusal(client.add_user_to_group, GroupName="nothing", UserName="nobody") == NO_USER


@pytest.mark.parametrize("operation", ["add_user_to_group", "remove_user_from_group"])
def test_nobody_is_in_a_group(client: Any, operation: str) -> None:
    assert refusal(getattr(client, operation), GroupName="staff", UserName="nobody") == NO_USER


def test_nobody_has_groups(client: Any) -> None:
    assert refusal(client.list_groups_for_user, UserName="nobody") == NO_USER
