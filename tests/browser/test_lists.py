"""Lists at a real browser: what is ticked is deleted after a dialog that asks, and without script after a page."""

from collections.abc import Iterator

import boto3
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.person import Person, chromium
from tests.browser.screenshots import signed_in
from tests.services import Site

pytestmark = pytest.mark.browser
NAMES = ("build", "deploy", "night", "report")

# The machine may be busy with other tests.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(
    scope="module", params=[("666677778888", "light", 1280), ("666677778889", "dark", 390)], ids=["wide", "phone"]
)
def root(running_site: Site, browser: Browser, request: pytest.FixtureRequest) -> Person:
    """Root of an account of its own with four users."""
    person, account = signed_in(running_site, browser, *request.param)
    iam = boto3.client(
        "iam",
        endpoint_url=running_site.url,
        region_name="us-east-1",
        aws_access_key_id=account["Root"]["AccessKeyId"],
        aws_secret_access_key=account["Root"]["SecretAccessKey"],
    )
    for name in NAMES:
        iam.create_user(UserName=name)
    return person


def test_what_is_ticked_is_deleted_after_a_dialog_that_names_it(root: Person) -> None:
    page = root.page
    root.goes_to("/console/users/")
    page.get_by_role("checkbox", name="Select build").check()
    page.get_by_role("checkbox", name="Select deploy").check()
    delete = page.get_by_role("button", name="Delete", exact=True)
    delete.click()
    dialog = page.get_by_role("dialog", name="Delete: 2 users")

    # The list stays behind; the dialog names what goes, and waits for what is to be typed.
    expect(dialog.get_by_role("listitem")).to_have_text(["build", "deploy"])
    sure = dialog.get_by_role("button", name="Delete", exact=True)
    typed = dialog.get_by_label("To confirm, type 2 users")
    expect(typed).to_be_focused()
    expect(sure).to_be_disabled()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")

    # Who thinks better of it is back at the button, with the same ticks.
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(delete).to_be_focused()
    expect(page.get_by_role("checkbox", name="Select deploy")).to_be_checked()

    delete.click()
    typed.fill("2 users")
    sure.click()
    expect(page.get_by_role("heading", name="Delete: results")).to_be_visible()
    root.goes_to("/console/users/")
    expect(page.get_by_role("link", name="build")).to_have_count(0)
    expect(page.get_by_role("link", name="night")).to_be_visible()
    assert root.complaints == []


def test_a_list_that_changed_meanwhile_is_shown_as_it_is_now(root: Person) -> None:
    page = root.page
    root.goes_to("/console/users/")
    page.get_by_role("checkbox", name="Select night").check()
    # Somebody else deletes the user: nothing is left to ask about.
    page.locator("input[name=pick][value=night]").evaluate("one => { one.value = 'gone'; }")
    page.get_by_role("button", name="Delete", exact=True).click()

    expect(page.get_by_text("Select the users first.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_script_a_page_asks(root: Person, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=root.page.context.storage_state())
    page = context.new_page()
    page.goto(f"{root.url}/console/users/")
    page.get_by_role("checkbox", name="Select report").check()
    page.get_by_role("button", name="Delete", exact=True).click()

    expect(page.get_by_role("heading", name="Delete: report")).to_be_visible()
    page.get_by_label("To confirm, type report").fill("report")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Delete: results")).to_be_visible()
    context.close()
