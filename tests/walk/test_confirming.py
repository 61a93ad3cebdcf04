"""Confirming as somebody at a browser does it: in a dialog by keyboard alone, and on plain pages without any script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.cast import ACCOUNT, PASSWORD
from tests.codes import code
from tests.walk.addresses import report
from tests.walk.walker import Walker
from tests.walk.world import DOCUMENT

pytestmark = pytest.mark.browser

# The machine may be busy with other tests.
expect.set_options(timeout=20_000)

ROLE = "unseen-role"


@pytest.fixture
def plain(walker: Walker) -> Iterator[Page]:
    """A window in which no script runs."""
    browser = walker.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, base_url=walker.url)
    yield context.new_page()
    context.close()


def test_a_dialog_asks_for_the_name_of_what_is_deleted(walker: Walker) -> None:
    page = walker.page
    walker.is_("alice")
    walker.goes_to(f"/console/roles/{ROLE}/")
    link, dialog = page.get_by_role("link", name="Delete role"), page.get_by_role("dialog", name="Delete role")
    name, delete = dialog.get_by_role("textbox"), dialog.get_by_role("button", name="Delete role")

    # Escape and Cancel close it, and lead back to where one was.
    link.press("Enter")
    expect(name).to_be_focused()
    expect(delete).to_be_disabled()
    walker.sees_dialog("Delete role")
    expect(link).to_be_focused()
    link.press("Enter")
    dialog.get_by_role("link", name="Cancel").press("Enter")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()
    assert page.url.endswith(f"/console/roles/{ROLE}/")

    # Only the very name will do.
    link.press("Enter")
    name.fill(ROLE.upper())
    name.press("Enter")
    expect(delete).to_be_disabled()
    name.fill(ROLE)
    expect(delete).to_be_enabled()
    name.press("Enter")
    expect(page.get_by_text(f"The role {ROLE} is deleted.")).to_be_visible()
    assert page.url.endswith("/console/roles/")
    assert not walker.wrong, report(walker.wrong)


def test_what_cannot_be_asked_in_a_dialog_is_a_page(walker: Walker) -> None:
    """A policy that is in use: its page says who has it, and asks nothing."""
    walker.is_("alice")
    walker.goes_to(f"/console/policies/detail/?arn={walker.account.names['arn']}")

    walker.page.get_by_role("link", name="Delete").first.click()

    expect(walker.page.get_by_text("The policy is in use")).to_be_visible()
    expect(walker.page.get_by_role("dialog")).to_be_hidden()


def test_everything_works_without_scripts(walker: Walker, plain: Page) -> None:
    # A sign-in with a password and a code.
    plain.goto("/console/sign-in/")
    fill(plain, {"Account ID or alias": ACCOUNT, "User name": "alice", "Password": PASSWORD})
    press(plain, "Sign in")
    plain.get_by_role("link", name="Authenticator app").click()
    fill(plain, {"Code": code(walker.account.seed)})
    press(plain, "Continue")
    expect(plain.get_by_role("heading", name="Dashboard")).to_be_visible()

    # A user is made step by step.
    plain.goto("/console/users/new/user/")
    fill(plain, {"User name": "dave"})
    for _step in ("Permissions", "Tags", "Review"):
        press(plain, "Next")
    press(plain, "Create user")
    expect(plain.get_by_role("heading", name="dave", level=1)).to_be_visible()

    # A policy is written as JSON.
    plain.goto("/console/policies/create/")
    fill(plain, {"Policy name": "ReadAll", "Policy document": DOCUMENT})
    press(plain, "Review changes")
    press(plain, "Create policy")
    expect(plain.get_by_role("heading", name="ReadAll", level=1)).to_be_visible()

    # The user is deleted by a page that asks for the name, and asks again.
    plain.goto("/console/users/dave/")
    plain.get_by_role("link", name="Delete user").click()
    fill(plain, {"To confirm, type dave": "david"})
    press(plain, "Delete user")
    expect(plain.get_by_label("To confirm, type dave")).to_have_attribute("aria-invalid", "true")
    fill(plain, {"To confirm, type dave": "dave"})
    press(plain, "Delete user")
    expect(plain.get_by_text("The user dave is deleted.")).to_be_visible()


def fill(page: Page, fields: dict[str, str]) -> None:
    for label, text in fields.items():
        page.get_by_label(label).fill(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
