"""The steps of saving a policy without a script: the form, the review of what it would change, the operation."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from policies.models import Policy
from tests.cast import ACCOUNT, Person

ARN = f"arn:aws:iam::{ACCOUNT}:policy/reader"
EDIT = f"/console/policies/edit/?{urlencode({'arn': ARN})}"
CREATE = "/console/policies/create/"
READ = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}'
WRITE = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateUser","Resource":"*"}}'
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def reader(alice: Person, bob: Person) -> Policy:
    """A policy that bob has."""
    alice.client().create_policy(PolicyName="reader", PolicyDocument=READ)
    alice.client().attach_user_policy(UserName="bob", PolicyArn=ARN)
    return Policy.objects.get(name="reader")


def send(browser: Client, url: str, step: str, **fields: str) -> HttpResponse:
    return browser.post(url, {"step": step, **fields})


def sent(page: HttpResponse) -> dict[str, Any]:
    """Return what the review's form would send on."""
    return {field.html_name: field.value() for field in (*page.context["hidden"], *page.context["asked"])}


def test_the_editor_stands_in_for_a_text_box_that_works_without_it(alice: Person, reader: Policy) -> None:
    page = alice.browser().get(EDIT)

    text = page.content.decode()
    assert '<textarea name="document"' in text
    assert "data-editor" in text
    assert page.context["form"]["document"].value() == json.dumps(json.loads(READ), indent=2)


def test_a_review_saves_nothing_and_shows_what_would_change(alice: Person, reader: Policy) -> None:
    page = send(alice.browser(), EDIT, "review", document=WRITE)

    assert page.status_code == 200
    (comparison,) = page.context["review"]["Comparisons"]
    assert comparison["Gained"][0]["Action"] == "iam:CreateUser"
    assert comparison["Lost"][0]["Action"] == "iam:ListUsers"
    assert any(row.is_changed for row in page.context["rows"])
    assert "iam:CreateUser" in page.content.decode()
    assert reader.versions.count() == 1


def test_what_was_reviewed_is_what_is_saved(alice: Person, reader: Policy) -> None:
    browser = alice.browser()
    page = send(browser, EDIT, "review", document=WRITE.replace(",", ",\r\n"))

    answer = send(browser, EDIT, "save", **sent(page))

    assert answer.status_code == 302
    reader.refresh_from_db()
    assert reader.default_version == 2
    assert reader.versions.get(number=2).document == WRITE.replace(",", ",\n")


def test_a_version_may_be_saved_beside_the_default(alice: Person, reader: Policy) -> None:
    answer = send(alice.browser(), EDIT, "save", document=WRITE, set_as_default="no")

    assert answer.status_code == 302
    reader.refresh_from_db()
    assert (reader.default_version, reader.latest_version) == (1, 2)


def test_going_back_keeps_what_was_written(alice: Person, reader: Policy) -> None:
    page = send(alice.browser(), EDIT, "edit", document=WRITE)

    assert page.status_code == 200
    assert page.context["form"]["document"].value() == WRITE
    assert reader.versions.count() == 1


def test_a_full_policy_proposes_the_oldest_version_to_give_up(alice: Person, reader: Policy) -> None:
    for _ in range(4):
        alice.client().create_policy_version(PolicyArn=ARN, PolicyDocument=READ)
    browser = alice.browser()

    page = send(browser, EDIT, "review", document=WRITE)
    answer = send(browser, EDIT, "save", **sent(page))

    assert sent(page)["outgoing"] == "v2"
    assert answer.status_code == 302
    assert sorted(reader.versions.values_list("number", flat=True)) == [1, 3, 4, 5, 6]


def test_a_question_of_the_review_that_is_not_answered_is_asked_again(alice: Person, reader: Policy) -> None:
    for _ in range(4):
        alice.client().create_policy_version(PolicyArn=ARN, PolicyDocument=READ)

    page = send(alice.browser(), EDIT, "save", document=WRITE)

    assert page.status_code == 422
    assert page.context["form"].errors == {"outgoing": ["This field is required."]}
    assert page.context["review"]["Comparisons"]


@pytest.mark.parametrize(
    "document", ["", "{", '{"Version":"2012-10-17","Statement":[]}', '{"Statement":7}', "\u20ac", "[" * 200]
)
def test_a_text_that_is_no_policy_goes_back_to_the_editor(alice: Person, reader: Policy, document: str) -> None:
    page = send(alice.browser(), EDIT, "review", document=document)

    assert page.status_code == 422
    assert page.context["form"].errors["document"]
    assert page.context["form"]["document"].value() == document


def test_a_policy_that_is_too_large_is_refused_and_kept(alice: Person, reader: Policy) -> None:
    document = json.dumps(json.loads(WRITE) | {"Id": "x" * 7000})

    page = send(alice.browser(), EDIT, "save", document=document)

    assert page.status_code == 422
    assert page.context["form"].errors == {"document": ["Cannot exceed quota for PolicySize: 6144"]}
    assert page.context["form"]["document"].value() == document


def test_a_new_policy_is_reviewed_too(alice: Person) -> None:
    browser = alice.browser()
    page = send(browser, CREATE, "review", name="writer", description="Writes", document=WRITE)

    assert page.context["is_new"]
    assert page.context["review"]["TouchedActions"] == 1
    assert send(browser, CREATE, "save", **sent(page)).status_code == 302
    assert Policy.objects.get(name="writer").description == "Writes"


@pytest.mark.parametrize("place", ["users/bob", "groups/helpers"])
def test_inline_policies_take_the_same_steps(alice: Person, bob: Person, place: str) -> None:
    alice.client().create_group(GroupName="helpers")
    alice.client().add_user_to_group(GroupName="helpers", UserName="bob")
    browser, url = alice.browser(), f"/console/{place}/put-inline/"

    page = send(browser, url, "review", policy_name="own", policy_document=WRITE)
    assert [one["Name"] for one in page.context["review"]["Principals"]] == ["bob"]
    assert send(browser, url, "save", **sent(page)).status_code == 302

    again = send(browser, f"{url}?policy=own", "review", policy_document=READ)
    assert again.context["review"]["Comparisons"][0]["Lost"][0]["Action"] == "iam:CreateUser"
    assert any(row.is_changed for row in again.context["rows"])


def test_who_may_not_ask_for_a_review_may_still_save(alice: Person, bob: Person, reader: Policy) -> None:
    allowed = {"Effect": "Allow", "Action": ["iam:CreatePolicyVersion", "iam:GetPolicy"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    alice.client().put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=document)
    browser = bob.browser()

    page = send(browser, EDIT, "review", document=WRITE)

    assert page.status_code == 200
    assert "iamconsole:SimulatePolicyChange" in page.context["review_denied"]
    assert "access-analyzer:ValidatePolicy" in page.context["findings_denied"]
    assert send(browser, EDIT, "save", **sent(page)).status_code == 302


def test_findings_stand_in_the_review(alice: Person, reader: Policy) -> None:
    star = WRITE.replace("iam:CreateUser", "iam:PassRole")

    page = send(alice.browser(), EDIT, "review", document=star)

    assert page.context["findings"][0]["tone"] == "warning"


def test_texts_of_people_are_never_markup(alice: Person, reader: Policy) -> None:
    hostile = WRITE.replace('"*"', json.dumps(f"arn:aws:iam::{ACCOUNT}:user/{HOSTILE}"))

    for step in ("review", "edit"):
        assert HOSTILE not in send(alice.browser(), EDIT, step, document=hostile).content.decode()
