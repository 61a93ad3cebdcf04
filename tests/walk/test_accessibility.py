"""Looks at every page of the site in a real browser: with axe, light and dark, wide and narrow, and at its console."""

from collections import deque

import pytest
from django.conf import settings
from django.test import RequestFactory
from playwright.sync_api import Page, expect

from iamconsole.console import errors
from tests.browser.inspection import FRAME, MENU
from tests.walk import pages
from tests.walk.addresses import addresses, report
from tests.walk.walker import Shown, Walker
from tests.walk.world import DOCUMENT

pytestmark = pytest.mark.browser

READ = tuple(address for address in addresses() if "get" in address.methods)
FEATURES = tuple(dict.fromkeys(address.name.partition(":")[0] for address in READ))
# One of each frame; on every other page only what is inside it can be new.
FRAMES = ("console:home", "signin:sign-in")
# A page that shows what it could not understand says so.
STATUSES = (200, 422)
BROKEN = "/console/broken/"


@pytest.mark.parametrize("feature", FEATURES)
def test_every_page_can_be_read_by_everybody(walker: Walker, feature: str) -> None:
    for address in READ:
        if address.name.partition(":")[0] != feature:
            continue
        walker.is_(pages.viewer(address))
        left, known = deque(pages.paths(address, walker.account.names)), set[str]()
        while left:
            path = left.popleft()
            if path in known:
                continue
            known.add(path)
            shown, status = walker.goes_to(path)
            if status not in STATUSES:
                walker.notes(f"answers {status}: say in tests/walk/pages.py what {address.name} is about")
            if shown is Shown.PAGE:
                walker.looks(but=() if address.name in FRAMES else FRAME)
                left.extend(walker.tabs())

    assert not walker.wrong, report(walker.wrong)


def test_every_step_of_a_wizard_can_be_read(walker: Walker) -> None:
    page = walker.page
    walker.is_("alice")
    walker.goes_to("/console/users/new/user/")
    page.get_by_label("User name").fill("carol")
    page.get_by_label("With a random password, shown once at the end").check()
    for step in ("Permissions", "Tags", "Review"):
        walker.presses("Next")
        stands_at(page, step)
        walker.looks()
    walker.presses("Create user")
    expect(page.get_by_text("This is the only time the password is shown")).to_be_visible()
    walker.looks()
    walker.goes_to("/console/roles/new/role/")
    page.get_by_text("AWS account", exact=True).click()
    for step in ("Permissions", "Name", "Review"):
        walker.presses("Next")
        stands_at(page, step)
        walker.looks()
        if step == "Name":
            page.get_by_label("Role name").fill("deploy")
    walker.goes_to("/console/policies/create/")
    page.get_by_label("Policy name").fill("ReadAll")
    expect(page.locator("[data-editor][data-ready]")).to_be_attached()
    page.locator(".ace_text-input").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(DOCUMENT)
    walker.presses("Review changes")
    expect(page.get_by_role("button", name="Create policy")).to_be_visible()
    walker.looks()

    assert not walker.wrong, report(walker.wrong)


def test_what_opens_over_a_page_can_be_read(walker: Walker) -> None:
    page = walker.page
    walker.is_("alice")
    walker.goes_to("/console/users/")
    page.keyboard.press("?")
    walker.sees_dialog("Keyboard shortcuts")
    page.keyboard.press("Control+k")
    page.keyboard.type("known")
    page.get_by_role("option").first.wait_for()
    walker.looks()
    page.keyboard.press("Escape")
    for menu in page.locator("details[data-menu] > summary").all():
        menu.click()
        walker.looks(within=MENU)
    walker.goes_to("/console/policies/create/")
    expect(page.locator("[data-editor][data-ready]")).to_be_attached()
    for button, title in (("Templates", "Templates"), ("Import policy", "Import policy")):
        walker.presses(button)
        page.locator("dialog[open] [data-list] li").first.wait_for()
        walker.sees_dialog(title)

    assert not walker.wrong, report(walker.wrong)


def test_pages_that_refuse_can_be_read(walker: Walker) -> None:
    walker.is_("bob")
    walker.goes_to("/console/users/")
    walker.sees("Users")
    walker.is_("alice")
    walker.goes_to("/console/users/nobody/")
    walker.sees("There is no such page")
    walker.goes_to("/console/groups/new/group/")
    walker.page.locator("[name=csrfmiddlewaretoken]").evaluate_all("all => all.forEach(one => one.remove())")
    walker.page.get_by_label("Group name").fill("forged")
    walker.presses("Create group")
    walker.sees("You may not open this page")
    walker.goes_to("/console/users/?" + "&page=1" * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    walker.sees("The request could not be read")
    walker.page.route(f"**{BROKEN}", lambda route: route.fulfill(status=500, body=_broken(), content_type="text/html"))
    walker.goes_to(BROKEN)
    walker.sees("Something went wrong on our side")

    assert not walker.wrong, report(walker.wrong)


def stands_at(page: Page, step: str) -> None:
    expect(page.locator("[aria-current=step]")).to_contain_text(step)


def _broken() -> bytes:
    return errors.server_error(RequestFactory().get(BROKEN)).content
