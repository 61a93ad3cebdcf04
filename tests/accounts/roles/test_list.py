"""The list of roles: who is trusted in words, search, cost."""

from typing import Any

import pytest

from accounts.models import Role
from accounts.roles import services
from tests.accounts.roles.pages import LINKED, LIST, ROLE, trusting
from tests.cast import ACCOUNT, Person


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


def test_the_list_says_in_words_who_is_trusted(alice: Person, role: Role, linked: Role) -> None:
    services.create(ACCOUNT, "open", trusting({"AWS": "*"}))
    saml = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
    services.create(ACCOUNT, "people", trusting({"Federated": saml}, "sts:AssumeRoleWithSAML"))

    page = alice.browser().get(LIST)

    told = {row.name: row.cells[1][1].value for row in page.context["rows"]}
    assert told == {
        "deploy": [f"Account: {ACCOUNT}"],
        "open": ["Everyone"],
        "people": ["SAML provider: corp"],
        LINKED: ["AWS service: acm.amazonaws.com", "Service-linked role"],
    }
    assert "Service-linked role" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "DEP"}, ["deploy"]),
        ({"q": "/team/"}, ["deploy"]),
        ({"q": "acm.amazonaws"}, [LINKED]),
        ({"q": "linked:yes"}, [LINKED]),
        ({"q": "used:never -linked:yes"}, ["deploy"]),
        ({"q": "<script>alert(1)</script>"}, []),
        ({"q": "trusts:acm.amazonaws"}, [LINKED]),
    ],
)
def test_the_list_is_searched(alice: Person, role: Role, linked: Role, asked: dict[str, str], found: list[str]) -> None:
    page = alice.browser().get(LIST, asked)

    assert sorted(names(page)) == sorted(found)
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("amount", [3, 60])
def test_the_list_costs_the_same_however_long_it_is(
    alice: Person, amount: int, django_assert_max_num_queries: Any
) -> None:
    browser = alice.browser()
    browser.get(LIST)
    for number in range(amount):
        services.create(ACCOUNT, f"role-{number:02}", trusting({"AWS": alice.user.arn}))

    with django_assert_max_num_queries(12):
        page = browser.get(LIST)

    assert len(names(page)) == min(amount, 50)


def test_roles_of_another_account_are_not_there(mallory: Person, role: Role) -> None:
    browser = mallory.browser()

    assert names(browser.get(LIST)) == []
    assert browser.get(ROLE).status_code == 404
    assert browser.post(f"{ROLE}delete/", {"confirm": "deploy"}).status_code == 404


def test_who_may_not_list_is_told_so(bob: Person, role: Role) -> None:
    page = bob.browser().get(LIST).content.decode()

    assert "not authorized to perform: iam:ListRoles" in page
    assert "deploy" not in page
