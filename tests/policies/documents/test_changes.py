"""The pages that create, edit, attach, tag and delete managed policies."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from policies.models import Policy
from tests.cast import EVERYTHING, Person
from tests.policies.documents.pages import HOSTILE, POLICIES, READ, READ_ONLY, add_versions, text_of, url

CHANGES = ("edit", "set-default", "delete-version", "delete", "attach", "detach", "tags")


def said(browser: Client, response: HttpResponse) -> str:
    """Return the message on the page that `response` redirects to."""
    assert response.status_code == 302, text_of(response)
    return str(list(browser.get(response["Location"]).context["messages"])[-1])


def test_it_creates_a_policy_with_the_lines_as_written(alice: Person) -> None:
    browser = alice.browser()
    document = json.dumps(json.loads(READ), indent=2)

    answer = browser.post(
        f"{POLICIES}create/", {"name": "reader", "description": "Reads", "document": document.replace("\n", "\r\n")}
    )

    assert said(browser, answer) == "Policy reader was created."
    assert Policy.objects.get(name="reader").versions.get().document == document


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ('{\n  "Version": oops\n}', "Line 2, column 14"),
        ('{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]}', "Line 1, column"),
        (f"{HOSTILE}", "This is not JSON"),
        ('{"Version":"2012-10-17"}', "Line 1"),
        ("[" * 5000, "nested too deeply"),
        ("Schlüssel ☃", "Only the characters of Latin-1"),
        ("", "This field is required"),
    ],
)
def test_a_broken_document_is_refused_and_kept(alice: Person, document: str, told: str) -> None:
    page = alice.browser().post(f"{POLICIES}create/", {"name": "reader", "document": document})

    assert page.status_code == 422
    assert told in text_of(page)
    assert page.context["form"]["document"].value() == document
    assert HOSTILE not in text_of(page)


def test_a_document_that_is_too_large_is_refused_at_its_field(alice: Person) -> None:
    document = json.loads(READ) | {"Id": "x" * 6200}

    page = alice.browser().post(f"{POLICIES}create/", {"name": "reader", "document": json.dumps(document)})

    assert page.context["form"].errors == {"document": ["Cannot exceed quota for PolicySize: 6144"]}


@pytest.mark.parametrize("name", [HOSTILE, "a b", "x" * 129, "", "reader"])
def test_a_name_that_cannot_be_is_refused_at_its_field(alice: Person, reader: str, name: str) -> None:
    page = alice.browser().post(f"{POLICIES}create/", {"name": name, "document": READ})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["name"]


def test_editing_starts_from_the_default_version(alice: Person, reader: str) -> None:
    page = alice.browser().get(url("edit"))

    assert page.context["form"]["document"].value() == json.dumps(json.loads(READ), indent=2)


def test_a_new_version_is_the_default_at_once(alice: Person, reader: str) -> None:
    browser = alice.browser()

    answer = browser.post(url("edit"), {"document": EVERYTHING})

    assert said(browser, answer) == "Version v2 of reader was saved and is the default."
    assert Policy.objects.get(name="reader").default_version == 2


def test_with_five_versions_one_has_to_be_given_up(alice: Person, reader: str) -> None:
    add_versions(alice, 4)
    browser = alice.browser()

    form = browser.get(url("edit")).context["form"]
    refused = browser.post(url("edit"), {"document": EVERYTHING})
    answer = browser.post(url("edit"), {"document": EVERYTHING, "outgoing": "v2"})

    assert [name for name, _ in form.fields["outgoing"].choices] == ["v2", "v3", "v4", "v5"]
    assert list(refused.context["form"].errors) == ["outgoing"]
    assert answer.status_code == 302
    assert set(Policy.objects.get(name="reader").versions.values_list("number", flat=True)) == {1, 3, 4, 5, 6}


@pytest.mark.parametrize("document", ["broken", json.dumps(json.loads(READ) | {"Id": "x" * 6200})])
def test_no_version_is_given_up_for_a_document_that_is_refused(alice: Person, reader: str, document: str) -> None:
    add_versions(alice, 4)

    page = alice.browser().post(url("edit"), {"document": document, "outgoing": "v2"})

    assert page.status_code == 422
    assert Policy.objects.get(name="reader").versions.count() == 5


def test_an_older_version_becomes_the_default(alice: Person, reader: str) -> None:
    add_versions(alice, 1)
    browser = alice.browser()

    answer = browser.post(url("set-default", version="v2"))

    assert said(browser, answer) == "Version v2 is now the default of reader."
    assert Policy.objects.get(name="reader").default_version == 2


def test_a_version_is_deleted_but_not_the_default(alice: Person, reader: str) -> None:
    add_versions(alice, 1)
    browser = alice.browser()

    refused = browser.post(url("delete-version", version="v1"))
    answer = browser.post(url("delete-version", version="v2"))

    assert "Cannot delete the default version" in text_of(refused)
    assert said(browser, answer) == "Version v2 of reader was deleted."


def test_a_policy_is_deleted_with_its_versions_once_its_name_is_typed(alice: Person, reader: str) -> None:
    add_versions(alice, 2)
    browser = alice.browser()

    refused = browser.post(url("delete"), {"confirm": "reade"})
    answer = browser.post(url("delete"), {"confirm": "reader"})

    assert refused.status_code == 422
    assert said(browser, answer) == "Policy reader was deleted."
    assert not Policy.objects.filter(name="reader").exists()


def test_a_policy_in_use_keeps_all_its_versions(alice: Person, reader: str) -> None:
    add_versions(alice, 2)
    alice.client().attach_user_policy(UserName="alice", PolicyArn=reader)
    browser = alice.browser()

    page = browser.post(url("delete"), {"confirm": "reader"})

    assert "Cannot delete a policy attached to entities." in text_of(page)
    assert "Show who has it" in text_of(browser.get(url("delete")))
    assert Policy.objects.get(name="reader").versions.count() == 3


def test_it_attaches_to_several_at_once(alice: Person, reader: str) -> None:
    alice.client().create_group(GroupName="people")
    browser = alice.browser()

    answer = browser.post(url("attach"), {"identity": ["user/alice", "group/people"]})

    assert said(browser, answer) == "reader was attached to alice, people."
    assert alice.client().get_policy(PolicyArn=reader)["Policy"]["AttachmentCount"] == 2


def test_it_tells_which_of_several_were_refused(alice: Person, reader: str) -> None:
    browser = alice.browser()

    answer = browser.post(url("attach"), {"identity": ["user/alice", "user/nobody"]})

    assert said(browser, answer).startswith("reader was attached to alice. Refused: ")


@pytest.mark.parametrize("chosen", [[], ["user/nobody"], ["spider/x"], ["user/"], [HOSTILE], ["user/\0"]])
def test_it_refuses_to_attach_to_nobody(alice: Person, reader: str, chosen: list[str]) -> None:
    page = alice.browser().post(url("attach"), {"identity": chosen})

    assert page.status_code == 422
    assert HOSTILE not in text_of(page)


def test_it_offers_those_whose_name_matches_and_who_lack_it(alice: Person, bob: Person, reader: str) -> None:
    alice.client().attach_user_policy(UserName="alice", PolicyArn=reader)

    offered = alice.browser().get(url("attach", q="LI")).context["identities"]

    assert offered == [{"kind": "user", "name": "alice", "is_attached": True}]


@pytest.mark.parametrize("kind", ["user", "group"])
def test_it_detaches(alice: Person, reader: str, kind: str) -> None:
    alice.client().create_group(GroupName="alice")
    alice.client().attach_user_policy(UserName="alice", PolicyArn=reader)
    alice.client().attach_group_policy(GroupName="alice", PolicyArn=reader)
    browser = alice.browser()

    answer = browser.post(url("detach", **{kind: "alice"}))

    assert said(browser, answer) == "reader was detached from alice."
    assert alice.client().get_policy(PolicyArn=reader)["Policy"]["AttachmentCount"] == 1


def test_tags_are_added_replaced_and_removed(alice: Person, reader: str) -> None:
    browser = alice.browser()
    browser.post(url("tags"), {"tags-key": ["team", "owner"], "tags-value": ["red", ""]})

    assert [row["Key"] for row in browser.get(url("detail", tab="tags")).context["tags"].result["Tags"]] == [
        "owner",
        "team",
    ]
    browser.post(url("tags"), {"tags-key": ["team"], "tags-value": ["blue"]})
    assert browser.get(url("detail", tab="tags")).context["tags"].result["Tags"] == [{"Key": "team", "Value": "blue"}]


@pytest.mark.parametrize("key", ["aws:team", "<b>", "x" * 129])
def test_a_tag_that_cannot_be_is_refused(alice: Person, reader: str, key: str) -> None:
    assert alice.browser().post(url("tags"), {"tags-key": key, "tags-value": "x"}).status_code == 422


@pytest.mark.parametrize("page", CHANGES)
def test_who_may_not_change_it_gets_403(alice: Person, bob: Person, reader: str, page: str) -> None:
    add_versions(alice, 4)
    entered = {
        "document": EVERYTHING,
        "outgoing": "v2",
        "confirm": "reader",
        "identity": "user/bob",
        "tags-key": "team",
        "tags-value": "red",
    }

    answer = bob.browser().post(url(page, version="v2", user="bob", key="team"), entered)

    assert answer.status_code == 403
    assert Policy.objects.get(name="reader").versions.count() == 5


def test_who_may_not_create_policies_gets_403_and_keeps_the_text(bob: Person) -> None:
    page = bob.browser().post(f"{POLICIES}create/", {"name": "reader", "document": EVERYTHING})

    assert page.status_code == 403
    assert page.context["form"]["document"].value() == EVERYTHING
    assert not Policy.objects.filter(name="reader").exists()


@pytest.mark.parametrize("page", ["edit", "set-default", "delete-version", "delete", "tags"])
def test_nobody_changes_what_aws_manages(alice: Person, page: str) -> None:
    entered = {"document": EVERYTHING, "confirm": "ReadOnlyAccess", "tags-key": "team", "tags-value": "red"}
    default = alice.client().get_policy(PolicyArn=READ_ONLY)["Policy"]["DefaultVersionId"]

    answer = alice.browser().post(url(page, READ_ONLY, version=default, key="team"), entered)

    assert answer.status_code == 422
