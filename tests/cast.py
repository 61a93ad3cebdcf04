"""The fixed cast: root and alice (who may) and bob (who may not) of one account, mallory of another."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from accounts.access import effective
from accounts.account import services as accounts
from accounts.keys import services as keys
from accounts.mfa import services as devices
from accounts.models import User
from accounts.users import services as users
from tests import inprocess
from tests.codes import enable

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "210987654321"
PASSWORD = "Correct-Horse-7"
EVERYTHING = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'

# Together more than a session may be passed: 2,048 characters of policies and their ARNs.
LONG_POLICY = EVERYTHING.replace('"Resource":"*"', f'"Resource":"arn:aws:s3:::{"b" * 1920}"')
TOO_MUCH = {"Policy": LONG_POLICY, "PolicyArns": [{"arn": f"arn:aws:iam::aws:policy/{'x' * 60}"}]}


@dataclass
class Person:
    """One of the cast, with an access key and a console password."""

    user: User
    key_id: str
    secret: str

    def client(self, service: str = "iam", **options: Any) -> Any:
        """Return an in-process boto3 client that signs as this person."""
        return inprocess.client(service, self.key_id, self.secret, **options)

    def session_client(self, service: str = "iam", **asked: Any) -> Any:
        """Return a client with temporary credentials of this person."""
        return with_credentials(service, self.client("sts").get_session_token(**asked)["Credentials"])

    def assumed(self, role_arn: str, service: str = "iam", **asked: Any) -> Any:
        """Return a client of a session of the role, which this person assumes."""
        given = {"RoleArn": role_arn, "RoleSessionName": "session", **asked}
        return with_credentials(service, self.client("sts").assume_role(**given)["Credentials"])

    def browser(self) -> Client:
        """Return Django's test client, signed in with password and second factor."""
        from accounts.signin.caller import CONFIRMED_AT, MFA_AT, SIGNED_IN_AT

        browser = Client()
        browser.handler = inprocess.handler()
        browser.force_login(self.user)
        device = self.user.mfa_devices.filter(confirmed=True).first() or enable(devices.offer(self.user), self.user)
        session = browser.session
        session["otp_device_id"] = device.persistent_id
        session[SIGNED_IN_AT] = session[MFA_AT] = "2026-01-01T00:00:00+00:00"
        session[CONFIRMED_AT] = timezone.now().isoformat()
        session.save()
        return browser


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """A test that is rolled back gives its row numbers to the next; in service none is ever used twice."""
    effective._compiled.clear()


def with_credentials(service: str, credentials: dict[str, Any]) -> Any:
    """Return a client that signs with temporary credentials as an STS operation gave them."""
    return inprocess.client(
        service, credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
    )


@pytest.fixture
def root(db: None) -> Person:
    return new_root(ACCOUNT, "root@example.com")


@pytest.fixture
def alice(root: Person) -> Person:
    """A user whose inline policy allows everything."""
    alice = new_user("alice")
    root.client().put_user_policy(UserName="alice", PolicyName="everything", PolicyDocument=EVERYTHING)
    return alice


@pytest.fixture
def bob(root: Person) -> Person:
    """A user without any policy."""
    return new_user("bob")


@pytest.fixture
def mallory(db: None) -> Person:
    """The root user of another account."""
    return new_root(OTHER_ACCOUNT, "mallory@example.com")


def new_root(account_id: str, email: str) -> Person:
    new = accounts.create(account_id, root_email=email, with_root_key=True)
    _give_password(new.root)
    return Person(new.root, new.key_id, new.secret)


def new_user(name: str) -> Person:
    user = users.create(ACCOUNT, name)
    _give_password(user)
    key, secret = keys.create(user)
    return Person(user, key.id, secret)


def _give_password(user: User) -> None:
    """Let `user` have PASSWORD, whose hash is slow on purpose and so is made once."""
    user.password = _hashed()
    user.password_created = user.password_changed = user.created
    user.must_change_password = False
    user.save(update_fields=["password", "password_created", "password_changed", "must_change_password"])


@cache
def _hashed() -> str:
    return make_password(PASSWORD)
