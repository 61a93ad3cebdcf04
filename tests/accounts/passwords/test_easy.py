"""Passwords that are too easy to guess: refused at the console's pages, taken by AWS's API as AWS takes them."""

import pytest

from accounts.models import PasswordPolicy, User
from accounts.passwords import easy
from tests.cast import ACCOUNT, PASSWORD, Person


@pytest.mark.parametrize("password", ["password", "Password123", "iloveyou1"])
def test_common_passwords_are_easy(bob: Person, password: str) -> None:
    assert "too common" in easy.fault_of(bob.user, password)


def test_a_password_that_resembles_the_name_is_easy(alice: Person) -> None:
    assert "too similar" in easy.fault_of(alice.user, "alice-77")


def test_a_good_password_is_not(alice: Person) -> None:
    assert easy.fault_of(alice.user, PASSWORD) == ""


def test_the_api_takes_what_the_policy_of_the_account_takes(root: Person, bob: Person) -> None:
    root.client().update_login_profile(UserName="bob", Password="Password123")

    assert User.objects.get(pk=bob.user.pk).check_password("Password123")


def test_the_pages_refuse_an_easy_password_for_another_user(alice: Person, bob: Person) -> None:
    fields = {"kind": "given", "password": "Password123"}

    answer = alice.browser().post("/console/users/bob/set-password/", fields)

    assert answer.status_code == 422
    assert "too common" in answer.content.decode()
    assert User.objects.get(pk=bob.user.pk).check_password(PASSWORD)


@pytest.mark.parametrize("who", ["root", "alice"])
def test_the_pages_refuse_an_easy_password_of_ones_own(request: pytest.FixtureRequest, who: str) -> None:
    person = request.getfixturevalue(who)
    fields = {"old_password": PASSWORD, "new_password": "Password123", "repeated": "Password123"}

    answer = person.browser().post("/console/security/password/", fields)

    assert answer.status_code == 422
    assert "too common" in answer.content.decode()


def test_a_forced_change_follows_the_policy_of_the_account(bob: Person) -> None:
    PasswordPolicy.objects.create(account_id=ACCOUNT, shortest=20)
    User.objects.filter(pk=bob.user.pk).update(must_change_password=True)
    fields = {"old_password": PASSWORD, "new_password": "Another-Horse-8", "repeated": "Another-Horse-8"}

    answer = bob.browser().post("/console/sign-in/new-password/", fields)

    assert answer.status_code == 422
    assert "minimum length of 20" in answer.content.decode()
