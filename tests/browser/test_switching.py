"""Switching to a role and back, as a person in a real browser does it."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person, chromium
from tests.services import Site, new_site

pytestmark = pytest.mark.browser

ACCOUNT = "111122223333"
PASSWORD = "Correct-Horse-7"
TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
    f'"Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:user/alice"}}}}}}'
)
READ = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListGroups","Resource":"*"}}'


@pytest.fixture
def alice(tmp_path: Path) -> Iterator[Person]:
    """A user who is signed in, and whom the role `reader` trusts."""
    with new_site(tmp_path) as site, chromium() as browser:
        site.start()
        prepare(site)
        yield signed_in(browser, site)


def prepare(site: Site) -> None:
    root = site.create_account(ACCOUNT)["Root"]
    iam = boto3.client(
        "iam",
        endpoint_url=site.url,
        region_name="us-east-1",
        aws_access_key_id=root["AccessKeyId"],
        aws_secret_access_key=root["SecretAccessKey"],
    )
    iam.create_user(UserName="alice")
    iam.create_login_profile(UserName="alice", Password=PASSWORD)
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="reader", PolicyName="groups", PolicyDocument=READ)


def signed_in(browser: Browser, site: Site) -> Person:
    person = Person.at(browser, site.url)
    person.goes_to(f"/console/sign-in/?account={ACCOUNT}")
    person.fills("User name", "alice")
    person.fills("Password", PASSWORD)
    person.presses("Sign in")
    person.page.locator("summary").first.click()
    seed = re.search(r"[A-Z2-7]{32}", person.reads())
    assert seed, person.reads()
    person.seed = base64.b32decode(seed[0])
    person.fills("First code", person.code(-1))
    person.fills("The code after it", person.code())
    person.presses("Set up and continue")
    person.page.get_by_role("heading", name="Dashboard").wait_for()
    return person


def test_a_user_acts_as_a_role_and_is_the_user_again(alice: Person) -> None:
    bar = alice.page.get_by_role("region", name="Switched role")

    # From the menu, with a role that does not trust her first.
    alice.page.locator(".identity summary").click()
    alice.follows("Switch role")
    alice.fills("Account ID or alias", ACCOUNT)
    alice.fills("Role name", "writer")
    alice.presses("Switch role")
    expect(alice.page.get_by_text("You may not switch to this role")).to_be_visible()
    alice.fills("Role name", "reader")
    alice.page.get_by_label("Display name").fill("Reading")
    alice.page.get_by_label("Red", exact=True).check()
    alice.presses("Switch role")

    # The bar is on every page, and stays when the page is scrolled; permissions are the role's.
    expect(bar).to_contain_text("Reading")
    alice.goes_to("/console/groups/")
    expect(bar).to_be_visible()
    assert "not authorized" not in alice.reads()
    alice.goes_to("/console/security/")
    expect(alice.page.get_by_text("A role has no security page of its own")).to_be_visible()
    alice.page.set_viewport_size({"width": 390, "height": 500})
    alice.goes_to("/console/")
    alice.page.evaluate("() => scrollTo(0, 300)")
    expect(bar.get_by_role("button")).to_be_in_viewport()

    # Back, and in again by the list that the menu fetches.
    bar.get_by_role("button").click()
    expect(alice.page.get_by_text("You are alice again.")).to_be_visible()
    expect(bar).to_have_count(0)
    alice.page.set_viewport_size({"width": 1280, "height": 800})
    alice.page.locator(".identity summary").click()
    alice.page.get_by_role("button", name="Reading").click()
    expect(bar).to_contain_text("role reader in account 111122223333")
    assert alice.complaints == []
