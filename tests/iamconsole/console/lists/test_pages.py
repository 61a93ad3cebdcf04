"""What every list can do, shown on the lists of users and groups."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.groups import services as groups
from accounts.models import AccessKey, User
from accounts.users import services as users
from iamconsole.audit.models import Event
from iamconsole.console.lists import actions, keyset
from iamconsole.console.models import ListPreference
from tests.cast import ACCOUNT, Person

USERS = "/console/users/"
GROUPS = "/console/groups/"
ONLY_LIST_AND_DELETE_BOB = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["iam:List*", "iam:Get*"], "Resource": "*"},
            {"Effect": "Allow", "Action": "iam:Delete*", "Resource": f"arn:aws:iam::{ACCOUNT}:user/carol"},
        ],
    }
)


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["rows"]]


def said(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


@pytest.fixture
def browser(alice: Person) -> Client:
    return alice.browser()


# -- looking ------------------------------------------------------------------------------------------------------


def test_an_unknown_field_is_told_with_the_known_ones(browser: Client) -> None:
    page = browser.get(USERS, {"q": "gruop:a"})

    assert page.status_code == 422
    assert "There is no field &#x27;gruop&#x27; here. The fields are name, path, group," in page.content.decode()
    assert 'value="gruop:a"' in page.content.decode()


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("mfa:maybe", "mfa is one of none, "),
        ("key-age:old", "key-age is compared with"),
        ("key-age>old", "key-age is a number of days"),
        ("created:yesterday", "created is a day"),
        ("created:2026-01-01,2026-01-02", "created is a day"),
        ("group>a", "group is compared with : and =, not with &gt;."),
        ("key-age>99999", "key-age is a number of days"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told(browser: Client, search: str, told: str) -> None:
    page = browser.get(USERS, {"q": search})

    assert page.status_code == 422
    assert told in page.content.decode()


@pytest.mark.parametrize(("search", "found"), [("name:a*e", ["alice"]), ("name:*li*", ["alice"]), ("name:a*b", [])])
def test_a_star_stands_for_anything(browser: Client, search: str, found: list[str]) -> None:
    page = browser.get(USERS, {"q": search})

    assert ([row.name for row in page.context["rows"]] if "rows" in page.context else []) == found


@pytest.mark.parametrize(("kept", "searches", "told"), [(500, 1, "60"), (2, 2, "50+")])
def test_what_a_search_finds_is_paged_and_few_are_counted_and_searched_for_once(
    browser: Client, monkeypatch: pytest.MonkeyPatch, kept: int, searches: int, told: str
) -> None:
    monkeypatch.setattr(keyset, "MOST_KEPT", kept)
    for number in range(60):
        users.create(ACCOUNT, f"worker{number:02}")

    with CaptureQueriesContext(connection) as asked:
        page = browser.get(USERS, {"q": "worker"})
    asked_for_words = [query["sql"] for query in asked.captured_queries if "%worker%" in query["sql"]]
    after = browser.get(f"{USERS}{page.context['after_url']}")

    assert f"1–50 of {told}" in page.content.decode()  # noqa: RUF001 - an en dash
    # The last page knows how many they are in any case.
    assert f"51–60 of {after.context['count']}" in after.content.decode()  # noqa: RUF001
    assert after.context["count"] == 60
    assert names(page) + names(after) == [f"worker{number:02}" for number in range(60)]
    assert len(asked_for_words) == searches


def test_it_sorts_by_a_column_both_ways(browser: Client) -> None:
    for name in ("carol", "dave"):
        users.create(ACCOUNT, name)

    assert names(browser.get(USERS, {"sort": "-name"})) == ["dave", "carol", "alice"]
    assert names(browser.get(USERS, {"sort": "created"})) == ["alice", "carol", "dave"]
    assert names(browser.get(USERS, {"sort": "nonsense"})) == ["alice", "carol", "dave"]
    assert 'aria-sort="descending"' in browser.get(USERS, {"sort": "-name"}).content.decode()


def test_htmx_gets_the_list_alone(browser: Client) -> None:
    part = browser.get(USERS, headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()

    assert "alice" in part
    assert "<html" not in part


def test_an_empty_list_says_what_to_do_next(browser: Client) -> None:
    page = browser.get(GROUPS).content.decode()

    assert "No groups yet" in page
    assert page.count("Create group") == 2


def test_a_button_that_the_policies_never_allow_says_so(alice: Person, bob: Person) -> None:
    policy = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:List*","Resource":"*"}}'
    alice.client().put_user_policy(UserName="bob", PolicyName="list", PolicyDocument=policy)

    page = bob.browser().get(USERS).content.decode()

    assert "Your policies do not allow iam:CreateUser" in page
    assert "/console/users/new/user/" not in page


# -- what is remembered -------------------------------------------------------------------------------------------


def test_columns_and_page_size_are_remembered_of_one_person(browser: Client, root: Person) -> None:
    browser.post(USERS, {"do": "preferences", "column": ["arn", "nonsense"], "size": "20", "q": "ali"})
    heads = [head["column"].key for head in browser.get(USERS).context["heads"]]

    assert heads == ["name", "arn"]
    assert browser.get(USERS).context["size"] == 20
    assert browser.get(GROUPS).context["size"] == 50
    assert len(root.browser().get(USERS).context["heads"]) == 6
    assert Event.objects.filter(name="PutListPreferences").count() == 1


def test_a_search_is_saved_found_and_removed(browser: Client) -> None:
    answer = browser.post(
        USERS, {"do": "save-search", "name": "Mine <3", "q": "mfa:none", "sort": "-name"}, follow=True
    )

    assert answer.redirect_chain == [(f"{USERS}?q=mfa%3Anone&sort=-name", 302)]
    assert answer.context["saved"][0]["active"]
    assert answer.context["saved"][0]["url"] == "?q=mfa%3Anone&sort=-name"
    assert browser.get(GROUPS).context["saved"] == []

    browser.post(USERS, {"do": "delete-search", "name": "Mine <3"})
    assert browser.get(USERS).context["saved"] == []
    assert "no saved search" in said(browser.post(USERS, {"do": "delete-search", "name": "Mine <3"}, follow=True))


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "\x07"])
def test_a_search_needs_a_proper_name(browser: Client, name: str) -> None:
    answer = browser.post(USERS, {"do": "save-search", "name": name, "q": "a"}, follow=True)

    assert "failed to satisfy constraint" in said(answer)
    assert not ListPreference.objects.exists()


def test_there_is_a_limit_to_saved_searches(browser: Client) -> None:
    for number in range(50):
        browser.post(USERS, {"do": "save-search", "name": f"search {number}", "q": "a"})
    answer = browser.post(USERS, {"do": "save-search", "name": "one more", "q": "a"}, follow=True)

    assert "SavedSearchesPerList: 50" in said(answer)


# -- files --------------------------------------------------------------------------------------------------------


def test_a_file_has_what_the_search_finds_and_no_formula(browser: Client) -> None:
    for name in ("=cmd", "@sum", "carol"):
        users.create(ACCOUNT, name, path="/-evil/")
    answer = browser.get(USERS, {"q": "-alice", "export": "csv"})

    rows = [*csv.DictReader(StringIO(b"".join(answer.streaming_content).decode()))]

    assert answer["Content-Disposition"].startswith('attachment; filename="users-')
    assert sorted(row["User name"] for row in rows) == ["'=cmd", "'@sum", "carol"]
    assert all("ARN" in row for row in rows)


def test_a_json_file_has_values_as_they_are(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamconsole.console.lists.export.EXPORTED_AT_ONCE", 2)
    for name in ("=cmd", "bob", "carol", "dave"):
        users.create(ACCOUNT, name)

    rows = json.loads(b"".join(browser.get(USERS, {"export": "json"}).streaming_content))

    assert [row["name"] for row in rows] == ["=cmd", "alice", "bob", "carol", "dave"]
    assert rows[0]["groups"] == []
    assert json.loads(b"".join(browser.get(USERS, {"export": "json", "q": "zzz"}).streaming_content)) == []


def test_who_may_not_list_gets_no_file(bob: Person) -> None:
    assert bob.browser().get(USERS, {"export": "csv"}).status_code == 403


# -- many rows at once --------------------------------------------------------------------------------------------


def test_an_action_asks_first_and_names_what_it_is_for(browser: Client, bob: Person) -> None:
    page = browser.post(USERS, {"do": "ask", "action": "delete", "pick": ["alice", "bob"]})

    assert page.context["typed"] == "2 users"
    assert [one.name for one in page.context["named"]] == ["alice", "bob"]
    assert User.objects.filter(name="bob").exists()


@pytest.mark.parametrize("typed", ["", "users", "3 users", "bob"])
def test_deleting_waits_for_the_right_words(browser: Client, bob: Person, typed: str) -> None:
    page = browser.post(USERS, {"do": "run", "action": "delete", "pick": ["alice", "bob"], "confirm": typed})

    assert page.status_code == 422
    assert "Type 2 users to confirm." in page.content.decode()
    assert User.objects.filter(name="bob").exists()


def test_each_row_is_authorized_and_told_for_itself(alice: Person, bob: Person) -> None:
    users.create(ACCOUNT, "carol")
    users.create(ACCOUNT, "dave")
    alice.client().put_user_policy(UserName="bob", PolicyName="some", PolicyDocument=ONLY_LIST_AND_DELETE_BOB)

    page = bob.browser().post(
        USERS, {"do": "run", "action": "delete", "pick": ["carol", "dave", "gone"], "confirm": "2 users"}
    )

    carol, dave = page.context["results"]
    assert (carol.is_done, dave.is_done) == (True, False)
    assert "not authorized to perform: iam:DeleteUser" in dave.refused
    assert [*User.objects.filter(name__in=["carol", "dave"]).values_list("name", flat=True)] == ["dave"]
    assert Event.objects.filter(name="DeleteUser", outcome="denied").count() == 1


def test_all_that_match_are_meant_across_pages(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_SECONDS", 600.0)
    for number in range(60):
        users.create(ACCOUNT, f"user-{number:02}")

    asked = browser.post(USERS, {"do": "ask", "action": "delete", "all": "yes", "q": "user-"})
    assert (asked.context["typed"], len(asked.context["picked"])) == ("60 users", 60)

    picks = [one.identity for one in asked.context["picked"]]
    browser.post(USERS, {"do": "run", "action": "delete", "pick": picks, "confirm": "60 users"})
    assert [*User.objects.filter(is_root=False).values_list("name", flat=True)] == ["alice"]


def test_what_is_not_reached_in_time_is_offered_again(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    groups.create(ACCOUNT, "one")
    monkeypatch.setattr(actions, "MOST_SECONDS", 0.0)

    page = browser.post(GROUPS, {"do": "run", "action": "delete", "pick": ["one"], "confirm": "one"})

    assert [one.identity for one in page.context["left"]] == ["one"]
    assert "Go on with the other 1" in page.content.decode()


def test_users_are_added_to_a_group(browser: Client, bob: Person) -> None:
    group = groups.create(ACCOUNT, "developers")
    asked = {"action": "add-to-group", "pick": ["alice", "bob"]}

    assert "Choose a group" in browser.post(USERS, {"do": "ask", **asked}).content.decode()
    assert browser.post(USERS, {"do": "run", **asked, "group": "nobody"}).status_code == 422
    browser.post(USERS, {"do": "run", **asked, "group": "developers"})
    assert group.memberships.count() == 2


@pytest.mark.parametrize(
    ("typed", "status"), [("ReadOnlyAccess", 200), ("arn:aws:iam::aws:policy/ReadOnlyAccess", 200), ("Nothing", 422)]
)
def test_a_policy_is_attached_by_name_or_arn(browser: Client, typed: str, status: int) -> None:
    groups.create(ACCOUNT, "developers")
    asked = {"do": "run", "action": "attach-policy", "pick": ["developers"], "policy": typed}

    page = browser.post(GROUPS, asked)

    assert page.status_code == status
    assert groups.find(ACCOUNT, "developers").attachments.count() == (status == 200)


def test_keys_are_deactivated_of_many_users(browser: Client, bob: Person) -> None:
    page = browser.post(USERS, {"do": "run", "action": "deactivate-keys", "pick": ["bob"]})

    assert page.context["done"] == 1
    assert not AccessKey.objects.get(pk=bob.key_id).is_active


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"do": "nonsense"},
        {"do": "ask", "action": "nonsense"},
        {"do": "run"},
        {"do": "ask", "action": "delete"},
        {"do": "run", "action": "delete", "pick": "nobody", "confirm": "nobody"},
        {"do": "ask", "action": "delete", "all": "yes", "q": "nonsense:1"},
    ],
)
def test_a_form_without_sense_leads_back_to_the_list(browser: Client, asked: dict[str, str]) -> None:
    answer = browser.post(USERS, asked)

    assert answer.status_code == 302
    assert answer["Location"].startswith(USERS)


def test_rows_of_another_account_are_never_meant(mallory: Person, alice: Person) -> None:
    page = mallory.browser().post(USERS, {"do": "run", "action": "delete", "pick": ["alice"], "confirm": "alice"})

    assert page.status_code == 302
    assert User.objects.filter(name="alice").exists()


def test_a_search_for_much_goes_along_the_order_of_the_list(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "MOST_KEPT", 2)
    for name in ("carol", "dave", "erin"):
        users.create(ACCOUNT, name)

    page = browser.get(USERS, {"q": "-name:carol created>=2000-01-01"})

    assert names(page) == ["alice", "dave", "erin"]
