"""The simulator's page, as a person without script sees it."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.simulator.views import suggestions
from iamconsole.audit.models import Event
from policies.catalog import default_catalog
from tests.cast import ACCOUNT, Person

URL = "/console/simulator/"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
CONDITIONAL = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"},
            {
                "Sid": "Home",
                "Effect": "Allow",
                "Action": "s3:Put*",
                "Resource": "*",
                "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "Bool": {"aws:SecureTransport": "true"}},
            },
        ],
    }
)


def run(browser: Client, **fields: Any) -> Any:
    return browser.post(URL, {"run": "1", **fields})


def text_of(answer: Any) -> str:
    """Return the page's words without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_the_empty_page_offers_the_identities(alice: Person, bob: Person) -> None:
    page = alice.browser().get(URL)

    assert page.status_code == 200
    assert f'<option value="{BOB}">' in page.content.decode()


def test_a_link_asks_at_once(alice: Person, bob: Person) -> None:
    query = urlencode({"principal": BOB, "action": "iam:CreateUser", "resource": f"arn:aws:iam::{ACCOUNT}:user/x"})

    page = alice.browser().get(f"{URL}?{query}")

    assert "Denied implicitly" in text_of(page)
    assert "No identity-based policy allows iam:CreateUser" in text_of(page)
    assert "There is no policy at all." in text_of(page)


def test_the_statement_that_allows_is_marked(alice: Person) -> None:
    page = run(alice.browser(), principal=ALICE, actions="s3:GetObject")

    assert page.status_code == 200
    assert "Statement 1 of everything allows it." in text_of(page)
    assert 'class="simulator-allow"' in page.content.decode()


def test_a_pasted_policy_is_simulated(alice: Person) -> None:
    page = run(
        alice.browser(), policy=CONDITIONAL, actions="s3:GetObject s3:DeleteBucket", resources="arn:aws:s3:::reports/a"
    )

    words = text_of(page)
    assert "Read of Policy.1 allows it." in words
    assert "1 other policy says nothing about s3:DeleteBucket" in words


def test_it_tells_which_element_did_not_match(alice: Person) -> None:
    page = run(alice.browser(), policy=CONDITIONAL, actions="s3:GetObject", resources="arn:aws:s3:::other/a")

    assert "Resource Resource does not cover arn:aws:s3:::other/a." in text_of(page)
    assert 'class="simulator-near"' in page.content.decode()


def test_keys_of_the_policies_become_fields(alice: Person) -> None:
    page = alice.browser().post(URL, {"load": "1", "policy": CONDITIONAL})

    html = page.content.decode()
    assert 'value="aws:SourceIp"' in html
    assert 'placeholder="203.0.113.7"' in html
    assert '<option value="true"' in html


def test_keys_that_are_entered_decide(alice: Person) -> None:
    keys = {"key": ["aws:SourceIp", "aws:SecureTransport", ""], "value": ["10.1.1.1", "true", ""]}

    without, given = (run(alice.browser(), policy=CONDITIONAL, actions="s3:PutObject", **more) for more in ({}, keys))

    assert "Some condition keys have no value" in text_of(without)
    assert "Home of Policy.1 allows it." in text_of(given)
    assert 'value="10.1.1.1"' in given.content.decode()


def test_a_pattern_stands_for_the_actions_it_names(alice: Person) -> None:
    page = run(alice.browser(), principal=ALICE, actions="iam:*LoginProfile")

    assert all(f"iam:{verb}LoginProfile" in text_of(page) for verb in ("Create", "Get", "Update", "Delete"))


def test_an_action_can_be_added_without_script(alice: Person) -> None:
    page = alice.browser().post(URL, {"add": "1", "find": "s3:GetObject", "actions": "s3:PutObject"})

    assert "s3:PutObject\ns3:GetObject" in page.content.decode().replace("\r", "")
    assert page.status_code == 200


def test_the_search_names_actions() -> None:
    catalog = default_catalog()

    assert "s3:GetObject" in suggestions(catalog, "s3:getob")
    assert "iam:CreateUser" in suggestions(catalog, "CreateUser")
    assert suggestions(catalog, "x") == suggestions(catalog, "<b>") == suggestions(catalog, "") == []


def test_the_search_answers_options(bob: Person) -> None:
    answer = bob.browser().get(f"{URL}actions/?find=iam:createu")

    assert answer.content.decode().strip() == '<option value="iam:CreateUser"></option>'


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"actions": "s3:GetObject"}, "Choose an identity or paste a policy."),
        ({"principal": BOB}, "Name at least one action."),
        ({"principal": BOB, "actions": "s3:*"}, "more than the page can show"),
        ({"principal": BOB, "actions": "nowhere:*"}, "No known action is named by nowhere:*."),
        (
            {"principal": BOB, "actions": "iam:*User*", "resources": " ".join(f"arn:aws:s3:::{n}" for n in range(9))},
            "combinations",
        ),
        ({"policy": "{", "actions": "s3:GetObject"}, "Line 1, column 2"),
        ({"principal": "bob", "actions": "s3:GetObject"}, "length greater than or equal to 20"),
        ({"principal": f"{BOB}by", "actions": "s3:GetObject"}, "The user with name bobby cannot be found."),
        ({"principal": BOB, "actions": "s3:GetObject", "resources": "bucket"}, "not in a valid ARN format: bucket"),
        (
            {"principal": BOB, "actions": "s3:GetObject", "key": ["aws:SourceIp"], "value": ["home"]},
            "it is not ip",
        ),
    ],
)
def test_what_is_wrong_is_told_above_the_form(alice: Person, bob: Person, fields: dict[str, Any], told: str) -> None:
    page = run(alice.browser(), **fields)

    assert page.status_code == 422
    assert told in text_of(page)


def test_who_may_not_simulate_is_told(bob: Person) -> None:
    page = run(bob.browser(), principal=BOB, actions="s3:GetObject")

    assert page.status_code == 422
    assert "not authorized to perform: iam:SimulatePrincipalPolicy" in text_of(page)


def test_nobody_sees_another_accounts_users(mallory: Person, alice: Person) -> None:
    page = run(mallory.browser(), principal=ALICE, actions="s3:GetObject")

    assert "not authorized" in text_of(page)
    assert "everything" not in text_of(page)


def test_a_simulation_is_recorded_like_the_call(alice: Person) -> None:
    run(alice.browser(), principal=ALICE, actions="s3:GetObject")

    assert Event.objects.filter(name="SimulatePrincipalPolicy", principal=ALICE, resource=ALICE).count() == 1


def test_names_and_texts_are_never_markup(alice: Person) -> None:
    evil = CONDITIONAL.replace("arn:aws:s3:::reports/*", "arn:aws:s3:::<script>alert(1)</script>*")

    page = run(
        alice.browser(),
        policy=evil,
        actions="s3:GetObject",
        resources='arn:aws:s3:::"><script>alert(2)</script>',
        key=['"><script>alert(3)</script>'],
        value=['"><script>alert(4)</script>'],
        find='"><script>alert(5)</script>',
    )

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_a_long_policy_is_shown_around_its_marks(alice: Person) -> None:
    many = [{"Effect": "Allow", "Action": f"s3:Get{number}", "Resource": "*"} for number in range(200)]
    policy = json.dumps({"Version": "2012-10-17", "Statement": many})

    page = run(alice.browser(), policy=policy, actions="s3:Get150")

    assert page.content.decode().count('class="simulator-allow"') == 5
    assert re.search(r"\d+ more lines", text_of(page))
