"""Service-specific credentials, through boto3."""

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from accounts.models import ServiceCredential
from tests.cast import ACCOUNT, Person
from tests.refused import code as refused_code
from tests.refused import refused as refusal

GIT = "codecommit.amazonaws.com"
MODELS = "bedrock.amazonaws.com"


def create(person: Person, service: str = GIT, **more: Any) -> dict[str, Any]:
    answer = person.client().create_service_specific_credential(UserName="bob", ServiceName=service, **more)
    made: dict[str, Any] = answer["ServiceSpecificCredential"]
    return made


def test_it_makes_a_name_and_a_password(alice: Person, bob: Person) -> None:
    made = create(alice)

    assert made["ServiceUserName"] == f"bob-at-{ACCOUNT}"
    assert made["ServiceSpecificCredentialId"].startswith("ACCA")
    assert check_password(made["ServicePassword"], ServiceCredential.objects.get().secret_hash)


def test_the_second_of_a_service_has_another_name(alice: Person, bob: Person) -> None:
    create(alice)

    assert create(alice)["ServiceUserName"] == f"bob+1-at-{ACCOUNT}"
    assert create(alice, "cassandra.amazonaws.com")["ServiceUserName"] == f"bob-at-{ACCOUNT}"


def test_an_api_key_may_expire(alice: Person, bob: Person) -> None:
    made = create(alice, MODELS, CredentialAgeDays=30)

    assert made["ServiceCredentialSecret"].startswith("ABSK")
    assert made["ExpirationDate"] - made["CreateDate"] == timedelta(days=30)
    assert "ServicePassword" not in made


def test_an_expired_one_says_so(alice: Person, bob: Person) -> None:
    create(alice, MODELS, CredentialAgeDays=1)
    ServiceCredential.objects.update(expires=timezone.now())

    listed = alice.client().list_service_specific_credentials(UserName="bob")["ServiceSpecificCredentials"]

    assert [row["Status"] for row in listed] == ["Expired"]


def test_a_password_may_expire_too(alice: Person, bob: Person) -> None:
    made = create(alice, CredentialAgeDays=3)

    assert made["ExpirationDate"] - made["CreateDate"] == timedelta(days=3)


@pytest.mark.parametrize("name", ["update", "reset"])
def test_an_expired_one_stays_as_it_is(alice: Person, bob: Person, name: str) -> None:
    made = create(alice, MODELS, CredentialAgeDays=1)["ServiceSpecificCredentialId"]
    ServiceCredential.objects.update(expires=timezone.now())
    client = alice.client()
    given = {"UserName": "bob", "ServiceSpecificCredentialId": made}
    more = {"Status": "Inactive"} if name == "update" else {}

    assert refusal(getattr(client, f"{name}_service_specific_credential"), **given, **more) == (
        "InvalidInput",
        f"Cannot {name} an expired service specific credential.",
    )
    client.delete_service_specific_credential(**given)


@pytest.mark.parametrize(
    ("service", "first"),
    [
        (MODELS, "ABSK"),
        ("logs.amazonaws.com", "ACWL"),
        ("cloudwatch.amazonaws.com", "APIAACWM"),
        ("aws-external-anthropic.amazonaws.com", "AEAA"),
    ],
)
def test_an_api_key_carries_its_login(alice: Person, bob: Person, service: str, first: str) -> None:
    made = create(alice, service)

    assert made["ServiceCredentialAlias"] == f"bob-at-{ACCOUNT}"
    login, secret = b64decode(made["ServiceCredentialSecret"].removeprefix(first)).decode().split(":")
    assert (login, len(b64decode(secret))) == (made["ServiceCredentialAlias"], 45)


def test_services_are_the_same_in_either_case(alice: Person, bob: Person) -> None:
    assert create(alice, "CodeCommit.amazonaws.com")["ServiceName"] == GIT
    call = alice.client().list_service_specific_credentials
    assert len(call(UserName="bob", ServiceName="CODECOMMIT.amazonaws.com")["ServiceSpecificCredentials"]) == 1
    wanted = ("NoSuchEntity", "No such service S3.amazonaws.com is supported for Service Specific Credentials")
    assert refusal(lambda: create(alice, "S3.amazonaws.com")) == wanted


def test_lists_show_no_secret(alice: Person, bob: Person) -> None:
    create(alice)
    create(alice, MODELS)
    client = alice.client()

    listed = client.list_service_specific_credentials(UserName="bob", ServiceName=GIT)["ServiceSpecificCredentials"]

    assert [row["ServiceName"] for row in listed] == [GIT]
    assert "ServicePassword" not in listed[0]


def test_it_lists_those_of_all_users(alice: Person, bob: Person) -> None:
    create(alice)
    alice.client().create_service_specific_credential(UserName="alice", ServiceName=GIT)

    listed = alice.client().list_service_specific_credentials(AllUsers=True)["ServiceSpecificCredentials"]

    assert sorted(row["UserName"] for row in listed) == ["alice", "bob"]
    assert refusal(alice.client().list_service_specific_credentials, AllUsers=True, UserName="bob") == (
        "InvalidInput",
        "Cannot list credentials for all users if a username is given",
    )


def test_a_reset_makes_another_password(alice: Person, bob: Person) -> None:
    made = create(alice)
    credential_id = made["ServiceSpecificCredentialId"]

    answer = alice.client().reset_service_specific_credential(UserName="bob", ServiceSpecificCredentialId=credential_id)

    password = answer["ServiceSpecificCredential"]["ServicePassword"]
    assert password != made["ServicePassword"]
    assert check_password(password, ServiceCredential.objects.get().secret_hash)


def test_it_deactivates_and_deletes(alice: Person, bob: Person) -> None:
    of_bob = {"UserName": "bob", "ServiceSpecificCredentialId": create(alice)["ServiceSpecificCredentialId"]}
    client = alice.client()

    client.update_service_specific_credential(Status="Inactive", **of_bob)

    assert ServiceCredential.objects.get().status == "Inactive"
    client.delete_service_specific_credential(**of_bob)
    assert not ServiceCredential.objects.exists()


def test_it_refuses_a_third_of_a_service(alice: Person, bob: Person) -> None:
    create(alice)
    create(alice)

    assert refusal(lambda: create(alice)) == (
        "LimitExceeded",
        "Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: 2",
    )


def test_an_unknown_service_is_refused(alice: Person, bob: Person) -> None:
    wanted = ("NoSuchEntity", "No such service s3.amazonaws.com is supported for Service Specific Credentials")

    assert refusal(lambda: create(alice, "s3.amazonaws.com")) == wanted
    call = alice.client().list_service_specific_credentials
    assert refusal(call, UserName="bob", ServiceName="s3.amazonaws.com") == wanted


def test_an_unknown_user_is_named_before_an_unknown_service(alice: Person) -> None:
    error = refusal(lambda: create(alice, "s3.amazonaws.com"))

    assert error == ("NoSuchEntity", "The user with name bob cannot be found.")


@pytest.mark.parametrize("name", ["update", "reset", "delete"])
def test_an_unknown_credential_is_refused(alice: Person, bob: Person, name: str) -> None:
    more = {"Status": "Active"} if name == "update" else {}
    call = getattr(alice.client(), f"{name}_service_specific_credential")

    error = refusal(call, UserName="bob", ServiceSpecificCredentialId="ACCA" + "X" * 17, **more)

    assert error == ("NoSuchEntity", f"No such credential ACCA{'X' * 17} exists")


@pytest.mark.parametrize("name", ["update", "reset", "delete"])
def test_the_credential_of_another_user_is_refused(alice: Person, bob: Person, name: str) -> None:
    made = create(alice)["ServiceSpecificCredentialId"]
    more = {"Status": "Active"} if name == "update" else {}
    call = getattr(alice.client(), f"{name}_service_specific_credential")

    assert refusal(call, UserName="alice", ServiceSpecificCredentialId=made, **more) == (
        "ValidationError",
        f"User alice does not have a service specific credential with id {made}",
    )


def test_no_credential_can_be_set_expired(alice: Person, bob: Person) -> None:
    of_bob = {"UserName": "bob", "ServiceSpecificCredentialId": create(alice)["ServiceSpecificCredentialId"]}

    assert refusal(alice.client().update_service_specific_credential, Status="Expired", **of_bob) == (
        "InvalidInput",
        "Operation does not support status Expired",
    )


def test_a_user_with_one_cannot_be_deleted(alice: Person, bob: Person) -> None:
    create(alice)
    client = alice.client()
    client.delete_access_key(UserName="bob", AccessKeyId=bob.key_id)
    client.delete_login_profile(UserName="bob")

    assert refusal(client.delete_user, UserName="bob") == (
        "DeleteConflict",
        "Cannot delete entity, must remove referenced objects first.",
    )


def test_the_service_and_the_age_are_condition_keys(alice: Person, bob: Person) -> None:
    policy = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*ServiceSpecificCredential","Resource":"*",'
        '"Condition":{"StringEquals":{"iam:ServiceSpecificCredentialServiceName":"bedrock.amazonaws.com"}}},'
        '{"Effect":"Deny","Action":"iam:*","Resource":"*",'
        '"Condition":{"NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"90"}}}]}'
    )
    alice.client().put_user_policy(UserName="bob", PolicyName="keys", PolicyDocument=policy)
    own = {"UserName": "bob"}

    assert refused_code(lambda: create(bob)) == "AccessDenied"
    assert refused_code(lambda: create(bob, MODELS, CredentialAgeDays=91)) == "AccessDenied"
    made = create(bob, MODELS, CredentialAgeDays=90)["ServiceSpecificCredentialId"]
    assert bob.client().reset_service_specific_credential(ServiceSpecificCredentialId=made, **own)
    assert create(bob, MODELS.upper(), CredentialAgeDays=90)["ServiceName"] == MODELS
    git = create(alice)["ServiceSpecificCredentialId"]
    call = bob.client().delete_service_specific_credential
    assert refused_code(call, ServiceSpecificCredentialId=git, **own) == "AccessDenied"
