"""The IAM operations on access keys, through boto3."""

import json
from typing import Any

import pytest

from accounts.models import AccessKey
from tests.cast import ACCOUNT, Person
from tests.inprocess import refusal

UNKNOWN = "AKIAAAAAAAAAAAAAAAAA"
NO_KEY = (404, "NoSuchEntity", f"The Access Key with id {UNKNOWN} cannot be found.")
NO_USER = (404, "NoSuchEntity", "The user with name nobody cannot be found.")


@pytest.fixture
def client(root: Person, bob: Person) -> Any:
    return root.client()


def test_create_access_key_shows_the_secret_once(client: Any) -> None:
    key = client.create_access_key(UserName="bob")["AccessKey"]

    assert key.keys() == {"UserName", "AccessKeyId", "Status", "SecretAccessKey", "CreateDate"}
    assert (key["AccessKeyId"][:4], len(key["AccessKeyId"]), len(key["SecretAccessKey"])) == ("AKIA", 20, 40)
    assert key["SecretAccessKey"] not in str(client.list_access_keys(UserName="bob"))


def test_a_secret_is_not_stored_in_readable_form(client: Any) -> None:
    key = client.create_access_key(UserName="bob")["AccessKey"]

    assert key["SecretAccessKey"] not in AccessKey.objects.get(pk=key["AccessKeyId"]).sealed_secret


def test_without_a_name_the_key_is_the_callers(alice: Person) -> None:
    assert alice.client().create_access_key()["AccessKey"]["UserName"] == "alice"


def test_root_makes_keys_for_itself(root: Person) -> None:
    key = root.client().create_access_key()["AccessKey"]

    listed = root.client().list_access_keys()["AccessKeyMetadata"]
    assert {row["AccessKeyId"] for row in listed} == {root.key_id, key["AccessKeyId"]}


def test_nobody_has_three_keys(client: Any) -> None:
    client.create_access_key(UserName="bob")

    assert refusal(client.create_access_key, UserName="bob") == (
        409,
        "LimitExceeded",
        "Cannot exceed quota for AccessKeysPerUser: 2",
    )


def test_list_access_keys_comes_in_pages(client: Any, bob: Person) -> None:
    second = client.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]

    first = client.list_access_keys(UserName="bob", MaxItems=1)
    rest = client.list_access_keys(UserName="bob", Marker=first["Marker"])

    rows = first["AccessKeyMetadata"] + rest["AccessKeyMetadata"]
    assert [row["AccessKeyId"] for row in rows] == [bob.key_id, second]
    assert rows[0].keys() == {"UserName", "AccessKeyId", "Status", "CreateDate"}


def test_update_access_key(client: Any, bob: Person) -> None:
    client.update_access_key(UserName="bob", AccessKeyId=bob.key_id, Status="Inactive")

    assert client.list_access_keys(UserName="bob")["AccessKeyMetadata"][0]["Status"] == "Inactive"
    assert refusal(bob.client("sts").get_caller_identity)[:2] == (403, "InvalidClientTokenId")


def test_delete_access_key(client: Any, bob: Person) -> None:
    client.delete_access_key(UserName="bob", AccessKeyId=bob.key_id)

    assert client.list_access_keys(UserName="bob")["AccessKeyMetadata"] == []


def test_last_used_of_a_key_that_never_was(client: Any, bob: Person) -> None:
    answer = client.get_access_key_last_used(AccessKeyId=bob.key_id)

    assert answer["UserName"] == "bob"
    assert answer["AccessKeyLastUsed"] == {"ServiceName": "N/A", "Region": "N/A"}


def test_last_used_tells_service_and_region(client: Any, bob: Person) -> None:
    bob.client("sts", region="eu-west-1").get_caller_identity()

    used = client.get_access_key_last_used(AccessKeyId=bob.key_id)["AccessKeyLastUsed"]

    assert (used["ServiceName"], used["Region"]) == ("sts", "eu-west-1")
    assert "LastUsedDate" in used


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("update_access_key", {"UserName": "bob", "Status": "Active"}),
        ("delete_access_key", {"UserName": "bob"}),
        ("get_access_key_last_used", {}),
    ],
)
def test_an_unknown_key_is_not_found(client: Any, operation: str, parameters: dict[str, str]) -> None:
    assert refusal(getattr(client, operation), AccessKeyId=UNKNOWN, **parameters) == NO_KEY


@pytest.mark.parametrize("operation", ["update_access_key", "delete_access_key"])
def test_a_key_is_only_its_owners(client: Any, root: Person, operation: str) -> None:
    status = {"Status": "Inactive"} if operation.startswith("update") else {}

    refused = refusal(getattr(client, operation), UserName="bob", AccessKeyId=root.key_id, **status)

    assert refused[:2] == (404, "NoSuchEntity")


@pytest.mark.parametrize("operation", ["create_access_key", "list_access_keys"])
def test_nobody_has_keys(client: Any, operation: str) -> None:
    assert refusal(getattr(client, operation), UserName="nobody") == NO_USER


def test_a_status_is_one_of_those_there_are(client: Any, bob: Person) -> None:
    status, code, message = refusal(client.update_access_key, UserName="bob", AccessKeyId=bob.key_id, Status="Off")

    assert (status, code) == (400, "ValidationError")
    assert message.endswith("Value at 'status' failed to satisfy constraint: Member must satisfy enum value set")


def test_the_account_can_be_read_from_a_key(bob: Person, root: Person) -> None:
    assert root.client("sts").get_access_key_info(AccessKeyId=bob.key_id)["Account"] == ACCOUNT


def test_a_key_names_its_owner_where_no_user_is_named(client: Any, bob: Person) -> None:
    client.update_access_key(AccessKeyId=bob.key_id, Status="Inactive")
    assert client.list_access_keys(UserName="bob")["AccessKeyMetadata"][0]["Status"] == "Inactive"

    client.delete_access_key(AccessKeyId=bob.key_id)

    assert client.list_access_keys(UserName="bob")["AccessKeyMetadata"] == []


def test_who_may_only_manage_own_keys_cannot_name_those_of_others(alice: Person, bob: Person, root: Person) -> None:
    own = {"Effect": "Allow", "Action": "iam:*AccessKey*", "Resource": f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"}
    root.client().put_user_policy(
        UserName="bob", PolicyName="own", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [own]})
    )

    refused = refusal(bob.client().delete_access_key, AccessKeyId=alice.key_id)
    bob.client().delete_access_key(AccessKeyId=bob.key_id)

    assert refused[1] == "AccessDenied"
    assert AccessKey.objects.filter(pk=alice.key_id).exists()


def test_keys_of_other_accounts_are_not_found_by_their_id_alone(client: Any, mallory: Person) -> None:
    assert refusal(client.delete_access_key, AccessKeyId=mallory.key_id)[1] == "NoSuchEntity"


def test_a_request_chooses_no_state_that_comes_by_itself(alice: Person) -> None:
    given = {"AccessKeyId": alice.key_id, "UserName": "alice", "Status": "Expired"}

    assert refusal(alice.client().update_access_key, **given)[1] == "InvalidInput"
