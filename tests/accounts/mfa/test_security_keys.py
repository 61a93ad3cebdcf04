"""Passkeys and security keys: as IAM shows them, and everything that must not be taken for one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from accounts.access.context import request_context
from accounts.mfa import security_keys, selectors
from accounts.mfa import services as devices
from accounts.models import SecurityKey
from accounts.signin.caller import console_caller
from iamconsole.audit.models import Event, Outcome
from iamconsole.errors import EntityAlreadyExists, InvalidInput, LimitExceeded
from tests import inprocess
from tests.authenticator import PRESENT, Passkey, encode
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import enable
from tests.refused import code as refusal
from tests.refused import refused

SIGN_IN = "/console/sign-in/"
PASSKEY = "/console/sign-in/passkey/"
KEY = "/console/sign-in/security-key/"
HOME = "/console/"
ADD = "/console/security/add-security-key/"


def registered(person: Person, name: str = "laptop") -> Passkey:
    """Return a passkey that is the person's, without any page."""
    passkey, options = Passkey(), security_keys.registration(person.user)
    security_keys.register(person.user, name, options["challenge"], passkey.created(options))
    return passkey


def after_password(person: Person) -> Client:
    browser = Client()
    browser.handler = inprocess.handler()
    fields = {"account": ACCOUNT, "user_name": person.user.name, "password": PASSWORD}
    assert browser.post(SIGN_IN, fields).status_code == 302
    return browser


def answered(browser: Client, page: str, make: Callable[..., str], **otherwise: Any) -> Any:
    """Open the page, and send what the authenticator makes of its options."""
    options = browser.get(page).context["options"]
    return browser.post(page, {"credential": make(options, **otherwise)})


def test_the_first_device_may_be_a_passkey(alice: Person) -> None:
    browser, passkey = after_password(alice), Passkey()
    page = "/console/sign-in/first-security-key/"
    options = browser.get(page).context["options"]

    answer = browser.post(page, {"device_name": "laptop", "credential": passkey.created(options)})

    assert answer.url == HOME
    assert browser.get(HOME).status_code == 200
    assert alice.user.security_keys.get().kind == "Passkey"


def test_it_is_an_mfa_device_of_iam(alice: Person) -> None:
    registered(alice)
    client = alice.client()

    listed = client.list_mfa_devices(UserName="alice")["MFADevices"][0]
    shown = client.get_mfa_device(SerialNumber=listed["SerialNumber"], UserName="alice")

    assert listed["SerialNumber"].startswith(f"arn:aws:iam::{ACCOUNT}:u2f/user/alice/laptop-")
    assert (shown["UserName"], shown["EnableDate"]) == ("alice", listed["EnableDate"])
    assert client.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    assert client.get_account_summary()["SummaryMap"]["MFADevicesInUse"] == 1
    client.deactivate_mfa_device(UserName="alice", SerialNumber=listed["SerialNumber"])
    assert client.list_mfa_devices(UserName="alice")["MFADevices"] == []


def test_the_api_cannot_enable_it_nor_take_codes_for_it(alice: Person) -> None:
    registered(alice)
    serial, client = alice.user.security_keys.get().serial_number, alice.client()
    codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "234567"}

    assert refusal(client.enable_mfa_device, UserName="alice", SerialNumber=serial, **codes) == "NoSuchEntity"
    assert refusal(client.resync_mfa_device, UserName="alice", SerialNumber=serial, **codes) == "NoSuchEntity"
    assert refusal(alice.client("sts").get_session_token, SerialNumber=serial, TokenCode="123456") == "AccessDenied"


def test_a_user_is_not_deleted_with_a_key(alice: Person, bob: Person) -> None:
    registered(bob)
    bob.user.access_keys.all().delete()
    alice.client().delete_login_profile(UserName="bob")

    error = refused(alice.client().delete_user, UserName="bob")

    assert error == ("DeleteConflict", "Cannot delete entity, must delete MFA device first.")


def test_eight_devices_of_both_kinds_are_the_most(alice: Person) -> None:
    for number in range(4):
        registered(alice, f"key{number}")
        enable(devices.create(ACCOUNT, f"app{number}"), alice.user)

    with pytest.raises(LimitExceeded):
        security_keys.registration(alice.user)
    with pytest.raises(LimitExceeded):
        enable(devices.create(ACCOUNT, "ninth"), alice.user)


def test_another_key_needs_the_permission_of_aws_and_its_stages(root: Person, bob: Person) -> None:
    browser = bob.browser()
    condition = {"StringEquals": {"iam:RegisterSecurityKey": ["Create", "Activate"]}}
    statement = {"Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": bob.user.arn, "Condition": condition}
    policy = {"Version": "2012-10-17", "Statement": statement}

    assert browser.get(ADD).status_code == 403
    root.client().put_user_policy(UserName="bob", PolicyName="keys", PolicyDocument=json.dumps(policy))
    options = browser.get(ADD).context["options"]
    answer = browser.post(ADD, {"device_name": "key", "credential": Passkey().created(options)})

    assert answer.url == "/console/security/"
    assert bob.user.security_keys.get().name == "key"


def test_a_key_is_the_second_factor(alice: Person) -> None:
    passkey, browser = registered(alice), after_password(alice)

    assert browser.get(HOME).url == "/console/sign-in/code/"
    answer = answered(browser, KEY, passkey.used)

    assert answer.url == HOME
    assert browser.get(HOME).status_code == 200


def test_a_passkey_signs_in_without_a_password_and_tells_policies_so(alice: Person) -> None:
    passkey, browser = registered(alice), Client()
    browser.handler = inprocess.handler()

    answer = answered(browser, PASSKEY, passkey.used)

    page = browser.get(HOME)
    keys = request_context(console_caller(page.wsgi_request), "*", Event.objects.latest("pk").time)
    assert (answer.url, page.status_code) == (HOME, 200)
    assert keys["aws:multifactorauthpresent"] == "true"
    assert int(keys["aws:multifactorauthage"]) <= 5
    login = Event.objects.get(name="ConsoleLogin")
    assert (login.parameters["MFAUsed"], login.parameters["Passwordless"]) == ("Yes", "Yes")


HOSTILE: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://evil.example"},
    "a longer name": {"origin": "http://localhost:8000.evil.example"},
    "another site": {"relying_party": "evil.example"},
    "another challenge": {"challenge": encode(b"0" * 64)},
    "a registration": {"kind": "webauthn.create"},
    "nobody present": {"flags": 0},
    "no signature": {"signature": b""},
    "another signature": {"signature": b"0" * 70},
}


@pytest.mark.parametrize("otherwise", HOSTILE.values(), ids=HOSTILE)
def test_a_signature_of_something_else_is_none(alice: Person, otherwise: dict[str, Any]) -> None:
    passkey, browser, stranger = registered(alice), after_password(alice), Client()

    second = answered(browser, KEY, passkey.used, **otherwise)
    alone = answered(stranger, PASSKEY, passkey.used, **otherwise)

    assert (second.status_code, alone.status_code) == (422, 422)
    assert "was not accepted" in second.content.decode()
    assert browser.get(HOME).url == "/console/sign-in/code/"
    assert Event.objects.filter(name="CheckMfa", outcome=Outcome.DENIED).exists()


@pytest.mark.parametrize("handle", [None, b"", b"somebody", b"\0" * 64])
def test_without_a_password_the_owner_must_be_named(alice: Person, handle: bytes | None) -> None:
    passkey = registered(alice)

    assert answered(Client(), PASSKEY, passkey.used, user_handle=handle).status_code == 422


def test_the_handle_of_another_user_is_refused_everywhere(alice: Person, bob: Person) -> None:
    passkey, of_bob = registered(alice), registered(bob)

    alone = answered(Client(), PASSKEY, passkey.used, user_handle=of_bob.user_handle)
    second = answered(after_password(alice), KEY, passkey.used, user_handle=of_bob.user_handle)

    assert (alone.status_code, second.status_code) == (422, 422)


def test_without_a_password_the_holder_must_be_verified(alice: Person) -> None:
    passkey = registered(alice)

    assert answered(Client(), PASSKEY, passkey.used, flags=PRESENT).status_code == 422
    assert answered(after_password(alice), KEY, passkey.used, flags=PRESENT).url == HOME


def test_the_key_of_somebody_else_is_no_second_factor(alice: Person, mallory: Person) -> None:
    registered(alice)
    of_mallory = registered(mallory)

    assert answered(after_password(alice), KEY, of_mallory.used).status_code == 422


def test_a_challenge_is_good_once_and_for_its_purpose(alice: Person) -> None:
    passkey, browser = registered(alice), after_password(alice)
    options = browser.get(KEY).context["options"]
    answer = passkey.used(options)

    assert browser.post(KEY, {"credential": answer}).url == HOME
    assert browser.post(KEY, {"credential": answer}).status_code == 422
    stranger = Client()
    alone = stranger.get(PASSKEY).context["options"]
    assert browser.post(KEY, {"credential": passkey.used(alone)}).status_code == 422
    assert Client().post(PASSKEY, {"credential": passkey.used(alone)}).status_code == 422


def test_a_challenge_is_good_for_five_minutes(alice: Person) -> None:
    passkey = registered(alice)
    with travel("2026-12-01T12:00:00Z", tick=False):
        browser = after_password(alice)
        options = browser.get(KEY).context["options"]

    with travel("2026-12-01T12:05:01Z", tick=False):
        answer = browser.post(KEY, {"credential": passkey.used(options)})

    assert answer.status_code == 422


def test_a_counter_that_does_not_rise_is_of_a_clone(alice: Person) -> None:
    passkey = registered(alice)
    assert answered(after_password(alice), KEY, passkey.used, sign_count=7).url == HOME

    for count in (7, 6, 0):
        assert answered(after_password(alice), KEY, passkey.used, sign_count=count).status_code == 422

    assert "sign count" in Event.objects.filter(name="CheckMfa").latest("pk").error_message
    assert answered(after_password(alice), KEY, passkey.used, sign_count=2**32 - 1).url == HOME


NONSENSE = [
    "",
    "{}",
    "[]",
    "null",
    "1",
    "{",
    '"text"',
    "\0",
    json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {}}),
    json.dumps({"id": 1, "rawId": [], "type": {}, "response": 7}),
    json.dumps({"id": "%%", "rawId": "%%", "type": "public-key", "response": {"clientDataJSON": "%"}}),
    "[" * 30_000,
    "9" * 5_000,
]


@pytest.mark.parametrize("sent", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused_on_every_page(alice: Person, sent: str) -> None:
    registered(alice)
    signed_in, half_in = alice.browser(), after_password(alice)

    for browser, page in ((half_in, KEY), (Client(), PASSKEY), (signed_in, ADD)):
        browser.get(page)
        assert browser.post(page, {"credential": sent, "device_name": "x"}).status_code == 422
    assert alice.user.security_keys.count() == 1


@pytest.mark.parametrize(
    "otherwise",
    [
        {"origin": "https://evil.example"},
        {"relying_party": "evil.example"},
        {"kind": "webauthn.get"},
        {"flags": 0},
        {"challenge": encode(b"")},
    ],
)
def test_a_credential_made_elsewhere_is_not_registered(alice: Person, otherwise: dict[str, Any]) -> None:
    options = security_keys.registration(alice.user)

    with pytest.raises(InvalidInput):
        security_keys.register(alice.user, "x", options["challenge"], Passkey().created(options, **otherwise))


def test_a_credential_is_registered_once(alice: Person, bob: Person) -> None:
    passkey = registered(alice)
    options = security_keys.registration(bob.user)

    with pytest.raises(EntityAlreadyExists):
        security_keys.register(bob.user, "stolen", options["challenge"], passkey.created(options))


def test_an_id_longer_than_the_standard_allows_is_refused(alice: Person) -> None:
    options = security_keys.registration(alice.user)
    passkey = Passkey(credential_id=b"x" * 1024)

    with pytest.raises(InvalidInput):
        security_keys.register(alice.user, "x", options["challenge"], passkey.created(options))


def test_an_answer_without_its_page_registers_nothing(alice: Person) -> None:
    browser, passkey = alice.browser(), Passkey()
    options = browser.get(ADD).context["options"]
    fields = {"device_name": "key", "credential": passkey.created(options)}

    assert browser.post(ADD, fields).status_code == 302
    assert browser.post(ADD, fields).status_code == 422
    assert SecurityKey.objects.count() == 1


def test_whoever_has_no_console_access_gets_none_by_a_passkey(alice: Person, bob: Person) -> None:
    passkey = registered(bob)
    alice.client().delete_login_profile(UserName="bob")

    assert answered(Client(), PASSKEY, passkey.used).status_code == 422


def test_where_browsers_know_no_passkeys_none_are_offered(alice: Person, settings: Any) -> None:
    registered(alice)
    settings.PASSKEYS = False

    assert "with a passkey" not in Client().get(SIGN_IN).content.decode()
    assert "do not work here" in Client().get(PASSKEY).content.decode()
    assert alice.browser().get(ADD).status_code == 400


def test_the_page_is_opened_at_the_name_that_passkeys_know() -> None:
    answer = Client(headers={"host": "127.0.0.1:8000"}).get(f"{PASSKEY}?next=/console/users/")

    assert answer.url == "http://localhost:8000/console/sign-in/passkey/?next=/console/users/"


def test_devices_are_listed_the_last_used_first(alice: Person) -> None:
    passkey = registered(alice)
    enable(devices.create(ACCOUNT, "phone"), alice.user)
    answered(after_password(alice), KEY, passkey.used)

    assert [device.name for device in selectors.all_of(alice.user)] == ["laptop", "phone"]
