"""The pages that show users: the list, and one user with the tabs."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.keys import services as keys
from accounts.models import AccessKey
from accounts.users import services as users
from tests.accounts.users.pages import IAM_READ_ONLY, LIST, ODD
from tests.cast import ACCOUNT, Person


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


def test_the_list_shows_groups_mfa_and_ages(alice: Person, bob: Person) -> None:
    for group in ("a", "b", "c"):
        alice.client().create_group(GroupName=group)
        alice.client().add_user_to_group(GroupName=group, UserName="bob")
    AccessKey.objects.filter(pk=bob.key_id).update(created=timezone.now() - timedelta(days=91))

    page = alice.browser().get(LIST).content.decode()

    assert "+ 1 more" in page
    assert '<span class="text-danger">91 days</span>' in page
    assert "Virtual" in page


@pytest.mark.parametrize(("text", "found"), [("ALI", ["alice"]), ("%", []), ("_", [ODD]), ("/team/", ["carol"])])
def test_the_search_takes_parts_of_names_and_paths(alice: Person, text: str, found: list[str]) -> None:
    users.create(ACCOUNT, "carol", path="/team/")
    users.create(ACCOUNT, ODD)

    assert names(alice.browser().get(LIST, {"q": text})) == found


def test_an_access_key_id_finds_its_user(alice: Person, bob: Person) -> None:
    assert names(alice.browser().get(LIST, {"q": bob.key_id})) == ["bob"]


def test_the_quick_filters_are_those_of_the_dashboard(alice: Person, bob: Person) -> None:
    AccessKey.objects.filter(pk=bob.key_id).update(created=timezone.now() - timedelta(days=91))
    browser = alice.browser()

    assert names(browser.get(LIST, {"q": "console:yes mfa:none"})) == ["bob"]
    assert names(browser.get(LIST, {"q": "key-age>90"})) == ["bob"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("group:devel", ["bob"]),
        ("group=devel", []),
        ("-group:devel", ["alice"]),
        ("mfa:virtual", ["alice"]),
        ("console:no", []),
        ("keys:active", ["alice", "bob"]),
        ("keys:none", []),
        ("keys:inactive,active name=bob", ["bob"]),
        ("key-age<1", ["alice", "bob"]),
        ("signed-in:never", ["alice", "bob"]),
        ("signed-in<7", []),
        ("boundary:no name:al", ["alice"]),
        ("path:/", ["alice", "bob"]),
        ("policy:iamreadonly", ["bob"]),
        ("created>2020-01-01", ["alice", "bob"]),
        ("-alice", ["bob"]),
        (f"arn:aws:iam::{ACCOUNT}:user/bob", ["bob"]),
    ],
)
def test_the_fields_of_users(alice: Person, bob: Person, text: str, found: list[str]) -> None:
    alice.client().create_group(GroupName="developers")
    alice.client().add_user_to_group(GroupName="developers", UserName="bob")
    alice.client().attach_user_policy(UserName="bob", PolicyArn=IAM_READ_ONLY)

    assert names(alice.browser().get(LIST, {"q": text})) == found


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "' OR 1=1 --", "\0\0", "a" * 5000])
def test_hostile_searches_find_nothing_and_stay_text(alice: Person, text: str) -> None:
    page = alice.browser().get(LIST, {"q": text})

    assert page.status_code in (200, 422)
    assert "<script>alert" not in page.content.decode()
    assert "<img src=x>" not in page.content.decode()


def test_the_list_goes_on_from_its_marker(alice: Person) -> None:
    for number in range(60):
        users.create(ACCOUNT, f"user-{number:02}")
    browser = alice.browser()

    first = browser.get(LIST, {"q": "user"})
    second = browser.get(LIST + first.context["after_url"])

    assert (len(names(first)), len(names(second))) == (50, 10)
    assert names(second)[0] == "user-50"
    assert second.context["after_url"] == ""
    assert names(browser.get(LIST + second.context["before_url"])) == names(first)


@pytest.mark.parametrize("marker", ["forged", "ä", "\0", "a" * 3000])
def test_a_forged_marker_is_refused(alice: Person, marker: str) -> None:
    assert alice.browser().get(LIST, {"after": marker}).status_code == 400


@pytest.mark.parametrize("amount", [3, 60])
def test_the_list_costs_the_same_however_long_it_is(
    alice: Person, amount: int, django_assert_max_num_queries: Any
) -> None:
    browser = alice.browser()
    browser.get(LIST)
    for number in range(amount):
        keys.create(users.create(ACCOUNT, f"user-{number}"))

    with django_assert_max_num_queries(12):
        browser.get(LIST)


def test_users_of_another_account_are_never_listed(mallory: Person, alice: Person) -> None:
    assert names(mallory.browser().get(LIST)) == []
    assert names(mallory.browser().get(LIST, {"q": alice.key_id})) == []


def test_who_may_not_list_is_told_so(bob: Person) -> None:
    page = bob.browser().get(LIST)

    assert page.status_code == 200
    assert "not authorized to perform: iam:ListUsers" in page.content.decode()


@pytest.mark.parametrize("tab", ["permissions", "groups", "security", "tags", "last-accessed", "nonsense"])
@pytest.mark.parametrize("name", ["alice", "ALICE", ODD])
def test_each_tab_opens(alice: Person, tab: str, name: str) -> None:
    users.create(ACCOUNT, ODD)

    assert alice.browser().get(f"/console/users/{name}/", {"tab": tab}).status_code == 200


@pytest.mark.parametrize("name", ["nobody", "root"])
def test_a_user_who_is_not_there_is_a_404(alice: Person, mallory: Person, name: str) -> None:
    assert alice.browser().get(f"/console/users/{name}/").status_code == 404
    assert mallory.browser().get("/console/users/alice/").status_code == 404


def test_an_address_with_markup_is_refused_as_text(alice: Person) -> None:
    answer = alice.browser().get("/console/users/%3Cscript%3Ex%3C%2Fscript%3E/")

    assert answer.status_code in (400, 404)
    assert "<script>x" not in answer.content.decode()


@pytest.mark.parametrize("tab", ["permissions", "groups", "security", "tags"])
def test_somebody_without_permissions_sees_why_in_each_part(bob: Person, alice: Person, tab: str) -> None:
    answer = bob.browser().get("/console/users/alice/", {"tab": tab})

    assert answer.status_code == 200
    assert "not authorized to perform: iam:GetUser" in answer.content.decode()
    assert alice.key_id not in answer.content.decode()


def test_tags_with_markup_are_shown_as_text(alice: Person) -> None:
    users.add_tags(alice.user, [{"Key": "team", "Value": "<b>core</b>"}])

    page = alice.browser().get("/console/users/alice/?tab=tags").content.decode()

    assert "&lt;b&gt;core&lt;/b&gt;" in page


def test_policies_of_groups_are_shown_with_the_group(alice: Person) -> None:
    alice.client().create_group(GroupName="developers")
    alice.client().add_user_to_group(GroupName="developers", UserName="alice")
    alice.client().attach_group_policy(GroupName="developers", PolicyArn=IAM_READ_ONLY)

    page = alice.browser().get("/console/users/alice/").content.decode()

    assert "developers" in page
    assert "IAMReadOnlyAccess" in page
