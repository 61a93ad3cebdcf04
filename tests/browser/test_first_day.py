"""The first day with a new installation, as a person in a real browser lives it."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person, chromium
from tests.services import Site, new_site

pytestmark = pytest.mark.browser

PASSWORD = "Correct-Horse-7"


@pytest.fixture
def fresh_site(tmp_path: Path) -> Iterator[Site]:
    """An installation that nobody has signed in to."""
    with new_site(tmp_path, is_first=True) as site:
        site.start()
        yield site


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def one_time_password(site: Site) -> tuple[str, str]:
    text = site.password_file.read_text()
    found = re.search(r"Root: +(\S+)\nPassword: (\S+)", text)
    assert found, text
    return found[1], found[2]


def sign_in_as_root(person: Person, email: str, password: str) -> None:
    person.goes_to("/console/sign-in/root-user/")
    person.fills("Root user e-mail address", email)
    person.fills("Password", password)
    person.presses("Sign in")


def test_root_comes_in_and_sees_what_it_did(fresh_site: Site, browser: Browser) -> None:
    site, person = fresh_site, Person.at(browser, fresh_site.url)
    email, password = one_time_password(site)
    assert site.password_file.stat().st_mode & 0o777 == 0o600

    # The one-time password opens nothing but the way to another one.
    sign_in_as_root(person, email, password)
    expect(person.page.get_by_role("heading", name="Set a new password")).to_be_visible()
    assert not site.password_file.exists()
    person.goes_to("/console/users/")
    expect(person.page.get_by_role("heading", name="Set a new password")).to_be_visible()
    person.fills("Current password", password)
    person.fills("New password", PASSWORD)
    person.fills("New password again", PASSWORD)
    person.presses("Set password")

    # Without a device there is nothing but its enrolment; wrong codes enrol nothing.
    expect(person.page.get_by_role("heading", name="Set up your authenticator app")).to_be_visible()
    person.goes_to("/console/users/")
    expect(person.page.get_by_role("heading", name="Set up your authenticator app")).to_be_visible()
    expect(person.page.locator("svg[class*=segno], .qr svg, [role=img] svg").first).to_be_visible()
    person.page.locator("summary").first.click()
    seed = re.search(r"[A-Z2-7]{32}", person.reads())
    assert seed, person.reads()
    person.seed = base64.b32decode(seed[0])
    person.fills("First code", "000000")
    person.fills("The code after it", "000001")
    person.presses("Set up and continue")
    expect(person.page.get_by_text("not valid").first).to_be_visible()
    person.fills("First code", person.code(-1))
    person.fills("The code after it", person.code())
    person.presses("Set up and continue")
    expect(person.page.get_by_role("heading", name="Dashboard")).to_be_visible()

    # Out, and in again: a wrong code is refused and makes the next wait.
    person.page.locator(".identity summary").click()
    person.presses("Sign out")
    sign_in_as_root(person, email, password)
    expect(person.page.get_by_text("Your sign-in information is incorrect.")).to_be_visible()
    sign_in_as_root(person, email, PASSWORD)
    for _ in range(4):
        person.fills("Code", "000000")
        person.presses("Continue")
        expect(person.page.get_by_text("wait a moment")).to_be_visible()
    # At most four tries counted, so it is at most eight seconds.
    person.page.wait_for_timeout(8500)
    person.fills("Code", person.code(1))
    person.presses("Continue")
    expect(person.page.get_by_role("heading", name="Dashboard")).to_be_visible()

    # A user and a key, whose secret is seen once.
    person.goes_to("/console/users/")
    person.follows("Create user")
    person.fills("User name", "alice")
    for heading in ("Permissions", "Tags", "Review"):
        person.presses("Next")
        expect(person.page.get_by_text(heading, exact=True).first).to_be_visible()
    person.presses("Create user")
    expect(person.page.get_by_role("heading", name="alice")).to_be_visible()
    person.goes_to("/console/users/alice/create-key/")
    person.page.get_by_text("Command line", exact=True).click()
    person.presses("Create access key")
    key = re.search(r"AKIA[A-Z2-7]{16}", person.reads())
    assert key, person.reads()
    secret = re.search(r"\b[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])", person.reads())
    assert secret, person.reads()
    person.goes_to("/console/users/alice/?tab=security")
    assert key[0] in person.page.content()
    assert secret[0] not in person.page.content()

    # What was done is there to read, by whom and with which outcome; no secret is.
    person.goes_to("/console/events/")
    history = person.reads()
    assert "CreateUser" in history
    assert "CreateAccessKey" in history
    person.goes_to("/console/events/?name=CheckMfa")
    assert "Denied" in person.reads() or "denied" in person.reads()
    person.goes_to("/console/events/?name=CreateAccessKey")
    assert secret[0] not in person.page.content()
    assert person.complaints == []
