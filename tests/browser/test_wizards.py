"""The wizards as somebody at a browser walks through them, looked at by axe on the way."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.person import Person, chromium
from tests.browser.screenshots import signed_in
from tests.services import Site

pytestmark = pytest.mark.browser

# The machine may be busy with other tests.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(
    scope="module", params=[("555566667777", "light", 1280), ("555566667778", "dark", 390)], ids=["wide", "phone"]
)
def root(running_site: Site, browser: Browser, request: pytest.FixtureRequest) -> Person:
    """Root of an account of its own, at a wide light screen and at a phone in the dark."""
    person, _ = signed_in(running_site, browser, *request.param)
    return person


def fine(person: Person) -> None:
    """Say that nothing on the page is hard to read or to reach, or wider than the window."""
    found = Axe().run(person.page)
    assert found.violations_count == 0, found.generate_report()
    assert person.page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")


def stands_at(person: Person, step: str) -> None:
    expect(person.page.locator("[aria-current=step]")).to_contain_text(step)


def test_a_group_a_user_and_a_role_are_made_step_by_step(root: Person) -> None:
    page = root.page

    # A group, with a policy that is searched for by the Enter key.
    root.goes_to("/console/groups/new/group/")
    fine(root)
    root.fills("Group name", "developers")
    page.get_by_role("searchbox", name="Search policies").fill("PowerUserAccess")
    page.get_by_role("searchbox", name="Search policies").press("Enter")
    page.get_by_role("checkbox", name="PowerUserAccess").check()
    root.presses("Create group")
    expect(page.get_by_role("heading", name="developers")).to_be_visible()

    # A user: a name that is refused is kept; what was ticked stays through a search and the way back.
    root.goes_to("/console/users/new/user/")
    fine(root)
    root.fills("User name", "bad name")
    root.presses("Next")
    expect(page.get_by_label("User name")).to_have_value("bad name")
    root.fills("User name", "carol")
    page.get_by_label("With a random password, shown once at the end").check()
    root.presses("Next")
    stands_at(root, "Permissions")
    fine(root)
    page.get_by_role("checkbox", name="developers").check()
    page.get_by_role("searchbox", name="Search groups").fill("nothing like it")
    page.get_by_role("searchbox", name="Search groups").press("Enter")
    expect(page.get_by_role("checkbox", name="developers")).to_be_checked()
    root.presses("Next")
    stands_at(root, "Tags")
    page.get_by_label("Key 1").fill("team")
    page.get_by_label("Value 1").fill("payments")
    page.get_by_role("button", name="Add another tag").click()
    expect(page.get_by_label("Key 4")).to_be_focused()
    root.presses("Next")
    stands_at(root, "Review")
    fine(root)
    page.get_by_role("button", name="User details").click()
    expect(page.get_by_label("User name")).to_have_value("carol")
    for step in ("Permissions", "Tags", "Review"):
        root.presses("Next")
        stands_at(root, step)
    root.presses("Create user")
    expect(page.get_by_text("This is the only time the password is shown")).to_be_visible()
    fine(root)
    with page.expect_download() as download:
        root.follows("Download .csv file")
    assert download.value.suggested_filename == "carol_credentials.csv"

    # A role for an account, on a phone.
    page.set_viewport_size({"width": 390, "height": 800})
    root.goes_to("/console/roles/new/role/")
    page.get_by_text("AWS account", exact=True).click()
    expect(page.get_by_label("External ID")).to_be_visible()
    expect(page.get_by_label("Service", exact=True)).to_be_hidden()
    page.get_by_label("Require MFA").check()
    fine(root)
    root.presses("Next")
    stands_at(root, "Permissions")
    fine(root)
    root.presses("Next")
    root.fills("Role name", "deploy")
    root.presses("Next")
    stands_at(root, "Review")
    assert "aws:MultiFactorAuthPresent" in root.reads()
    fine(root)
    root.presses("Create role")
    expect(page.get_by_role("heading", name="deploy")).to_be_visible()
    for tab in ("Trust relationships", "Tags", "Revoke sessions"):
        page.get_by_role("navigation", name="Parts of the role").get_by_role("link", name=tab).click()
        expect(page.get_by_role("link", name=re.compile(tab))).to_have_attribute("aria-current", "page")
        fine(root)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert root.complaints == []


def test_a_report_is_sent_now_and_shows_itself_once_it_is_made(root: Person) -> None:
    page = root.page
    root.goes_to("/console/reports/new/")
    root.fills("Name", "Monday keys")
    page.get_by_label("Recipients").fill("auditor@example.com")
    root.presses("Create schedule")
    page.get_by_role("link", name="Monday keys").first.click()
    page.get_by_role("link", name="Send now").click()
    root.presses("Send now")

    # Nobody reloads the page: it asks for its progress until there is a report.
    expect(page.get_by_text("The report is being made")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Done")
    page.get_by_text("Mails: 1 of 1 sent").click()
    expect(page.get_by_text("auditor@example.com")).to_be_visible()
    assert root.complaints == []
    fine(root)
