"""The pages that show managed policies: the list, and one policy with its versions."""

import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import EVERYTHING, Person
from tests.policies.documents.pages import ARN, HOSTILE, POLICIES, READ, READ_ONLY, add_versions, text_of, url


def names(browser: Client, **filters: str) -> list[str]:
    page = browser.get(POLICIES, filters)
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


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
