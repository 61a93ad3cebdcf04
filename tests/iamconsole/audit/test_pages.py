"""The event history: the list with its filters, and one event."""

import uuid

import pytest
from botocore.exceptions import ClientError
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from iamconsole.audit.models import Event
from tests.cast import ACCOUNT, Person

EVENTS = "/console/events/"
HOSTILE = "<script>alert(1)</script>"


def shown(browser: Client, **filters: str) -> list[str]:
    """Return the actions of the listed events, newest first."""
    page = browser.get(EVENTS, filters, follow=True)
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


def newest(name: str) -> Event:
    return Event.objects.filter(name=name).order_by("-id")[0]


def test_the_newest_event_stands_first(alice: Person) -> None:
    alice.client().create_user(UserName="carol")
    alice.client().create_group(GroupName="people")

    assert shown(alice.browser())[:2] == ["iam:CreateGroup", "iam:CreateUser"]


def test_looking_at_the_history_is_in_the_history(alice: Person) -> None:
    browser = alice.browser()

    browser.get(EVENTS)

    assert shown(browser)[0] == "iamconsole:ListEvents"


def test_a_denied_call_is_shown_as_denied(alice: Person, bob: Person) -> None:
    with pytest.raises(ClientError):
        bob.client().create_user(UserName="carol")

    page = alice.browser().get(EVENTS, {"q": "outcome:denied"})

    assert [cell.value for row in page.context["rows"] for column, cell in row.cells if column.key == "principal"] == [
        bob.user.arn
    ]
    assert "Denied" in page.content.decode()


@pytest.mark.parametrize("action", ["iam:CreateUser", "CreateUser", "createuser", "eateus", "iam:createuser"])
def test_it_filters_by_action(alice: Person, action: str) -> None:
    alice.client().create_user(UserName="carol")

    assert set(shown(alice.browser(), action=action)) == {"iam:CreateUser"}


def test_a_whole_name_means_no_longer_one(alice: Person) -> None:
    alice.client().list_groups()
    alice.client().list_groups_for_user(UserName="alice")

    assert shown(alice.browser(), action="iam:ListGroups") == ["iam:ListGroups"]


def test_it_filters_by_service(alice: Person) -> None:
    alice.client("sts").get_caller_identity()

    assert shown(alice.browser(), action="sts:") == ["sts:GetCallerIdentity"]


@pytest.mark.parametrize("person", ["bob", "BOB", f"arn:aws:iam::{ACCOUNT}:user/bob"])
def test_it_filters_by_person(alice: Person, bob: Person, person: str) -> None:
    bob.client("sts").get_caller_identity()

    assert shown(alice.browser(), principal=person) == ["sts:GetCallerIdentity"]


def test_root_is_found_by_its_name(alice: Person, root: Person) -> None:
    root.client("sts").get_caller_identity()

    assert "sts:GetCallerIdentity" in shown(alice.browser(), principal="root")


@pytest.mark.parametrize("resource", ["carol", f"arn:aws:iam::{ACCOUNT}:user/people/carol"])
def test_it_filters_by_resource(alice: Person, resource: str) -> None:
    alice.client().create_user(UserName="carol", Path="/people/")

    assert shown(alice.browser(), resource=resource) == ["iam:CreateUser"]


def test_it_leaves_out_what_only_reads(alice: Person) -> None:
    alice.client().create_user(UserName="carol")
    alice.client().list_users()

    assert "iam:ListUsers" not in shown(alice.browser(), q="changes:yes")


def test_older_events_are_on_the_next_page_with_the_same_filters(alice: Person) -> None:
    for _ in range(51):
        alice.client().list_groups()
    browser = alice.browser()

    first = browser.get(EVENTS, {"q": "action:ListGroups"})
    second = browser.get(EVENTS + first.context["after_url"])

    assert len(first.context["rows"]) == 50
    assert [row.name for row in second.context["rows"]] == ["iam:ListGroups"]
    assert (second.context["after_url"], second.context["text"]) == ("", "action:ListGroups")


@pytest.mark.parametrize("marker", ["broken", "'; --", "é", "A" * 2048])
def test_a_wrong_marker_is_refused(alice: Person, marker: str) -> None:
    assert alice.browser().get(EVENTS, {"after": marker}).status_code == 400


def test_a_marker_of_another_list_is_refused(alice: Person) -> None:
    alice.client().create_user(UserName="carol")
    marker = alice.client().list_users(MaxItems=1)["Marker"]

    assert alice.browser().get(EVENTS, {"after": marker}).status_code == 400


def test_filters_that_match_nothing_show_nothing(alice: Person) -> None:
    filters = {"action": f"{HOSTILE}\0", "principal": "%", "resource": "_" * 500}

    page = alice.browser().get(EVENTS, filters, follow=True)

    assert page.status_code == 200
    assert "No event matches" in page.content.decode()
    assert HOSTILE not in page.content.decode()


def test_an_outcome_that_there_is_not_is_told_so(alice: Person) -> None:
    page = alice.browser().get(EVENTS, {"q": "outcome:nonsense"})

    assert page.status_code == 422
    assert "outcome is one of allowed, denied and failed" in page.content.decode()


def test_what_a_client_wrote_is_shown_as_text(alice: Person) -> None:
    with pytest.raises(ClientError):
        alice.client().create_user(UserName=HOSTILE)
    browser = alice.browser()

    pages = [browser.get(EVENTS), browser.get(f"{EVENTS}{newest('CreateUser').event_id}/")]

    assert [HOSTILE in page.content.decode() for page in pages] == [False, False]
    assert "&lt;script&gt;" in pages[1].content.decode()


def test_an_event_shows_what_was_asked(alice: Person) -> None:
    alice.client().create_user(UserName="carol", Path="/people/")

    page = alice.browser().get(f"{EVENTS}{newest('CreateUser').event_id}/").content.decode()

    assert f"arn:aws:iam::{ACCOUNT}:user/people/carol" in page
    assert "&quot;Path&quot;: &quot;/people/&quot;" in page


def test_an_event_shows_why_it_was_denied(alice: Person, bob: Person) -> None:
    with pytest.raises(ClientError):
        bob.client().create_user(UserName="carol")

    page = alice.browser().get(f"{EVENTS}{newest('CreateUser').event_id}/").content.decode()

    assert "no identity-based policy allows the iam:CreateUser action" in page


@pytest.mark.parametrize("event_id", [uuid.UUID(int=0), "broken", "1", "%00", "0" * 36])
def test_an_event_that_is_not_there_is_not_found(alice: Person, event_id: object) -> None:
    assert alice.browser().get(f"{EVENTS}{event_id}/").status_code == 404


def test_another_account_is_not_seen(alice: Person, mallory: Person) -> None:
    mallory.client().create_user(UserName="spy")
    browser = alice.browser()

    assert browser.get(f"{EVENTS}{newest('CreateUser').event_id}/").status_code == 404
    assert shown(browser, action="CreateUser") == []
    assert shown(browser, principal=mallory.user.arn) == []


def test_who_may_not_list_events_is_told_so(bob: Person) -> None:
    page = bob.browser().get(EVENTS)

    assert page.status_code == 200
    assert "iamconsole:ListEvents" in page.context["denied"]
    assert "rows" not in page.context


def test_who_may_not_read_an_event_gets_403(bob: Person) -> None:
    bob.client("sts").get_caller_identity()

    assert bob.browser().get(f"{EVENTS}{newest('GetCallerIdentity').event_id}/").status_code == 403


@pytest.mark.parametrize("more", [3, 60])
def test_the_number_of_queries_does_not_grow(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    for _ in range(more):
        alice.client().list_groups()
    browser = alice.browser()
    browser.get(EVENTS)

    with django_assert_max_num_queries(12):
        browser.get(EVENTS)
