"""Temporary credentials of users: what they need, how long they hold, and what they cannot do."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.mfa import services as devices
from accounts.models import User, VirtualMFADevice
from tests import inprocess
from tests.cast import ACCOUNT, Person
from tests.codes import code, enable
from tests.inprocess import refusal

UNKNOWN = (403, "InvalidClientTokenId", "The security token included in the request is invalid.")
EXPIRED = (403, "ExpiredToken", "The security token included in the request is expired")


@dataclass(frozen=True)
class Session:
    key_id: str
    secret: str
    token: str | None

    def client(self, service: str = "sts") -> Any:
        return inprocess.client(service, self.key_id, self.secret, self.token)


def session(person: Person, **options: Any) -> Session:
    made = person.client("sts").get_session_token(**options)["Credentials"]
    return Session(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])


@pytest.fixture
def device(alice: Person) -> VirtualMFADevice:
    return enable(devices.offer(alice.user), alice.user)


def test_get_session_token_answers_credentials(bob: Person) -> None:
    made = bob.client("sts").get_session_token()["Credentials"]

    assert made.keys() == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert (made["AccessKeyId"][:4], len(made["SecretAccessKey"])) == ("ASIA", 40)
    assert timedelta(hours=11, minutes=59) < made["Expiration"] - datetime.now(UTC) <= timedelta(hours=12)


def test_a_session_is_its_user(bob: Person) -> None:
    assert session(bob).client().get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/bob"


def test_roots_sessions_hold_an_hour_at_most(root: Person) -> None:
    made = root.client("sts").get_session_token(DurationSeconds=43200)["Credentials"]

    assert made["Expiration"] - datetime.now(UTC) <= timedelta(hours=1)


def test_a_session_needs_its_token(bob: Person) -> None:
    made = session(bob)

    assert refusal(Session(made.key_id, made.secret, None).client().get_caller_identity) == UNKNOWN


@pytest.mark.parametrize(
    "bend",
    [
        lambda token: token + "x",
        lambda token: token[:-1],
        lambda token: chr(ord(token[0]) ^ 1) + token[1:],
        str.swapcase,
    ],
)
def test_a_bent_token_is_refused(bob: Person, bend: Any) -> None:
    made = session(bob)

    assert refusal(Session(made.key_id, made.secret, bend(made.token)).client().get_caller_identity) == UNKNOWN


def test_a_token_belongs_to_its_key(bob: Person) -> None:
    one, other = session(bob), session(bob)

    assert refusal(Session(one.key_id, one.secret, other.token).client().get_caller_identity) == UNKNOWN


def test_a_long_term_key_takes_no_token(bob: Person) -> None:
    token = session(bob).token

    assert refusal(Session(bob.key_id, bob.secret, token).client().get_caller_identity) == UNKNOWN


def test_a_session_ends(bob: Person) -> None:
    made = session(bob, DurationSeconds=900)

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=901)):
        assert refusal(made.client().get_caller_identity) == EXPIRED


def test_a_session_ends_with_its_user(root: Person) -> None:
    root.client().create_user(UserName="carol")
    key = root.client().create_access_key(UserName="carol")["AccessKey"]
    carol = Person(User.objects.get(name="carol"), key["AccessKeyId"], key["SecretAccessKey"])
    made = session(carol)

    root.client().delete_access_key(UserName="carol", AccessKeyId=carol.key_id)
    root.client().delete_user(UserName="carol")

    assert refusal(made.client().get_caller_identity) == UNKNOWN


def test_a_session_without_mfa_calls_no_iam(alice: Person) -> None:
    assert refusal(session(alice).client("iam").list_users) == UNKNOWN


def test_a_session_with_mfa_calls_iam(alice: Person, device: VirtualMFADevice) -> None:
    made = session(alice, SerialNumber=device.serial_number, TokenCode=code(device.seed))

    assert made.client("iam").list_users()["Users"]


def test_a_code_counts_once(alice: Person, device: VirtualMFADevice) -> None:
    shown = {"SerialNumber": device.serial_number, "TokenCode": code(device.seed)}
    session(alice, **shown)

    assert refusal(alice.client("sts").get_session_token, **shown) == (
        403,
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
    )


def test_a_device_of_nobody_is_refused(bob: Person) -> None:
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/none"

    status, error, message = refusal(bob.client("sts").get_session_token, SerialNumber=serial, TokenCode="123456")

    assert (status, error) == (403, "AccessDenied")
    assert message.startswith("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA")


@pytest.mark.parametrize(
    ("operation", "parameters", "name"),
    [("get_session_token", {}, "GetSessionToken"), ("get_federation_token", {"Name": "batch"}, "GetFederationToken")],
)
def test_sessions_make_no_sessions(alice: Person, operation: str, parameters: dict[str, str], name: str) -> None:
    assert refusal(getattr(session(alice).client(), operation), **parameters) == (
        403,
        "AccessDenied",
        f"Cannot call {name} with session credentials",
    )
