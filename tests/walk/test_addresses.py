"""Walks every address of the site as everybody who must not come in, or must not see what is there."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.signin import flow
from tests import inprocess
from tests.cast import Person
from tests.walk import world
from tests.walk.addresses import METHODS, Address, addresses, report
from tests.walk.world import World, rows

SIGN_IN = "/console/sign-in/"
FIRST_DEVICE = "/console/sign-in/first-device/"
CODE = "/console/sign-in/code/"
BEHIND = tuple(address for address in addresses() if not address.is_open)
# Whoever stands before one of these is at it already, or may leave.
STEPS = frozenset({"signin:sign-out"}).union(*flow.PAGES.values())
JSON = "api/"
# What everybody may do to oneself, whatever the policies say.
ALWAYS_ALLOWED = ("security:end-other-sessions",)


def client(*, enforce_csrf_checks: bool = False) -> Client:
    made = Client(enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=False)
    made.handler = inprocess.handler()
    made.handler.enforce_csrf_checks = enforce_csrf_checks
    return made


def content(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def with_password_only(person: Person) -> Client:
    browser = client()
    browser.force_login(person.user)
    return browser


def ask(browser: Client, method: str, address: Address, account: World, **more: Any) -> HttpResponse:
    """Send a request that names all it can of what there is in the account."""
    path = address.path(account.names)
    if method == "get":
        return _whole(browser.get(path, account.names, **more))
    fields = {**account.names, **{name: account.names.get(name, world.NAME) for name in address.fields}}
    if address.route.startswith(JSON):
        return browser.generic(method.upper(), path, b"{}", content_type="application/json", **more)
    return browser.post(path, fields, **more)


def _whole(answer: Any) -> HttpResponse:
    """Return an answer with all its content, also one that comes as a stream."""
    if not answer.streaming:
        return answer
    return HttpResponse(answer.getvalue(), status=answer.status_code, headers=answer.headers)


@contextmanager
def undone(browser: Client, method: str, address: Address, account: World) -> Iterator[HttpResponse]:
    """Yield the answer to a request, and take back all that it did afterwards."""
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        yield ask(browser, method, address, account)
        transaction.set_rollback(True)
    browser.cookies = cookies


def test_nobody_is_sent_to_the_sign_in(account: World) -> None:
    wrong = []
    for address in BEHIND:
        for method in sorted(address.methods & {"get", "post"}):
            answer = ask(client(), method, address, account)
            is_refused = answer.status_code == 401 if address.route.startswith(JSON) else _leads_to(answer, SIGN_IN)
            if not is_refused or account.seen_in(content(answer)):
                wrong.append((method, address.name, answer.status_code))

    assert not wrong, report(wrong)


def test_nobody_is_sent_from_a_fragment_to_the_sign_in_as_a_page(account: World) -> None:
    pages = [address for address in BEHIND if "get" in address.methods and not address.route.startswith(JSON)]

    answers = [ask(client(), "get", address, account, headers={"HX-Request": "true"}) for address in pages]

    assert {(answer.status_code, answer.headers["HX-Redirect"].partition("?")[0]) for answer in answers} == {
        (200, SIGN_IN)
    }
    assert not any(content(answer) for answer in answers)


def test_open_pages_tell_nobody_anything(account: World) -> None:
    for address in addresses():
        if address.is_open:
            answer = ask(client(), "get", address, account)
            assert answer.status_code < 500, address
            assert account.seen_in(content(answer)) == [], address


@pytest.mark.parametrize("step", [FIRST_DEVICE, CODE])
def test_a_user_without_a_second_factor_reaches_no_page(account: World, step: str) -> None:
    browser, before = with_password_only(account.alice if step == CODE else account.newcomer), rows()
    wrong = []
    for address in BEHIND:
        if address.name in STEPS:
            continue
        for method in ("get", "post"):
            answer = ask(browser, method, address, account)
            is_refused = answer.status_code == 401 if address.route.startswith(JSON) else _leads_to(answer, step)
            if not is_refused or account.seen_in(content(answer)):
                wrong.append((method, address.name, answer.status_code))

    assert not wrong, report(wrong)
    assert rows() == before


def test_a_user_without_permission_sees_nothing_and_changes_nothing(account: World) -> None:
    browser, before = account.bob.browser(), rows()
    wrong = []
    for address in BEHIND:
        for method in sorted(address.methods & {"get", "post"}):
            with undone(browser, method, address, account) as answer:
                is_changed = rows() != before and address.name not in ALWAYS_ALLOWED
                if answer.status_code >= 500 or account.seen_in(content(answer)) or is_changed:
                    wrong.append((method, address.name, answer.status_code, account.seen_in(content(answer))))

    assert not wrong, report(wrong)


def test_a_user_of_another_account_sees_nothing_and_changes_nothing(account: World) -> None:
    browser = account.mallory.browser()
    wrong = []
    for address in BEHIND:
        for method in sorted(address.methods & {"get", "post"}):
            with undone(browser, method, address, account) as answer:
                seen, changed = account.seen_in(content(answer), world.ALIAS), world.changed(account.before_mallory)
                if answer.status_code >= 500 or seen or changed:
                    wrong.append((method, address.name, answer.status_code, seen, changed))

    assert not wrong, report(wrong)


def test_what_belongs_to_another_account_cannot_be_acted_on(account: World) -> None:
    browser, wrong = account.mallory.browser(), []
    for address in BEHIND:
        if address.arguments and "post" in address.methods:
            with undone(browser, "post", address, account) as answer:
                if answer.status_code not in (400, 403, 404, 422):
                    wrong.append((address.name, answer.status_code))

    assert not wrong, report(wrong)


def test_the_walk_would_see_what_is_there(account: World) -> None:
    """The same walk by somebody who may: without this a walk that saw nothing would prove nothing."""
    browser = account.alice.browser()
    seen = {address.name for address in BEHIND if account.seen_in(content(ask(browser, "get", address, account)))}

    assert {"users:list", "users:detail", "groups:list", "policies:detail", "audit:event", "reports:mail"} <= seen
    assert len(seen) >= 20


def test_a_method_that_a_page_does_not_have_is_refused(account: World) -> None:
    browser = account.alice.browser()
    wrong = []
    for address in BEHIND:
        for method in set(METHODS) - address.methods:
            answer = browser.generic(method.upper(), address.path(account.names))
            if answer.status_code != 405:
                wrong.append((method, address.name, answer.status_code))

    assert not wrong, report(wrong)


def test_no_form_is_taken_without_the_token_of_its_page(account: World) -> None:
    browser, before = client(enforce_csrf_checks=True), rows()
    browser.cookies = account.alice.browser().cookies
    before = rows()
    wrong = []
    for address in addresses():
        if "post" in address.methods and not getattr(address.view, "csrf_exempt", False):
            answer = ask(browser, "post", address, account)
            if answer.status_code != 403:
                wrong.append((address.name, answer.status_code))

    assert not wrong, report(wrong)
    assert rows() == before


def _leads_to(answer: HttpResponse, page: str) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].partition("?")[0] == page
