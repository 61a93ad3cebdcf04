"""The pages of the account's own settings."""

import pytest

from accounts.models import Account, PasswordPolicy
from tests.cast import ACCOUNT, Person

HOME = "/console/account-settings/"
POLICY = {"shortest": "14", "upper": "on", "may_change": "on", "max_age": "90", "reuse": "5"}


def test_all_settings_are_told_with_their_defaults(alice: Person) -> None:
    page = alice.browser().get(HOME).content.decode()

    for words in ("The default holds", "Not enabled", "Valid only in AWS Regions", f"account={ACCOUNT}"):
        assert words in page


@pytest.mark.parametrize(
    ("required_of", "told"),
    [
        ("All", "Everybody who signs in"),
        ("Administrators", "Administrators, and"),
        ("Policy", "The root user; of others"),
    ],
)
def test_it_is_told_of_whom_a_second_factor_is_asked(alice: Person, required_of: str, told: str) -> None:
    Account.objects.filter(pk=ACCOUNT).update(mfa_requirement=required_of)

    assert told in alice.browser().get(HOME).content.decode()


def test_the_alias_is_set_and_deleted(alice: Person) -> None:
    browser = alice.browser()

    browser.post(f"{HOME}alias/", {"account_alias": "acme"})
    assert "account=acme" in browser.get(HOME).content.decode()
    browser.post(f"{HOME}delete-alias/?alias=acme")
    assert not Account.objects.get(pk=ACCOUNT).alias


@pytest.mark.parametrize("alias", ["", "a", "Acme", "-acme", "123456789012", "<b>x</b>", "x" * 64])
def test_an_alias_that_cannot_be_is_refused(alice: Person, alias: str) -> None:
    answer = alice.browser().post(f"{HOME}alias/", {"account_alias": alias})

    assert answer.status_code == 422
    assert "<b>x</b>" not in answer.content.decode()


def test_the_password_policy_is_set_shown_again_and_given_up(alice: Person) -> None:
    browser = alice.browser()

    browser.post(f"{HOME}password-policy/", POLICY)
    policy = PasswordPolicy.objects.get()
    assert (policy.shortest, policy.needs_upper, policy.needs_lower) == (14, True, False)
    assert (policy.max_age_days, policy.reuse, policy.users_may_change) == (90, 5, True)
    assert "After 90 days" in browser.get(HOME).content.decode()
    form = browser.get(f"{HOME}password-policy/").context["form"]
    assert (form["shortest"].value(), form["max_age"].value(), form["lower"].value()) == (14, 90, None)
    browser.post(f"{HOME}password-policy/", {"shortest": "8"})
    assert PasswordPolicy.objects.get().max_age_days is None
    browser.post(f"{HOME}delete-password-policy/")
    assert not PasswordPolicy.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("shortest", "5"), ("shortest", "129"), ("shortest", "x"), ("max_age", "0"), ("max_age", "1096"), ("reuse", "25")],
)
def test_a_policy_that_cannot_be_is_refused_and_kept(alice: Person, field: str, value: str) -> None:
    answer = alice.browser().post(f"{HOME}password-policy/", POLICY | {field: value})

    assert answer.status_code == 422
    assert answer.context["form"][field].value() == value
    assert not PasswordPolicy.objects.exists()


def test_tokens_and_outbound_federation_are_switched(alice: Person) -> None:
    browser = alice.browser()

    browser.post(f"{HOME}session-tokens/", {"version": "v2Token"})
    browser.post(f"{HOME}enable-outbound/")
    page = browser.get(HOME).content.decode()
    assert "Valid in all AWS Regions" in page
    assert "Issuer of the tokens" in page
    browser.post(f"{HOME}disable-outbound/")
    assert "Not enabled" in browser.get(HOME).content.decode()
    assert browser.post(f"{HOME}session-tokens/", {"version": "v3"}).status_code == 422


def test_quotas_are_told_beside_what_there_is(alice: Person, bob: Person) -> None:
    counted = {row["label"]: row for row in alice.browser().get(f"{HOME}quotas/").context["counted"]}

    assert (counted["Users"]["count"], counted["Users"]["most"]) == (2, 5000)
    assert not counted["Users"]["nearly_full"]


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("alias/", {"account_alias": "acme"}),
        ("delete-alias/?alias=acme", {}),
        ("password-policy/", POLICY),
        ("delete-password-policy/", {}),
        ("session-tokens/", {"version": "v2Token"}),
        ("enable-outbound/", {}),
        ("disable-outbound/", {}),
    ],
)
def test_nothing_is_changed_without_the_permission(bob: Person, page: str, fields: dict[str, str]) -> None:
    browser = bob.browser()

    assert browser.post(HOME + page, fields).status_code == 403
    assert "You may not see this" in browser.get(HOME).content.decode()
    assert "not authorized" in browser.get(f"{HOME}quotas/").content.decode()
    assert not PasswordPolicy.objects.exists()
