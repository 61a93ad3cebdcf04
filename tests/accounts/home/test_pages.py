"""The dashboard."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.keys import services as keys
from accounts.models import AccessKey
from accounts.users import services as users
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person

HOME = "/console/"


def test_it_counts_what_is_in_the_account_and_links_to_the_lists(alice: Person) -> None:
    alice.client().create_group(GroupName="developers")

    page = alice.browser().get(HOME)

    assert page.status_code == 200
    assert (page.context["users"].result["users"], page.context["groups"].result["count"]) == (1, 1)
    for address in ("/console/users/", "/console/groups/", "/console/policies/"):
        assert f'href="{address}"' in page.content.decode()


def test_it_shows_the_address_where_users_sign_in(alice: Person) -> None:
    assert f"/console/sign-in/?account={ACCOUNT}" in alice.browser().get(HOME).content.decode()


def test_it_tells_of_old_keys_and_of_users_without_a_device(alice: Person, bob: Person) -> None:
    AccessKey.objects.filter(pk=bob.key_id).update(created=timezone.now() - timedelta(days=91))

    page = alice.browser().get(HOME).content.decode()

    assert "1 active access key older than 90 days" in page
    assert "1 user with a password but no MFA device yet." in page
    assert "The root user has no MFA device" in page


def test_an_inactive_key_counts_as_none(alice: Person, bob: Person) -> None:
    old = timezone.now() - timedelta(days=400)
    AccessKey.objects.filter(pk=bob.key_id).update(created=old, status="Inactive")

    page = alice.browser().get(HOME)

    assert [bar["value"] for bar in page.context["users"].result["ages"]] == [2, 0, 0, 0, 0]


def test_a_key_as_old_as_an_edge_stands_in_one_bar_only(alice: Person) -> None:
    AccessKey.objects.all().update(created=timezone.now() - timedelta(days=30))

    page = alice.browser().get(HOME)

    assert sum(bar["value"] for bar in page.context["users"].result["ages"]) == AccessKey.objects.count()


def test_somebody_without_permissions_is_told_so_in_each_part(bob: Person) -> None:
    page = bob.browser().get(HOME)

    assert page.status_code == 200
    assert page.content.decode().count("You may not list them") == 4
    assert "not authorized to perform: iam:ListUsers" in page.content.decode()


def test_nothing_of_another_account_is_counted(mallory: Person, alice: Person, bob: Person) -> None:
    page = mallory.browser().get(HOME)

    assert page.context["users"].result["users"] == 0
    assert OTHER_ACCOUNT in page.content.decode()


def test_it_asks_no_more_of_the_database_in_a_large_account(alice: Person, django_assert_max_num_queries: Any) -> None:
    browser = alice.browser()
    browser.get(HOME)
    for number in range(60):
        keys.create(users.create(ACCOUNT, f"user-{number}"))

    with django_assert_max_num_queries(30):
        browser.get(HOME)
