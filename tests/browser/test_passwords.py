"""Passwords and sessions as people live them: locked out and released, forced to change, revoked, forgotten."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import boto3
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person, chromium
from tests.services import Site, new_site, wait_until

pytestmark = pytest.mark.browser

ACCOUNT = "111122223333"
FIRST, SECOND, THIRD, FOURTH = "Cow-In-Barn-1", "Hen-In-Barn-2", "Pig-In-Barn-3", "Owl-In-Barn-4"
ALICE_MAY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
AGED = """
from datetime import timedelta
from accounts.models import User
User.objects.filter(name="alice").update(password_changed=timezone.now() - timedelta(days=40))
"""
SOON = """
from accounts.models import User
User.objects.filter(name="alice").update(link_mailed=None)
"""


@dataclass
class World:
    site: Site
    browser: Browser
    iam: object

    def visitor(self) -> Person:
        return Person.at(self.browser, self.site.url)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A site with alice, who may do everything and has a one-time password."""
    with new_site(tmp_path) as site, chromium() as browser:
        site.start()
        root = site.create_account(ACCOUNT)["Root"]
        iam = boto3.client(
            "iam",
            endpoint_url=site.url,
            region_name="us-east-1",
            aws_access_key_id=root["AccessKeyId"],
            aws_secret_access_key=root["SecretAccessKey"],
        )
        iam.create_user(UserName="alice")
        iam.put_user_policy(UserName="alice", PolicyName="all", PolicyDocument=ALICE_MAY)
        iam.create_login_profile(UserName="alice", Password=FIRST, PasswordResetRequired=True)
        yield World(site, browser, iam)


def sees(person: Person, text: str) -> None:
    expect(person.page.get_by_text(text).first).to_be_visible()


def signs_in(person: Person, password: str) -> None:
    person.goes_to(f"/console/sign-in/?account={ACCOUNT}")
    person.fills("User name", "alice")
    person.fills("Password", password)
    person.presses("Sign in")


def changes(person: Person, old: str, new: str) -> None:
    expect(person.page.get_by_role("heading", name="Set a new password")).to_be_visible()
    person.fills("Current password", old)
    person.fills("New password", new)
    person.fills("New password again", new)
    person.presses("Set password")


def enrols(person: Person) -> None:
    person.page.locator("summary").first.click()
    seed = re.search(r"[A-Z2-7]{32}", person.reads())
    assert seed, person.reads()
    person.seed = base64.b32decode(seed[0])
    person.fills("First code", person.code(-1))
    person.fills("The code after it", person.code())
    person.presses("Set up and continue")
    expect(person.page.get_by_role("heading", name="Dashboard")).to_be_visible()


def shows_code(person: Person, seed: bytes, site: Site) -> None:
    """Enter a code of the next step, which no sign-in has used yet."""
    forgotten = "from accounts.models import VirtualMFADevice; VirtualMFADevice.objects.update(last_step=-1)"
    site.manage("shell", "-c", forgotten)
    person.seed = seed
    person.fills("Code", person.code())
    person.presses("Continue")
    expect(person.page.get_by_role("heading", name="Dashboard")).to_be_visible()


def mailed_link(site: Site, count: int) -> str:
    """Return the path of the link in the newest of `count` mails that no page shows."""
    folder = site.var / "outbox" / ACCOUNT / "private"
    wait_until(lambda: len(list(folder.glob("*.eml"))) >= count, f"mail {count}")
    newest = max(folder.glob("*.eml"), key=lambda path: path.name)
    body = message_from_bytes(newest.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/]+(/\S+token=\S+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def test_a_password_is_changed_locked_aged_revoked_and_forgotten(world: World) -> None:
    site, alice = world.site, world.visitor()

    # A one-time password opens nothing but the way to another; one that guessers try first is refused.
    signs_in(alice, FIRST)
    changes(alice, FIRST, "Password123")
    sees(alice, "too common")
    changes(alice, FIRST, SECOND)
    enrols(alice)

    # A stranger guesses: he has to wait, and she does not, whose browser was proved.
    stranger = world.visitor()
    for _ in range(5):
        signs_in(stranger, "wrong")
    sees(stranger, "Too many sign-ins have failed here.")
    signs_in(stranger, SECOND)
    sees(stranger, "Too many sign-ins have failed here.")
    alice.goes_to("/console/users/alice/?tab=security")
    sees(alice, "Has to wait")
    alice.follows("Release sign-in")
    alice.presses("Release")
    sees(alice, "may sign in again")

    # Released, the second browser comes in, and is thrown out from the first.
    second = stranger
    signs_in(second, SECOND)
    shows_code(second, alice.seed, site)
    alice.goes_to("/console/security/")
    alice.follows("End all others")
    alice.presses("End other sessions")
    sees(alice, "Your other sessions are ended.")
    second.goes_to("/console/")
    expect(second.page.get_by_role("heading", name="Sign in")).to_be_visible()

    # Her address is confirmed by a link, which then carries a forgotten password.
    alice.follows("Add address")
    alice.fills("E-mail address", "alice@example.com")
    alice.presses("Send the link")
    sees(alice, "Waiting for the link")
    second.goes_to(mailed_link(site, 1))
    second.presses("Confirm the address")
    sees(second, "Your e-mail address is confirmed.")
    site.manage("shell", "-c", SOON)
    second.goes_to("/console/sign-in/")
    second.follows("Forgotten password")
    second.fills("Account ID or alias", ACCOUNT)
    second.fills("User name", "alice")
    second.presses("Mail me a link")
    expect(second.page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link = mailed_link(site, 2)
    second.goes_to(link)
    second.fills("New password", THIRD)
    second.fills("New password again", THIRD)
    second.presses("Set password")
    sees(second, "Your password is changed.")
    second.goes_to(link)
    expect(second.page.get_by_role("heading", name="This link is not valid")).to_be_visible()
    alice.goes_to("/console/")
    expect(alice.page.get_by_role("heading", name="Sign in")).to_be_visible()

    # A password that expired is changed at the sign-in, or by an administrator only where the policy says so.
    world.iam.update_account_password_policy(MaxPasswordAge=30)  # type: ignore[attr-defined]
    site.manage("shell", "-c", f"from django.utils import timezone{AGED}")
    signs_in(alice, THIRD)
    shows_or_changes(alice, THIRD, FOURTH, site)
    world.iam.update_account_password_policy(MaxPasswordAge=30, HardExpiry=True)  # type: ignore[attr-defined]
    site.manage("shell", "-c", f"from django.utils import timezone{AGED}")
    signs_in(second, FOURTH)
    sees(second, "Ask an administrator to set another.")
    assert alice.complaints + second.complaints == []


def shows_or_changes(person: Person, old: str, new: str, site: Site) -> None:
    """Show the second factor, and then choose another password for the one that expired."""
    forgotten = "from accounts.models import VirtualMFADevice; VirtualMFADevice.objects.update(last_step=-1)"
    site.manage("shell", "-c", forgotten)
    person.fills("Code", person.code())
    person.presses("Continue")
    changes(person, old, new)
    expect(person.page.get_by_role("heading", name="Dashboard")).to_be_visible()
