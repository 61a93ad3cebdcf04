"""The list of all access keys of an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.keys import services
from accounts.models import AccessKey
from accounts.users import services as users
from iamconsole.aws.pipeline import invoke
from iamconsole.operator import operator
from tests.cast import ACCOUNT, Person

KEYS = "/console/access-keys/"


def found(page: Any) -> set[str]:
    return {row.name for row in page.context["rows"]} if "rows" in page.context else set()


@pytest.mark.parametrize(
    ("search", "whose"),
    [
        ("", "alice bob root"),
        ("root:yes", "root"),
        ("owner:ali", "alice"),
        ("status:inactive", "bob"),
        ("age>90", "bob"),
        ("used:never", "alice"),
        ("used>3", "bob"),
        ("service:s3 region:eu", "bob"),
        ("created<2000-01-01", ""),
    ],
)
def test_the_fields_of_keys(root: Person, alice: Person, bob: Person, search: str, whose: str) -> None:
    moment = timezone.now() - timedelta(days=100)
    AccessKey.objects.filter(pk=bob.key_id).update(
        created=moment, last_used=moment, last_used_service="s3", last_used_region="eu-north-1", status="Inactive"
    )
    people = {"alice": alice, "bob": bob, "root": root}

    assert found(alice.browser().get(KEYS, {"q": search})) == {people[name].key_id for name in whose.split()}


def test_a_key_is_found_by_its_id(alice: Person, bob: Person) -> None:
    assert found(alice.browser().get(KEYS, {"q": bob.key_id.lower()})) == {bob.key_id}


def test_many_are_deactivated_and_roots_too(root: Person, alice: Person, bob: Person) -> None:
    picks = [root.key_id, bob.key_id]

    page = alice.browser().post(KEYS, {"do": "run", "action": "deactivate", "pick": picks})

    assert page.context["done"] == 2
    assert [key.is_active for key in AccessKey.objects.filter(pk__in=picks)] == [False, False]


def test_the_operation_tells_the_same(root: Person, bob: Person) -> None:
    keys = invoke(operator(ACCOUNT), "iamconsole", "ListAccountAccessKeys", {})["AccessKeys"]

    assert {(key["UserName"], key["AccessKeyId"]) for key in keys} == {("root", root.key_id), ("bob", bob.key_id)}


def test_keys_of_another_account_are_not_listed(alice: Person, mallory: Person) -> None:
    assert found(mallory.browser().get(KEYS)) == {mallory.key_id}


def test_who_may_not_list_keys_is_told_so(bob: Person) -> None:
    assert "iamconsole:ListAccountAccessKeys" in bob.browser().get(KEYS).context["denied"]


@pytest.mark.parametrize("count", [3, 60])
def test_the_number_of_queries_does_not_grow(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        services.create(users.create(ACCOUNT, f"user-{number}"))
    browser = alice.browser()
    browser.get(KEYS)

    with django_assert_max_num_queries(12):
        browser.get(KEYS)
