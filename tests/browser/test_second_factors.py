"""Second factors as a person meets them: passkeys of a virtual authenticator, codes of an app, recovery codes."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person, chromium
from tests.cast import EVERYTHING, PASSWORD
from tests.services import Site

pytestmark = pytest.mark.browser

ACCOUNT = "777788889999"
SIGN_IN = f"/console/sign-in/?account={ACCOUNT}"


class Authenticator:
    """The finger on the reader of the person's computer: it is there only when the test says so."""

    def __init__(self, person: Person) -> None:
        self._devtools = person.page.context.new_cdp_session(person.page)
        self._devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": False,
        }
        self._id = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def touch(self, *, present: bool) -> None:
        asked = {"authenticatorId": self._id, "enabled": present}
        self._devtools.send("WebAuthn.setAutomaticPresenceSimulation", asked)

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._devtools.send("WebAuthn.getCredentials", {"authenticatorId": self._id})[
            "credentials"
        ]
        return found


@pytest.fixture
def alice(running_site: Site) -> Iterator[Person]:
    """Somebody who may do everything and has a password, at a browser that knows the console by its name."""
    root = running_site.create_account(ACCOUNT)["Root"]
    iam = boto3.client(
        "iam",
        endpoint_url=running_site.url,
        region_name="us-east-1",
        aws_access_key_id=root["AccessKeyId"],
        aws_secret_access_key=root["SecretAccessKey"],
    )
    iam.create_user(UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="everything", PolicyDocument=EVERYTHING)
    iam.create_login_profile(UserName="alice", Password=PASSWORD)
    with chromium() as browser:
        yield at_localhost(browser, running_site)


def at_localhost(browser: Browser, site: Site) -> Person:
    """Browsers know passkeys of names only, and `localhost` is the one that needs no https."""
    return Person.at(browser, site.url.replace("127.0.0.1", "localhost"))


def sign_in(person: Person) -> None:
    person.goes_to(SIGN_IN)
    person.fills("User name", "alice")
    person.fills("Password", PASSWORD)
    person.presses("Sign in")


def sign_out(person: Person) -> None:
    person.page.locator(".identity summary").click()
    person.presses("Sign out")
    expect(person.page.get_by_role("heading", name="Sign in")).to_be_visible()


def is_in(person: Person) -> None:
    expect(person.page.get_by_role("heading", name="Dashboard")).to_be_visible()


def choose(person: Person, device: str) -> None:
    person.page.get_by_role("navigation", name="Ways").get_by_role("link", name=device).click()


def add_app(person: Person) -> None:
    person.goes_to("/console/security/add-device/")
    person.fills("Device name", "phone")
    person.presses("Next")
    person.page.locator("summary", has_text="I cannot scan it").click()
    seed = re.search(r"\b[A-Z2-7]{32}\b", person.reads())
    assert seed is not None
    person.seed = base64.b32decode(seed[0])
    person.fills("First code", person.code(-1))
    person.fills("The code after it", person.code())
    person.presses("Add device")
    expect(person.page.get_by_role("rowheader", name="phone")).to_be_visible()


def make_recovery_codes(person: Person) -> list[str]:
    person.goes_to("/console/security/recovery-codes/")
    person.presses("Make codes")
    codes = re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", person.reads())
    assert len(set(codes)) == 10
    person.follows("Done")
    assert codes[0] not in person.page.content()
    return codes


def test_each_second_factor_lets_in_and_none_does_so_twice(alice: Person) -> None:
    authenticator = Authenticator(alice)

    # A passkey is the first device; while nobody touches the reader nothing happens.
    sign_in(alice)
    alice.follows("Use a passkey or security key instead")
    alice.fills("Name", "laptop")
    alice.presses("Set up and continue")
    expect(alice.page.get_by_role("button", name="Set up and continue")).to_be_disabled()
    assert authenticator.credentials() == []
    authenticator.touch(present=True)
    alice.page.reload()
    alice.fills("Name", "laptop")
    alice.presses("Set up and continue")
    is_in(alice)
    codes = make_recovery_codes(alice)
    add_app(alice)
    # Whatever the clock does meanwhile: this one was spent when the app was set up.
    spent = alice.code(-1)
    sign_out(alice)

    # Without a password: the passkey says who its owner is.
    alice.follows("Sign in with a passkey")
    is_in(alice)
    sign_out(alice)

    # As the second step, after the password.
    sign_in(alice)
    expect(alice.page.get_by_role("link", name="laptop")).to_have_attribute("aria-current", "true")
    alice.presses("Continue")
    is_in(alice)
    sign_out(alice)

    # The app, chosen from the list: neither a code that was used nor one of another time is good.
    sign_in(alice)
    choose(alice, "phone")
    for code in (spent, alice.code(6)):
        alice.fills("Code", code)
        alice.presses("Continue")
        expect(alice.page.get_by_text("This code is not valid.")).to_be_visible()
    alice.page.wait_for_timeout(2500)
    alice.fills("Code", alice.code(1))
    alice.presses("Continue")
    is_in(alice)
    sign_out(alice)

    # A recovery code, once.
    sign_in(alice)
    choose(alice, "Recovery code")
    alice.fills("Recovery code", codes[0].upper())
    alice.presses("Continue")
    expect(alice.page.get_by_text("You have 9 recovery codes left.")).to_be_visible()
    sign_out(alice)
    sign_in(alice)
    choose(alice, "Recovery code")
    alice.fills("Recovery code", codes[0])
    alice.presses("Continue")
    expect(alice.page.get_by_text("This code is not valid.")).to_be_visible()
    alice.page.wait_for_timeout(1200)
    alice.fills("Recovery code", codes[1])
    alice.presses("Continue")
    is_in(alice)
    assert alice.complaints == []
