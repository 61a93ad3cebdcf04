"""The pages that show access as a whole."""

import json
from typing import Any

import pytest

from iamconsole.audit.models import Event
from tests.cast import ACCOUNT, Person

WHO, ALLOWED, GRAPH = "/console/access/who/", "/console/access/allowed/", "/console/access/graph/"
READ = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}],
    }
)


@pytest.fixture
def browser(alice: Person, bob: Person) -> Any:
    alice.client().create_group(GroupName="readers")
    alice.client().put_group_policy(GroupName="readers", PolicyName="read", PolicyDocument=READ)
    alice.client().add_user_to_group(GroupName="readers", UserName="bob")
    return alice.browser()


def test_who_can_is_asked_by_a_form(browser: Any) -> None:
    page = browser.get(WHO)

    assert page.status_code == 200
    assert "answer" in page.context
    assert page.context["answer"] is None


def test_who_can_names_the_statement_the_group_and_the_way_to_why(browser: Any) -> None:
    page = browser.get(WHO, {"action": "s3:GetObject", "resource": "arn:aws:s3:::a/b"})
    text = page.content.decode()

    assert "Read of read" in text
    assert "/console/groups/readers/" in text
    assert "/console/simulator/?principal=arn%3Aaws%3Aiam" in text
    assert Event.objects.latest("id").action == "iamconsole:ListPrincipalsWhoCan"


@pytest.mark.parametrize("action", ["", "s3:Get*", "<b>", "s3:Nothing", "x" * 300])
def test_what_is_no_action_is_told_at_the_field(browser: Any, action: str) -> None:
    page = browser.get(WHO, {"action": action})

    assert page.status_code == 422
    assert page.context["form"].errors["action"]
    assert b"<b>" not in page.content


def test_what_an_identity_can_do_leads_on(browser: Any) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:user/bob"
    text = browser.get(ALLOWED, {"arn": arn, "service": "s3"}).content.decode()

    assert "s3:GetObject" in text
    assert "/console/access/who/?action=s3%3AGetObject" in text
    assert "/console/users/bob/" in text


@pytest.mark.parametrize("arn", ["", "nothing", f"arn:aws:iam::{ACCOUNT}:user/nobody"])
def test_nobody_can_do_nothing(browser: Any, arn: str) -> None:
    assert browser.get(ALLOWED, {"arn": arn}).status_code == 404


def test_the_graph_is_a_picture_and_a_table(browser: Any) -> None:
    text = browser.get(GRAPH).content.decode()

    assert text.count("<rect") == len({"alice", "bob", "readers", "everything", "read", "*", "a/*"})
    assert "The same as a table" in text
    assert "style=" not in text


def test_the_graph_of_nothing_says_so(browser: Any) -> None:
    assert b"Nothing is connected with that" in browser.get(GRAPH, {"search": "nothing at all"}).content


@pytest.mark.parametrize(
    "address", [WHO + "?action=s3:GetObject", ALLOWED + f"?arn=arn:aws:iam::{ACCOUNT}:user/bob", GRAPH]
)
def test_they_need_a_permission(bob: Person, address: str) -> None:
    assert bob.browser().get(address).status_code == 403


def test_another_account_sees_nothing_of_this_one(browser: Any, mallory: Person) -> None:
    other = mallory.browser()

    assert b"/console/users/bob/" not in other.get(WHO, {"action": "s3:GetObject"}).content
    assert b"user/bob" not in other.get(GRAPH).content
    assert other.get(ALLOWED, {"arn": f"arn:aws:iam::{ACCOUNT}:user/bob"}).status_code in {403, 404}
