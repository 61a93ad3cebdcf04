"""The IAM operations on users, through boto3."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from accounts.users import services
from tests.cast import ACCOUNT, EVERYTHING, Person
from tests.inprocess import refusal
from tests.wire import call, signed

LIST = {"Path", "UserName", "UserId", "Arn", "CreateDate"}
TAGS = [{"Key": "Team", "Value": "payments"}]
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
NOBODY = (404, "NoSuchEntity", "The user with name nobody cannot be found.")


@pytest.fixture
def client(root: Person) -> Any:
    return root.client()


def test_it_creates_a_user(alice: Person) -> None:
    user = alice.client().create_user(UserName="carol", Path="/people/")["User"]

    assert user.keys() == LIST
    assert user["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/people/carol"
    assert (user["UserId"][:4], len(user["UserId"])) == ("AIDA", 21)


def test_it_creates_a_user_with_tags_and_boundary(client: Any) -> None:
    user = client.create_user(UserName="carol", Tags=TAGS, PermissionsBoundary=READ_ONLY)["User"]

    assert user["Tags"] == TAGS
    assert user["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
        "PermissionsBoundaryArn": READ_ONLY,
    }


def test_a_user_without_policies_is_refused(bob: Person) -> None:
    assert refusal(bob.client().create_user, UserName="carol") == (
        403,
        "AccessDenied",
        (
            f"User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: iam:CreateUser on resource:"
            f" arn:aws:iam::{ACCOUNT}:user/carol because no identity-based policy allows the iam:CreateUser action"
        ),
    )


@pytest.mark.parametrize("name", ["carol", "CAROL"])
def test_a_name_is_given_once_in_either_case(client: Any, name: str) -> None:
    client.create_user(UserName="carol")

    assert refusal(client.create_user, UserName=name) == (
        409,
        "EntityAlreadyExists",
        f"User {name} already exists",
    )


def test_users_have_a_quota(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "USERS_PER_ACCOUNT", replace(services.USERS_PER_ACCOUNT, limit=1))
    client.create_user(UserName="carol")

    assert refusal(client.create_user, UserName="dave")[:2] == (409, "LimitExceeded")


def test_a_user_cannot_be_bounded_by_what_is_not_there(client: Any) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/nothing"

    assert refusal(client.create_user, UserName="carol", PermissionsBoundary=arn) == (
        404,
        "NoSuchEntity",
        f"Policy {arn} does not exist or is not attachable.",
    )
    assert client.list_users()["Users"] == []


def test_get_user_shows_everything(client: Any) -> None:
    client.create_user(UserName="carol", Tags=TAGS, PermissionsBoundary=READ_ONLY)

    user = client.get_user(UserName="CAROL")["User"]

    assert user.keys() == LIST | {"Tags", "PermissionsBoundary"}
    assert user["UserName"] == "carol"


def test_get_user_without_a_name_is_about_the_caller(alice: Person, root: Person) -> None:
    assert alice.client().get_user()["User"]["UserName"] == "alice"
    of_root = root.client().get_user()["User"]
    assert (of_root["UserId"], of_root["Arn"]) == (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root")


def test_list_users_shows_less(client: Any) -> None:
    client.create_user(UserName="carol", Tags=TAGS, PermissionsBoundary=READ_ONLY)

    answer = client.list_users()

    assert [user.keys() for user in answer["Users"]] == [LIST]
    assert answer["IsTruncated"] is False


def test_list_users_by_path_and_in_order(client: Any) -> None:
    for name, path in (("b", "/x/y/"), ("A", "/x/"), ("c", "/")):
        client.create_user(UserName=name, Path=path)

    assert [user["UserName"] for user in client.list_users(PathPrefix="/x")["Users"]] == ["A", "b"]


def test_list_users_comes_in_pages(client: Any) -> None:
    names = [f"user{number}" for number in range(5)]
    for name in names:
        client.create_user(UserName=name)

    pages = list(client.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 2}))

    assert [[user["UserName"] for user in page["Users"]] for page in pages] == [names[:2], names[2:4], names[4:]]
    assert ["Marker" in page for page in pages] == [True, True, False]


@pytest.mark.parametrize("marker", ["forged", "AAAA", "é", "x" * 320])
def test_a_forged_marker_is_refused(client: Any, marker: str) -> None:
    assert refusal(client.list_users, Marker=marker) == (400, "ValidationError", "Invalid Marker.")


def test_a_marker_of_another_list_is_refused(client: Any) -> None:
    for number in range(3):
        client.create_policy(PolicyName=f"p{number}", PolicyDocument=EVERYTHING)
    marker = client.list_policies(MaxItems=1)["Marker"]

    assert refusal(client.list_users, Marker=marker) == (400, "ValidationError", "Invalid Marker.")


@pytest.mark.parametrize(("items", "least"), [(0, "greater than or equal to 1"), (1001, "less than or equal to 1000")])
def test_a_page_has_one_to_a_thousand_rows(root: Person, items: int, least: str) -> None:
    # By hand: boto3 would not send it.
    answer = signed(root, call("ListUsers", MaxItems=str(items))).send()

    assert answer.message == (
        f"1 validation error detected: Value '{items}' at 'maxItems' failed to satisfy constraint:"
        f" Member must have value {least}"
    )


def test_update_user_renames_and_keeps_the_id(client: Any) -> None:
    before = client.create_user(UserName="carol")["User"]

    client.update_user(UserName="carol", NewUserName="Caroline", NewPath="/people/")

    after = client.get_user(UserName="caroline")["User"]
    assert (after["UserId"], after["Arn"]) == (before["UserId"], f"arn:aws:iam::{ACCOUNT}:user/people/Caroline")
    assert refusal(client.get_user, UserName="carol")[1] == "NoSuchEntity"


def test_update_user_takes_no_name_that_is_given(client: Any) -> None:
    client.create_user(UserName="carol")
    client.create_user(UserName="dave")

    assert refusal(client.update_user, UserName="carol", NewUserName="DAVE") == (
        409,
        "EntityAlreadyExists",
        "User with name DAVE already exists.",
    )


def test_delete_user(client: Any) -> None:
    client.create_user(UserName="carol", PermissionsBoundary=READ_ONLY)

    client.delete_user(UserName="carol")

    assert client.list_users()["Users"] == []
    assert client.get_policy(PolicyArn=READ_ONLY)["Policy"]["PermissionsBoundaryUsageCount"] == 0


@pytest.mark.parametrize(
    ("operation", "parameters", "what"),
    [
        ("create_login_profile", {"Password": "Correct-Horse-7"}, "delete login profile"),
        ("create_access_key", {}, "delete access keys"),
        ("add_user_to_group", {"GroupName": "g"}, "remove users from group"),
        ("attach_user_policy", {"PolicyArn": READ_ONLY}, "detach all policies"),
        ("put_user_policy", {"PolicyName": "p", "PolicyDocument": EVERYTHING}, "delete policies"),
    ],
)
def test_a_user_who_has_something_stays(client: Any, operation: str, parameters: dict[str, str], what: str) -> None:
    client.create_group(GroupName="g")
    client.create_user(UserName="carol")
    getattr(client, operation)(UserName="carol", **parameters)

    assert refusal(client.delete_user, UserName="carol") == (
        409,
        "DeleteConflict",
        f"Cannot delete entity, must {what} first.",
    )


def test_put_and_delete_a_boundary(client: Any) -> None:
    client.create_user(UserName="carol")

    client.put_user_permissions_boundary(UserName="carol", PermissionsBoundary=READ_ONLY)
    bounded = client.get_user(UserName="carol")["User"]
    client.delete_user_permissions_boundary(UserName="carol")

    assert bounded["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    assert "PermissionsBoundary" not in client.get_user(UserName="carol")["User"]


def test_tag_user_replaces_in_either_case(client: Any) -> None:
    client.create_user(UserName="carol", Tags=[*TAGS, {"Key": "env", "Value": "prod"}])

    client.tag_user(UserName="carol", Tags=[{"Key": "TEAM", "Value": "core"}])

    tags = client.list_user_tags(UserName="carol")["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"TEAM": "core", "env": "prod"}


def test_untag_user_in_either_case(client: Any) -> None:
    client.create_user(UserName="carol", Tags=TAGS)

    client.untag_user(UserName="carol", TagKeys=["TEAM", "unknown"])

    assert client.list_user_tags(UserName="carol")["Tags"] == []


def test_user_tags_come_in_pages(client: Any) -> None:
    client.create_user(UserName="carol", Tags=[{"Key": key, "Value": ""} for key in "abc"])

    first = client.list_user_tags(UserName="carol", MaxItems=2)
    rest = client.list_user_tags(UserName="carol", Marker=first["Marker"])

    assert [tag["Key"] for tag in first["Tags"] + rest["Tags"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("tags", "code", "message"),
    [
        (
            [{"Key": "a", "Value": ""}, {"Key": "A", "Value": ""}],
            "InvalidInput",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ),
        (
            [{"Key": "aws:a", "Value": ""}],
            "InvalidInput",
            "Tag keys beginning with aws: are reserved for system use.",
        ),
    ],
)
def test_tags_that_cannot_be(client: Any, tags: list[dict[str, str]], code: str, message: str) -> None:
    assert refusal(client.create_user, UserName="carol", Tags=tags) == (400, code, message)


def test_a_user_has_fifty_tags_at_most(client: Any) -> None:
    client.create_user(UserName="carol", Tags=[{"Key": f"k{number}", "Value": ""} for number in range(50)])

    assert refusal(client.tag_user, UserName="carol", Tags=TAGS)[:2] == (409, "LimitExceeded")


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("get_user", {}),
        ("update_user", {"NewUserName": "dave"}),
        ("delete_user", {}),
        ("put_user_permissions_boundary", {"PermissionsBoundary": READ_ONLY}),
        ("delete_user_permissions_boundary", {}),
        ("tag_user", {"Tags": TAGS}),
        ("untag_user", {"TagKeys": ["a"]}),
        ("list_user_tags", {}),
    ],
)
def test_nobody_is_not_found(client: Any, operation: str, parameters: dict[str, Any]) -> None:
    assert refusal(getattr(client, operation), UserName="nobody", **parameters) == NOBODY


def test_root_is_no_user_by_name(client: Any) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        client.get_user(UserName="root")


def test_a_tag_key_is_more_than_white_space(client: Any) -> None:
    client.create_user(UserName="carol")

    assert refusal(client.tag_user, UserName="carol", Tags=[{"Key": " ", "Value": ""}])[:2] == (400, "ValidationError")


def test_a_user_is_tagged_with_something(client: Any) -> None:
    client.create_user(UserName="carol")

    assert refusal(client.tag_user, UserName="carol", Tags=[]) == (
        400,
        "InvalidInput",
        "The provided tag map must not be null/empty.",
    )
    client.untag_user(UserName="carol", TagKeys=[])


def test_a_boundary_that_is_not_there_is_not_taken_away(client: Any) -> None:
    client.create_user(UserName="carol")

    assert refusal(client.delete_user_permissions_boundary, UserName="carol")[:2] == (404, "NoSuchEntity")
