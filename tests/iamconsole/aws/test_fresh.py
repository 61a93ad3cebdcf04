"""What gives or takes access asks for a fresh factor: every page, and whatever a page might forget."""

import fnmatch
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.mfa import enforcement
from accounts.models.account import MFARequirement
from accounts.signin.caller import CONFIRMED_AT
from iamconsole.aws import fresh, registry
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller, CallerKind, Face, Origin
from policies.models import Policy
from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import code

KEYS = "/console/security/create-key/"
CONFIRM = "/console/confirm/"


def stale(browser: Client, minutes: int = 16) -> Client:
    """Make the last factor of the session so many minutes old."""
    session = browser.session
    session[CONFIRMED_AT] = (timezone.now() - timedelta(minutes=minutes)).isoformat()
    session.save()
    return browser


def confirm(browser: Client, person: Person, address: str) -> Any:
    device = person.user.mfa_devices.get()
    return browser.post(address, {"device": device.serial_number, "code": code(device.seed)}, follow=False)


def test_a_page_asks_before_its_form_is_shown_and_comes_back(alice: Person) -> None:
    browser = stale(alice.browser())

    asked = browser.get(KEYS)
    page = browser.get(asked.url)
    answer = confirm(browser, alice, page.url)

    assert asked.url == f"{CONFIRM}?next=%2Fconsole%2Fsecurity%2Fcreate-key%2F"
    assert "Confirm it is you" in browser.get(page.url).content.decode()
    assert answer.url == KEYS
    assert browser.get(KEYS).status_code == 200


def test_what_does_not_give_access_is_not_asked(alice: Person) -> None:
    browser = stale(alice.browser())

    assert browser.get("/console/").status_code == 200
    assert browser.get("/console/users/").status_code == 200
    assert browser.get("/console/users/alice/tags/").status_code == 200


def test_a_form_that_came_too_late_keeps_what_was_typed(alice: Person) -> None:
    browser = stale(alice.browser())
    page = "/console/policies/create/"
    typed = {"name": "kept-name", "description": "kept words", "document": '{"kept": 1}'}

    late = browser.post(page, typed)
    answer = confirm(browser, alice, browser.get(late.url).url)
    shown = browser.get(answer.url).content.decode()

    assert (answer.url, Policy.objects.filter(name="kept-name").count()) == (page, 0)
    assert "kept-name" in shown
    assert "Nothing was changed yet" in shown
    assert "kept-name" not in browser.get(answer.url).content.decode()


def test_secrets_are_not_kept(alice: Person) -> None:
    browser = stale(alice.browser())
    fields = {"old_password": PASSWORD, "new_password": "Another-Horse-8", "repeated": "Another-Horse-8"}

    late = browser.post("/console/security/password/", fields)

    assert late.url.startswith(CONFIRM)
    assert "Another-Horse-8" not in str(dict(browser.session))
    assert PASSWORD not in str(dict(browser.session))


def test_a_fragment_sends_the_whole_page_there(alice: Person) -> None:
    answer = stale(alice.browser()).post(KEYS, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"].startswith(CONFIRM)


def test_a_wrong_code_confirms_nothing(alice: Person) -> None:
    browser = stale(alice.browser())
    device = alice.user.mfa_devices.get()

    answer = browser.post(f"{CONFIRM}code/", {"device": device.serial_number, "code": "000000", "next": KEYS})

    assert answer.status_code == 422
    assert browser.get(KEYS).status_code == 302


def test_it_comes_back_only_to_our_own_pages(alice: Person) -> None:
    browser = stale(alice.browser())

    answer = confirm(browser, alice, f"{CONFIRM}code/?next=https://evil.example/")

    assert answer.url == "/console/"


def test_whoever_has_no_device_enters_the_password(root: Person, bob: Person) -> None:
    enforcement.require(ACCOUNT, MFARequirement.POLICY)
    browser = Client()
    browser.handler = inprocess.handler()
    browser.post("/console/sign-in/", {"account": ACCOUNT, "user_name": "bob", "password": PASSWORD})
    asked = stale(browser).get(KEYS)
    page = browser.get(asked.url).url

    assert browser.post(page, {"password": "wrong"}).status_code == 422
    assert browser.get(KEYS).status_code == 302
    assert browser.post(page, {"password": PASSWORD, "next": KEYS}).url == KEYS
    assert browser.get(KEYS).status_code == 200


def test_a_password_does_not_confirm_for_whoever_has_a_device(alice: Person) -> None:
    browser = stale(alice.browser())

    answer = browser.post(f"{CONFIRM}password/", {"password": PASSWORD, "next": KEYS})

    assert answer.url.startswith(f"{CONFIRM}code/")
    assert browser.get(KEYS).status_code == 302


def test_the_pipeline_refuses_what_a_page_forgot(alice: Person) -> None:
    old = datetime(2026, 1, 1, tzinfo=UTC)
    for confirmed_at in (None, old):
        caller = of_page(alice, confirmed_at)
        with pytest.raises(fresh.ConfirmationRequired):
            invoke(caller, "iam", "CreateAccessKey", {})
    assert alice.user.access_keys.count() == 1


def test_signed_requests_are_not_asked(alice: Person) -> None:
    assert alice.client().create_access_key()["AccessKey"]["Status"] == "Active"


@pytest.mark.parametrize(
    "action",
    [
        "iam:CreateAccessKey",
        "iam:DeleteLoginProfile",
        "iam:ChangePassword",
        "iam:DeactivateMFADevice",
        "iam:PutRolePolicy",
        "iam:AttachGroupPolicy",
        "iam:CreatePolicyVersion",
        "iam:UpdateAssumeRolePolicy",
        "iam:DeleteUserPermissionsBoundary",
        "iamconsole:RegisterOwnSecurityKey",
        "iamconsole:CreateRecoveryCodes",
        "iamconsole:PutMFARequirement",
        "iamconsole:SetUserEmail",
    ],
)
def test_the_table_knows_what_gives_access(action: str) -> None:
    assert fresh.is_sensitive(registry.find(*action.split(":")))


@pytest.mark.parametrize("action", ["iam:ListAccessKeys", "iam:GetPolicy", "iam:TagUser", "iamconsole:ListEvents"])
def test_the_table_leaves_the_rest_alone(action: str) -> None:
    assert not fresh.is_sensitive(registry.find(*action.split(":")))


def test_every_pattern_of_the_table_names_an_operation() -> None:
    actions = [operation.action for operation in registry.operations() if operation.changes]

    unused = [pattern for pattern in fresh.SENSITIVE if not fnmatch.filter(actions, pattern)]

    assert unused == []


def of_page(person: Person, confirmed_at: datetime | None) -> Caller:
    user = person.user
    return Caller(
        kind=CallerKind.USER,
        account_id=user.account_id,
        arn=user.arn,
        principal_arn=user.arn,
        user_id=user.unique_id,
        user_key=user.pk,
        user_name=user.name,
        origin=Origin(Face.CONSOLE, "test", confirmed_at=confirmed_at),
    )
