"""The pages of managed policies: the list, one policy, and everything that changes one."""

import json
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.models import Policy
from tests.cast import ACCOUNT, EVERYTHING, Person

POLICIES = "/console/policies/"
READ = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}}'
ARN = f"arn:aws:iam::{ACCOUNT}:policy/reader"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
HOSTILE = "<script>alert(1)</script>"
CHANGES = ("edit", "set-default", "delete-version", "delete", "attach", "detach", "tags")


def url(page: str, arn: str = ARN, **more: str) -> str:
    return f"{POLICIES}{page}/?{urlencode({'arn': arn, **more})}"


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def names(browser: Client, **filters: str) -> list[str]:
    page = browser.get(POLICIES, filters)
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


def said(browser: Client, response: HttpResponse) -> str:
    """Return the message on the page that `response` redirects to."""
    assert response.status_code == 302, text_of(response)
    return str(list(browser.get(response["Location"]).context["messages"])[-1])


@pytest.fixture
def reader(alice: Person) -> str:
    """A policy of the account; return its ARN."""
    arn: str = alice.client().create_policy(PolicyName="reader", PolicyDocument=READ)["Policy"]["Arn"]
    return arn


def add_versions(alice: Person, count: int) -> None:
    for _ in range(count):
        alice.client().create_policy_version(PolicyArn=ARN, PolicyDocument=READ)


# The list


def test_own_policies_stand_before_those_of_aws(alice: Person, reader: str) -> None:
    found = names(alice.browser())

    assert found[0] == "reader"
    assert len(found) == 50


def test_the_next_page_goes_on_with_the_same_search(alice: Person) -> None:
    browser = alice.browser()

    first = browser.get(POLICIES, {"q": "readonly"})
    second = browser.get(POLICIES + first.context["after_url"])

    assert second.context["text"] == "readonly"
    assert not {row.identity for row in first.context["rows"]} & {row.identity for row in second.context["rows"]}


@pytest.mark.parametrize("text", ["READ", "reader", "what they", "%", "_", HOSTILE, "\0", "é", "'"])
def test_it_searches_names_and_descriptions(alice: Person, text: str) -> None:
    alice.client().create_policy(PolicyName="reader", PolicyDocument=READ, Description="What they may see")

    found = names(alice.browser(), q=f"type:customer {text}")

    assert found == (["reader"] if text in {"READ", "reader", "what they", "\0"} else [])


def test_it_filters_by_type_and_use(alice: Person, reader: str) -> None:
    alice.client().attach_user_policy(UserName="alice", PolicyArn=READ_ONLY)
    browser = alice.browser()

    assert names(browser, q="type:customer") == ["reader"]
    assert names(browser, q="used:yes") == ["ReadOnlyAccess"]
    assert names(browser, q="used:yes type:customer") == []
    assert names(browser, q="used:boundary") == []
    assert names(browser, q="type:job-function name:support*") == ["SupportUser"]
    assert names(browser, q=READ_ONLY) == ["ReadOnlyAccess"]


def test_policies_of_another_account_are_not_listed(alice: Person, mallory: Person) -> None:
    mallory.client().create_policy(PolicyName="spy", PolicyDocument=READ)

    assert names(alice.browser(), q="spy") == []


def test_who_may_not_list_policies_is_told_so(bob: Person) -> None:
    page = bob.browser().get(POLICIES)

    assert page.status_code == 200
    assert "iam:ListPolicies" in page.context["denied"]
    assert "rows" not in page.context


def test_a_wrong_marker_is_refused(alice: Person) -> None:
    assert alice.browser().get(POLICIES, {"after": "broken"}).status_code == 400


@pytest.mark.parametrize("count", [3, 60])
def test_the_number_of_queries_does_not_grow(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        alice.client().create_policy(PolicyName=f"reader{number}", PolicyDocument=READ)
    browser = alice.browser()
    browser.get(POLICIES)

    with django_assert_max_num_queries(12):
        browser.get(POLICIES, {"q": "type:customer"})


def test_deleting_many_takes_older_versions_and_leaves_what_is_in_use(alice: Person, reader: str) -> None:
    alice.client().create_policy(PolicyName="used", PolicyDocument=READ)
    alice.client().attach_user_policy(UserName="alice", PolicyArn=ARN.replace("reader", "used"))
    add_versions(alice, 2)
    browser = alice.browser()
    picks = [row.identity for row in browser.get(POLICIES, {"q": "type:customer"}).context["rows"]]

    page = browser.post(POLICIES, {"do": "run", "action": "delete", "pick": picks, "confirm": "2 policies"})

    assert [(one.name, one.is_done) for one in page.context["results"]] == [("reader", True), ("used", False)]
    assert names(browser, q="type:customer") == ["used"]


# One policy


def test_the_document_is_indented_and_copied_as_stored(alice: Person, reader: str) -> None:
    page = text_of(alice.browser().get(url("detail", view="json")))

    assert "  &quot;Version&quot;: &quot;2012-10-17&quot;,\n" in page
    assert READ.replace('"', "&quot;") in page
    assert "of 6144 characters" in page


def test_the_summary_leads_from_services_to_resources(alice: Person, reader: str) -> None:
    browser = alice.browser()

    services = browser.get(url("detail"))
    actions = browser.get(url("detail", service="iam", effect="allow"))
    resources = browser.get(url("detail", service="iam", effect="allow", action="GetUser"))

    assert [row.prefix for row in services.context["summary"].allowed] == ["iam"]
    assert "GetUser" in text_of(actions)
    assert [row.effect.value for row in resources.context["resources"]] == ["Allow"]


@pytest.mark.parametrize(
    "asked", [{"service": "nonsense"}, {"service": HOSTILE}, {"service": "iam", "action": HOSTILE, "effect": "x"}]
)
def test_a_level_that_is_not_there_shows_the_one_above(alice: Person, reader: str, asked: dict[str, str]) -> None:
    page = alice.browser().get(url("detail", **asked))

    assert page.status_code == 200
    assert page.context["level"] == ("service" if "action" in asked else "policy")
    assert HOSTILE not in text_of(page)


def test_what_is_left_out_is_shown_when_asked_for(alice: Person, reader: str) -> None:
    browser = alice.browser()

    assert "Amazon DynamoDB" not in text_of(browser.get(url("detail")))
    assert "Amazon DynamoDB" in text_of(browser.get(url("detail", show="rest")))
    assert "DeleteUser" in text_of(browser.get(url("detail", service="iam", show="rest")))


def test_two_versions_are_compared_word_by_word(alice: Person, reader: str) -> None:
    changed = READ.replace("iam:Get", "iam:List")
    alice.client().create_policy_version(PolicyArn=reader, PolicyDocument=changed)
    browser = alice.browser()

    compared = text_of(browser.get(url("detail", tab="versions", version="v1", **{"with": "v2"})))
    before_default = text_of(browser.get(url("set-default", version="v2")))

    for page in (compared, before_default):
        assert '<mark class="diff-word">Get</mark>' in page
        assert '<mark class="diff-word">List</mark>' in page
    same = text_of(browser.get(url("detail", tab="versions", version="v1", **{"with": "v1"})))
    assert "The two are the same" in same
    assert browser.get(url("detail", tab="versions", version="v1", **{"with": "v9"})).status_code == 404


def test_what_somebody_wrote_is_shown_as_text(alice: Person) -> None:
    document = json.loads(READ)
    document["Statement"]["Resource"] = f"arn:aws:s3:::{HOSTILE}"
    alice.client().create_policy(PolicyName="reader", PolicyDocument=json.dumps(document), Description=HOSTILE)
    alice.client().create_policy_version(PolicyArn=ARN, PolicyDocument=json.dumps(document))
    browser = alice.browser()

    pages = [POLICIES, url("detail"), url("edit"), url("set-default", version="v2"), url("detail", HOSTILE)]

    assert [HOSTILE in text_of(browser.get(page)) for page in pages] == [False] * 5


@pytest.mark.parametrize("page", ["detail", "edit", "attach"])
def test_a_policy_that_is_not_there_is_not_found(alice: Person, page: str) -> None:
    assert alice.browser().get(url(page)).status_code == 404


@pytest.mark.parametrize("page", ["detail", "edit", "attach", "delete"])
def test_a_policy_of_another_account_shows_nothing(alice: Person, mallory: Person, page: str) -> None:
    arn = mallory.client().create_policy(PolicyName="spy", PolicyDocument=READ, Description="Secret")["Policy"]["Arn"]

    answer = text_of(alice.browser().get(url(page, arn)))

    assert "is not authorized to perform" in answer
    assert not any(secret in answer for secret in ("Secret", "iam:Get*"))


@pytest.mark.parametrize("arn", ["", "x", "arn", "\0" * 30, HOSTILE])
def test_an_address_without_an_arn_is_refused(alice: Person, arn: str) -> None:
    assert alice.browser().get(url("detail", arn)).status_code in {400, 404}


def test_it_shows_who_has_the_policy(alice: Person, reader: str) -> None:
    alice.client().create_group(GroupName="people")
    alice.client().create_user(UserName="carol", PermissionsBoundary=reader)
    alice.client().attach_user_policy(UserName="alice", PolicyArn=reader)
    alice.client().attach_group_policy(GroupName="people", PolicyArn=reader)

    uses = alice.browser().get(url("detail", tab="entities")).context["uses"]

    assert [use["rows"] for use in uses] == [[("group", "people"), ("user", "alice")], [("user", "carol")]]


def test_it_shows_each_version(alice: Person, reader: str) -> None:
    alice.client().create_policy_version(PolicyArn=reader, PolicyDocument=EVERYTHING)
    browser = alice.browser()

    versions = browser.get(url("detail", tab="versions", version="v2"))

    assert [row["VersionId"] for row in versions.context["versions"].result["Versions"]] == ["v2", "v1"]
    assert versions.context["version"].result["PolicyVersion"]["Document"] == EVERYTHING


def test_a_version_that_is_not_there_is_not_found(alice: Person, reader: str) -> None:
    assert alice.browser().get(url("detail", tab="versions", version="v9")).status_code == 404


@pytest.mark.parametrize("tab", ["permissions", "entities", "versions", "tags", "last-accessed", "broken"])
def test_who_may_see_nothing_of_it_is_told_so_in_each_part(bob: Person, reader: str, tab: str) -> None:
    page = bob.browser().get(url("detail", tab=tab))

    assert page.status_code == 200
    assert "iam:GetPolicy" in text_of(page)
    assert "iam:Get*" not in text_of(page)


def test_what_aws_manages_offers_no_change(alice: Person) -> None:
    browser = alice.browser()

    pages = "".join(text_of(browser.get(url("detail", READ_ONLY, tab=tab))) for tab in ("permissions", "versions"))

    assert "/policies/attach/" in pages
    assert not any(f"/policies/{page}/" in pages for page in ("edit", "delete", "set-default", "delete-version"))


@pytest.mark.parametrize("count", [3, 60])
def test_the_queries_of_a_policy_do_not_grow_with_its_users(
    alice: Person, reader: str, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        alice.client().create_user(UserName=f"user{number}")
        alice.client().attach_user_policy(UserName=f"user{number}", PolicyArn=reader)
    browser = alice.browser()

    with django_assert_max_num_queries(32):
        browser.get(url("detail", tab="entities"))
    with django_assert_max_num_queries(40):
        browser.get(url("attach"))


# Changes


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
