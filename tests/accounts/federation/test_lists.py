"""The lists of identity providers, one of each kind."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import OIDCProvider, SAMLProvider
from iamconsole.audit.models import Event, Outcome
from tests import providers
from tests.cast import ACCOUNT, Person

OIDC_LIST = "/console/identity-providers/"
SAML_LIST = OIDC_LIST + "saml/"
BOTH = pytest.mark.parametrize("address", [OIDC_LIST, SAML_LIST])
HOSTILE = "<script>alert(1)</script>"
ONLY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:List%sProviders","Resource":"*"}}'


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


def rows(amount: int) -> None:
    """Make providers of both kinds; the first two of SAML have ended."""
    now = timezone.now()
    for number in range(amount):
        created = now - timedelta(days=number)
        OIDCProvider.objects.create(
            account_id=ACCOUNT, url=f"p{number:02}.example.com", client_ids=["a", "b", "c"], created=created
        )
        SAMLProvider.objects.create(
            account_id=ACCOUNT,
            unique_id=f"unique-{number}",
            name=f"p{number:02}.example.com",
            metadata="secret metadata",
            valid_until=now + timedelta(days=10 * number - 15),
            created=created,
        )


@BOTH
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("P01", ["p01.example.com"]),
        ("name:*2.example.com", ["p02.example.com"]),
        ("created<2026-01-01", []),
        (HOSTILE, []),
    ],
)
def test_the_search_finds_by_name_and_day(alice: Person, address: str, text: str, found: list[str]) -> None:
    rows(3)

    page = alice.browser().get(address, {"q": text})

    assert names(page) == found
    assert HOSTILE not in page.content.decode()


def test_saml_providers_are_found_by_whether_they_still_hold(alice: Person) -> None:
    rows(3)
    browser = alice.browser()

    assert names(browser.get(SAML_LIST, {"q": "state:ended"})) == ["p00.example.com", "p01.example.com"]
    assert names(browser.get(SAML_LIST, {"q": "state:valid"})) == ["p02.example.com"]
    assert browser.get(SAML_LIST, {"q": "state:x"}).status_code == 422


@BOTH
@pytest.mark.parametrize("sort", ["name", "-created"])
def test_the_lists_are_sorted_and_go_on(alice: Person, address: str, sort: str) -> None:
    rows(60)
    browser = alice.browser()

    page = browser.get(address, {"sort": sort})
    after = browser.get(address + page.context["after_url"])

    assert [*names(page), *names(after)] == [f"p{number:02}.example.com" for number in range(60)]


@BOTH
@pytest.mark.parametrize("amount", [3, 60])
def test_the_lists_cost_the_same_however_long_they_are(
    alice: Person, address: str, amount: int, django_assert_max_num_queries: Any
) -> None:
    rows(amount)
    browser = alice.browser()
    browser.get(address)

    with django_assert_max_num_queries(12):
        page = browser.get(address)

    assert len(names(page)) == min(amount, 50)


@BOTH
def test_a_list_is_a_file(alice: Person, address: str) -> None:
    rows(3)

    text = alice.browser().get(address, {"export": "json"}).getvalue().decode()

    assert [row["name"] for row in json.loads(text)] == ["p00.example.com", "p01.example.com", "p02.example.com"]
    assert "secret metadata" not in text


@pytest.mark.parametrize(("address", "model"), [(OIDC_LIST, OIDCProvider), (SAML_LIST, SAMLProvider)])
def test_several_are_deleted_at_once(alice: Person, bob: Person, address: str, model: Any) -> None:
    rows(3)
    picked = ["p00.example.com", "p02.example.com"]
    asked = {"action": "delete", "pick": picked, "do": "run", "confirm": "2 providers"}

    assert bob.browser().post(address, asked).status_code == 403
    assert alice.browser().post(address, asked | {"confirm": "x"}).status_code == 422
    assert model.objects.count() == 3
    assert alice.browser().post(address, asked).context["done"] == 2

    assert [str(one).rpartition("/")[2] for one in model.objects.all()] == ["p01.example.com"]
    deleted = Event.objects.filter(name__startswith="Delete", name__endswith="Provider", outcome=Outcome.ALLOWED)
    assert deleted.count() == 2


def test_who_may_list_one_kind_sees_only_that(alice: Person, bob: Person) -> None:
    alice.client().create_saml_provider(Name="corp", SAMLMetadataDocument=providers.metadata())
    alice.client().create_open_id_connect_provider(Url="https://id.example.com", ClientIDList=["a"])
    iam, browser = alice.client(), bob.browser()

    assert "not authorized to perform: iam:ListOpenIDConnectProviders" in browser.get(OIDC_LIST).content.decode()
    iam.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=ONLY % "SAML")
    assert browser.get(OIDC_LIST)["Location"] == SAML_LIST
    page = browser.get(SAML_LIST)
    assert (names(page), [tab["label"] for tab in page.context["page"].tabs()]) == (["corp"], ["SAML 2.0"])
    assert browser.get(OIDC_LIST, {"export": "csv"}, follow=True).redirect_chain == [(SAML_LIST, 302)]

    iam.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=ONLY % "OpenIDConnect")
    page = browser.get(OIDC_LIST)
    assert (names(page), [tab["label"] for tab in page.context["page"].tabs()]) == (
        ["id.example.com"],
        ["OpenID Connect"],
    )
    assert "not authorized to perform: iam:ListSAMLProviders" in browser.get(SAML_LIST).content.decode()
    assert browser.get(SAML_LIST, {"export": "csv"}).status_code == 403


@BOTH
def test_nothing_of_another_account_is_listed_or_deleted(mallory: Person, alice: Person, address: str) -> None:
    rows(1)
    asked = {"action": "delete", "pick": ["p00.example.com"], "do": "run", "confirm": "p00.example.com"}

    assert names(mallory.browser().get(address)) == []
    mallory.browser().post(address, asked)

    assert OIDCProvider.objects.count() + SAMLProvider.objects.count() == 2
