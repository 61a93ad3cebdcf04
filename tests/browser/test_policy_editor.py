"""The policy editor as somebody at a browser uses it: by mouse, by keyboard alone, on both sides."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.person import Person, Scheme, chromium
from tests.browser.screenshots import enrol
from tests.services import Site

pytestmark = pytest.mark.browser

# The machine may be busy with other tests.
expect.set_options(timeout=20_000)

ACCOUNT = "444455556666"
CREATE = "/console/policies/create/"
TWO = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "First",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::reports/*"
    },
    {"Sid": "Second", "Effect": "Deny", "NotAction": ["iam:*"], "Resource": "*"}
  ]
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def root(running_site: Site, browser: Browser) -> Person:
    """Root of an account of this module's own, signed in once."""
    account = running_site.create_account(ACCOUNT)
    person = Person.at(browser, running_site.url)
    enrol(person, account["Root"]["Password"], f"root@{ACCOUNT}.test")
    return person


@pytest.fixture(params=[("light", 1280), ("dark", 390)], ids=["wide", "phone"])
def person(root: Person, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Person]:
    """Root at a fresh window with the page that creates a policy: wide and light, or a phone in the dark."""
    scheme, width = request.param
    person = window(root, browser, width=width, scheme=scheme)
    yield person
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width
    assert person.complaints == []
    person.page.context.close()


def window(root: Person, browser: Browser, *, width: int = 1280, scheme: Scheme = "light") -> Person:
    person = Person.at(browser, root.url, width=width, scheme=scheme)
    person.page.context.add_cookies(root.page.context.cookies())  # type: ignore[arg-type]
    person.goes_to(CREATE)
    expect(person.page.locator("[data-editor][data-ready]")).to_be_attached()
    return person


def text(page: Page) -> str:
    """Return what the form would send."""
    return page.locator("textarea[name=document]").input_value()


def statements(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text(page))["Statement"]
    return found


def turn(page: Page, side: str) -> None:
    """Turn to one side of the editor where only one is shown at a time."""
    tab = page.get_by_role("button", name=side, exact=True)
    if tab.is_visible():
        tab.click()


def write(page: Page, content: str) -> None:
    """Put a text into the JSON side, as if it was pasted."""
    turn(page, "JSON")
    page.locator(".ace_text-input").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(content)
    expect(page.locator("textarea[name=document]")).to_have_value(content)


def card(page: Page, label: str) -> Locator:
    return page.get_by_role("listitem", name=label, exact=True)


def drag(handle: Locator, target: Locator) -> None:
    """Drag by mouse, or by finger where there is touch."""
    if not handle.evaluate("() => navigator.maxTouchPoints"):
        handle.drag_to(target)
        return
    session = handle.page.context.new_cdp_session(handle.page)
    handle.scroll_into_view_if_needed()
    for step, place in (("touchStart", handle), ("touchMove", target), ("touchEnd", None)):
        box = place.bounding_box() if place else None
        points = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}] if box else []
        session.send("Input.dispatchTouchEvent", {"type": step, "touchPoints": points})


def is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_policy_is_built_by_mouse_and_saved(person: Person) -> None:
    page = person.page
    start = text(page)
    first = card(page, "Statement 1")

    # A service is searched, its actions chosen by level, by name and by pattern.
    first.get_by_role("button", name="Add actions").click()
    first.get_by_label("Search services").fill("sqs")
    expect(first.get_by_label("Service", exact=True).locator("option")).to_have_count(1)
    first.get_by_label("Service", exact=True).locator("option").click()
    first.get_by_label("All Tagging actions").check()
    expect(first.get_by_text("2 of 2 selected")).to_be_visible()
    first.get_by_label("Search the actions of Amazon SQS").fill("receivemess")
    first.get_by_label("ReceiveMessage").check()
    first.get_by_label("A pattern of actions").fill("Delete*")
    expect(first.get_by_text("Matches 2 actions.")).to_be_visible()
    first.get_by_label("A pattern of actions").press("Enter")
    chosen = statements(page)[0]["Action"]
    assert chosen[-2:] == ["sqs:ReceiveMessage", "sqs:Delete*"]
    assert len(chosen) == 4

    # A resource is built from its parts; a wrong ARN is refused where it was written.
    first.get_by_role("button", name="Add resources").click()
    first.get_by_label("QueueName", exact=True).fill("orders")
    first.get_by_label("Any Region").check()
    first.get_by_role("button", name="Add this ARN").click()
    first.get_by_label("Paste an ARN").fill("orders")
    first.get_by_label("Paste an ARN").press("Enter")
    expect(first.get_by_text("An ARN begins with arn:")).to_be_visible()
    assert statements(page)[0]["Resource"] == [f"arn:aws:sqs:*:{ACCOUNT}:orders"]

    # Conditions: by shortcut, and by key with the operators of its type.
    first.get_by_role("button", name="Require MFA").click()
    first.get_by_role("button", name="Source IP").click()
    expect(first.get_by_label("Operator", exact=True)).to_have_value("IpAddress")
    first.get_by_label("Values", exact=True).fill("192.0.2.0/24\n198.51.100.0/24")
    first.get_by_role("button", name="Add this condition").click()
    assert statements(page)[0]["Condition"] == {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "198.51.100.0/24"]},
    }
    built = text(page)

    # Every change can be taken back, one by one, and made again.
    steps = 0
    while page.get_by_role("button", name="Undo").is_enabled():
        page.get_by_role("button", name="Undo").click()
        steps += 1
    assert (steps, text(page)) == (6, start)
    for _ in range(steps):
        page.get_by_role("button", name="Redo").click()
    assert text(page) == built

    name = f"Orders-{page.evaluate('innerWidth')}"
    person.fills("Policy name", name)
    person.presses("Review changes")
    expect(page.get_by_role("heading", name="Review: Create policy")).to_be_visible()
    expect(page.get_by_text("Nobody. As soon as")).to_be_visible()
    is_accessible(page)
    person.presses("Back to editing")
    expect(page.get_by_label("Policy name")).to_have_value(name)
    assert text(page) == built
    person.presses("Review changes")
    person.presses("Create policy")
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_everything_can_be_done_by_keyboard(person: Person) -> None:
    page = person.page
    write(page, TWO)
    keys = page.keyboard

    # Escape and Tab lead out of the JSON box.
    keys.press("Escape")
    keys.press("Tab")
    expect(page.locator(".ace_text-input")).not_to_be_focused()
    turn(page, "Visual")

    # Statements change places with the arrows, and the focus goes along.
    handle = page.get_by_role("button", name="Move Second:")
    handle.focus()
    keys.press("ArrowUp")
    assert [one["Sid"] for one in statements(page)] == ["Second", "First"]
    expect(page.get_by_role("button", name="Move Second:")).to_be_focused()
    keys.press("Control+z")
    assert text(page) == TWO
    keys.press("Control+y")
    assert [one["Sid"] for one in statements(page)] == ["Second", "First"]
    keys.press("Control+z")

    # From the handle by Tab: name, effect, copy, remove.
    page.get_by_role("button", name="Move First:").focus()
    keys.press("Tab")
    keys.press("Control+A")
    keys.type("Renamed")
    keys.press("Tab")
    keys.type("D")
    keys.press("Tab")
    keys.press("Enter")
    assert [(one["Sid"], one["Effect"]) for one in statements(page)] == [
        ("Renamed", "Deny"),
        ("Renamed2", "Deny"),
        ("Second", "Deny"),
    ]
    page.get_by_role("button", name="Remove Renamed2").press("Enter")
    assert len(statements(page)) == 2

    # A panel is opened, used and closed without a pointer.
    second = card(page, "Second")
    second.get_by_role("button", name="Add actions").press("Enter")
    second.get_by_role("button", name="Another service").press("Enter")
    keys.type("sts")
    expect(second.get_by_label("Service", exact=True)).to_contain_text("Security Token Service")
    keys.press("Enter")
    second.get_by_label("Search the actions of AWS Security Token Service").press_sequentially("assumerole")
    second.get_by_label("AssumeRole ", exact=False).first.press(" ")
    assert statements(page)[1]["NotAction"] == ["iam:*", "sts:AssumeRole"]
    keys.press("Escape")
    expect(second.get_by_role("button", name="Add actions")).to_be_focused()
    second.get_by_label("Which actions").select_option("Action")
    assert statements(page)[1]["Action"] == ["iam:*", "sts:AssumeRole"]


def test_the_json_side_leads_and_loses_nothing(person: Person) -> None:
    page = person.page
    odd = TWO.replace('"Sid": "Second"', '"Extra": 1, "Sid": "Second"')
    write(page, odd)
    turn(page, "Visual")
    expect(card(page, "Second").get_by_text("The element Extra is unknown.")).to_be_visible()
    card(page, "First").get_by_label("Effect").select_option("Deny")
    assert text(page) == odd.replace('"Allow"', '"Deny"')

    # A text that cannot be read leaves the visual side to look at, and is told with its line.
    write(page, odd + "}")
    expect(page.locator(".finding")).to_contain_text("Nothing may follow the end of the policy.")
    turn(page, "Visual")
    expect(page.get_by_text("this side only shows how it was before")).to_be_visible()
    expect(page.get_by_role("button", name="Add statement")).to_be_disabled()
    expect(card(page, "First").get_by_label("Effect")).to_be_disabled()
    person.fills("Policy name", "Odd")
    person.presses("Review changes")
    expect(page.get_by_text("Nothing was changed")).to_be_visible()
    assert text(page) == odd + "}"

    # Findings come while one writes, and lead to their places.
    write(page, TWO.replace("s3:GetObject", "s3:GetObjct"))
    finding = page.locator(".finding").filter(has_text="s3:GetObjct")
    expect(finding).to_be_visible()
    expect(page.locator(".mark-error")).to_be_attached()
    turn(page, "Visual")
    expect(card(page, "First").get_by_text("unknown", exact=True)).to_be_visible()
    turn(page, "JSON")
    finding.get_by_role("button").click()
    expect(page.locator(".ace_gutter-active-line")).to_have_text("7")
    finding.locator("summary").click()
    expect(finding.locator("details p").first).to_be_visible()

    # Format spreads the lines; the size stays.
    size = page.locator("[data-editor-size]").inner_text()
    page.get_by_role("button", name="Format").click()
    assert '"NotAction": [\n' in text(page)
    expect(page.locator("[data-editor-size]")).to_have_text(size)
    write(page, TWO.replace("First", "x" * 7000))
    expect(page.get_by_text("characters too many")).to_be_visible()


def test_names_are_completed_from_the_catalog(person: Person) -> None:
    page = person.page
    write(page, '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjectTag"')
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Space")
    popup = page.locator(".ace_autocomplete")
    expect(popup).to_contain_text("s3:GetObjectTagging")
    page.keyboard.press("Enter")
    assert '"s3:GetObjectTagging"' in text(page)
    page.keyboard.press("End")
    page.keyboard.insert_text(', "Condition": {"StringEq": {}}}]}')
    for _ in range(len('": {}}}]}')):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Space")
    expect(popup).to_contain_text("StringEqualsIgnoreCase")
    page.keyboard.press("Escape")


def test_arns_are_completed_by_the_name_of_what_is_there(person: Person) -> None:
    page = person.page
    write(
        page, '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:Get*", "Resource": "PowerUs"'
    )
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Space")
    expect(page.locator(".ace_autocomplete")).to_contain_text("policy/PowerUserAccess")
    page.keyboard.press("Enter")
    assert '"Resource": "arn:aws:iam::aws:policy/PowerUserAccess"' in text(page)


def test_an_arn_of_the_account_is_built_by_a_part_of_its_name(person: Person) -> None:
    page, keys = person.page, person.page.keyboard
    write(page, TWO.replace("s3:GetObject", "iam:GetPolicy"))
    turn(page, "Visual")
    first = card(page, "First")
    first.get_by_role("button", name="Add resources").press("Enter")
    field = first.get_by_role("combobox", name="PolicyNameWithPath")
    field.press_sequentially("PowerUs")
    offered = first.get_by_role("listbox", name="What is there: policy").get_by_role("option")
    expect(offered.first).to_contain_text("PowerUserAccess")
    is_accessible(page)

    # Escape closes the list and leaves the panel; what is chosen fills every part.
    keys.press("Escape")
    expect(offered).to_have_count(0)
    field.press_sequentially("e")
    expect(offered.first).to_contain_text("PowerUserAccess")
    keys.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("suggestions-"))
    is_accessible(page)
    keys.press("Enter")
    expect(field).to_have_value("PowerUserAccess")
    expect(field).to_be_focused()
    expect(first.get_by_label("Account", exact=True)).to_have_value("aws")
    first.get_by_role("button", name="Add this ARN").press("Enter")
    assert statements(page)[0]["Resource"][1] == "arn:aws:iam::aws:policy/PowerUserAccess"

    # By pointer as well; a type that the account does not keep has no list.
    field.fill("AmazonSQSReadOnly")
    offered.first.click()
    expect(field).to_have_value("AmazonSQSReadOnlyAccess")
    write(page, TWO)
    turn(page, "Visual")
    expect(first.get_by_label("BucketName", exact=True)).to_be_visible()
    expect(first.get_by_role("combobox", name="BucketName")).to_have_count(0)


def test_statements_are_dragged_and_come_from_elsewhere(person: Person) -> None:
    page = person.page
    write(page, TWO)
    turn(page, "Visual")
    drag(page.get_by_role("button", name="Move Second:"), card(page, "First"))
    assert [one["Sid"] for one in statements(page)] == ["Second", "First"]
    page.get_by_role("button", name="Undo").click()
    assert text(page) == TWO
    page.get_by_role("button", name="Templates").click()
    is_accessible(page)
    page.get_by_role("button", name="Nothing without MFA").click()
    assert statements(page)[2]["Sid"] == "NothingWithoutMFA"
    page.get_by_role("button", name="Import policy").click()
    page.get_by_label("Search policies").fill("AmazonSQSReadOnly")
    page.get_by_role("button", name="AmazonSQSReadOnlyAccess").click()
    expect(page.locator(".statement")).to_have_count(4)
    assert statements(page)[3]["Effect"] == "Allow"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert text(page) == TWO


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_it_is_accessible_and_fits(root: Person, browser: Browser, scheme: Scheme, width: int) -> None:
    person = window(root, browser, width=width, scheme=scheme)
    page = person.page
    write(page, TWO.replace("s3:GetObject", "s3:GetObjct"))
    expect(page.locator(".finding").first).to_be_visible()
    if width < 600:
        is_accessible(page)
    turn(page, "Visual")
    for panel in ("Add actions", "Add resources", "Add condition"):
        card(page, "First").get_by_role("button", name=panel).click()
        expect(card(page, "First").get_by_role("group", name=panel)).to_be_visible()
        # Looking takes seconds: each panel is looked at once, in one of the four windows, and the last in all.
        if panel == "Add condition" or (scheme, width) == ("light", 390):
            is_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert person.complaints == []
    page.context.close()
