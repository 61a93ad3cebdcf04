"""Which callers with temporary credentials may ask what of STS, through boto3."""

import json
from typing import Any

import pytest

from tests.cast import ACCOUNT, EVERYTHING, OTHER_ACCOUNT, Person, with_credentials
from tests.refused import code, refused

READER = f"arn:aws:iam::{ACCOUNT}:role/reader"


@pytest.fixture
def iam(alice: Person) -> Any:
    """alice's client; a role `reader` that may do everything and trusts her."""
    client = alice.client()
    client.create_role(RoleName="reader", AssumeRolePolicyDocument=_trust(alice.user.arn))
    client.put_role_policy(RoleName="reader", PolicyName="all", PolicyDocument=EVERYTHING)
    return client


def _trust(arn: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def _ask() -> dict[str, Any]:
    return {"RoleArn": READER, "RoleSessionName": "session"}


def test_a_federated_user_assumes_no_role(iam: Any, alice: Person) -> None:
    guest = alice.client("sts").get_federation_token(Name="guest", Policy=EVERYTHING)
    iam.update_assume_role_policy(RoleName="reader", PolicyDocument=_trust(guest["FederatedUser"]["Arn"]))

    assert refused(with_credentials("sts", guest["Credentials"]).assume_role, **_ask()) == (
        "AccessDenied",
        "Cannot call AssumeRole with session credentials",
    )


@pytest.mark.parametrize("is_federated", [False, True])
@pytest.mark.parametrize(
    ("operation", "name", "given"),
    [
        ("get_access_key_info", "GetAccessKeyInfo", {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}),
        ("decode_authorization_message", "DecodeAuthorizationMessage", {"EncodedMessage": "x"}),
    ],
)
def test_sessions_of_users_ask_little(
    alice: Person, operation: str, name: str, given: dict[str, str], is_federated: bool
) -> None:
    sts = alice.client("sts")
    made = sts.get_federation_token(Name="guest", Policy=EVERYTHING) if is_federated else sts.get_session_token()

    assert refused(getattr(with_credentials("sts", made["Credentials"]), operation), **given) == (
        "AccessDenied",
        f"Cannot call {name} with session credentials",
    )


def test_sessions_of_roles_ask_more(iam: Any, alice: Person) -> None:
    sts = alice.assumed(READER, "sts")

    assert sts.get_access_key_info(AccessKeyId=alice.key_id)["Account"] == ACCOUNT
    assert code(sts.decode_authorization_message, EncodedMessage="x") == "InvalidAuthorizationMessageException"


def test_a_session_of_a_user_assumes_a_role(iam: Any, alice: Person) -> None:
    given = alice.session_client("sts").assume_role(**_ask())

    assert with_credentials("iam", given["Credentials"]).list_users()["Users"]


@pytest.mark.parametrize("target", [OTHER_ACCOUNT, f"arn:aws:iam::{OTHER_ACCOUNT}:root"])
def test_nobody_becomes_root_of_another_account(alice: Person, bob: Person, target: str) -> None:
    task = {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}

    for who in (alice, bob):
        error, message = refused(who.client("sts").assume_root, TargetPrincipal=target, TaskPolicyArn=task)
        assert error == "AccessDenied"
        on = f"sts:AssumeRoot on resource: arn:aws:iam::{OTHER_ACCOUNT}:root"
        assert message.startswith(f"User: {who.user.arn} is not authorized to perform: {on}")


@pytest.mark.parametrize("operation", ["get_session_token", "get_federation_token"])
def test_sessions_give_no_sessions(iam: Any, alice: Person, operation: str) -> None:
    sts = alice.assumed(READER, "sts")
    given = {"Name": "guest"} if operation == "get_federation_token" else {}
    name = {"get_session_token": "GetSessionToken", "get_federation_token": "GetFederationToken"}[operation]

    assert refused(getattr(sts, operation), **given) == (
        "AccessDenied",
        f"Cannot call {name} with session credentials",
    )
