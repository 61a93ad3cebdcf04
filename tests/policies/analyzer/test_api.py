"""POST /api/validate: what the editor's script asks while somebody types."""

import json
from typing import Any

from django.test import Client

from tests.cast import Person

STAR = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}]}'


def post(browser: Client, body: Any, **headers: str) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return browser.post("/api/validate", text, content_type="application/json", headers=headers)


def test_it_answers_what_the_operation_answers(alice: Person) -> None:
    answer = post(alice.browser(), {"policyDocument": STAR, "policyType": "IDENTITY_POLICY"})

    assert answer.status_code == 200
    assert answer.json()["findings"][0]["issueCode"] == "PASS_ROLE_WITH_STAR_IN_RESOURCE"
    assert [*answer.json()] == ["findings"]


def test_nobody_gets_in_without_signing_in(db: None) -> None:
    answer = post(Client(), {"policyDocument": STAR, "policyType": "IDENTITY_POLICY"})

    assert answer.status_code == 401


def test_another_sites_form_cannot_use_the_session(alice: Person) -> None:
    browser = alice.browser()
    browser.handler.enforce_csrf_checks = True

    answer = post(browser, {"policyDocument": STAR, "policyType": "IDENTITY_POLICY"})

    assert answer.status_code == 403


def test_the_token_of_the_page_lets_the_script_in(alice: Person) -> None:
    browser = alice.browser()
    browser.handler.enforce_csrf_checks = True
    token = "a" * 32
    browser.cookies["iamconsole_csrf"] = token

    answer = post(browser, {"policyDocument": STAR, "policyType": "IDENTITY_POLICY"}, **{"X-CSRFToken": token})

    assert answer.status_code == 200


def test_it_needs_the_permission(bob: Person) -> None:
    answer = post(bob.browser(), {"policyDocument": STAR, "policyType": "IDENTITY_POLICY"})

    assert answer.status_code == 403
    assert answer.json()["code"] == "AccessDenied"


def test_bodies_that_are_no_request_are_refused(alice: Person) -> None:
    browser = alice.browser()

    answers = [post(browser, body) for body in ("{", "[]", "null", {"policyDocument": 7}, {"policyType": "X"})]

    assert {answer.status_code for answer in answers} == {400}


def test_only_json_is_read(alice: Person) -> None:
    browser = alice.browser()

    form = browser.post("/api/validate", {"policyDocument": STAR, "policyType": "IDENTITY_POLICY"})

    assert form.status_code == 415


def test_only_post_is_answered(alice: Person) -> None:
    assert alice.browser().get("/api/validate").status_code == 405
