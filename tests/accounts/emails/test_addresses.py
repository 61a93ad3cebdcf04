"""The e-mail addresses of users: who gives them, and what confirms them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from accounts.emails import services
from accounts.models import User
from tests import inprocess
from tests.cast import Person
from tests.mails import delivered, link_in, sent_to, token_in

OWN = "/console/security/"
OF_BOB = "/console/users/bob/"
ADDRESS = "bob@example.com"
CONFIRM = "/console/confirm-email/"


@pytest.fixture
def given(alice: Person, bob: Person, django_capture_on_commit_callbacks: Any) -> str:
    """Alice gave bob an address; return the link that was mailed there."""
    with delivered(django_capture_on_commit_callbacks):
        assert alice.browser().post(f"{OF_BOB}set-email/", {"email": ADDRESS}).status_code == 302
    return link_in(str(mail.outbox[-1].body))


def stored(person: Person) -> User:
    return User.objects.get(pk=person.user.pk)


def test_an_address_counts_only_after_the_link_was_followed(given: str, bob: Person) -> None:
    assert (stored(bob).email, stored(bob).mail_address) == (ADDRESS, "")
    stranger = inprocess.browser()

    assert stranger.get(given).status_code == 200
    assert stored(bob).mail_address == ""
    token = given.partition("token=")[2]
    assert stranger.post(CONFIRM, {"token": token_in(str(mail.outbox[-1].body))}).status_code == 302

    assert token
    assert stored(bob).mail_address == ADDRESS


def test_a_link_for_an_address_that_was_replaced_confirms_nothing(
    given: str, bob: Person, alice: Person, django_capture_on_commit_callbacks: Any
) -> None:
    old = token_in(str(mail.outbox[-1].body))
    with (
        time_machine.travel(datetime.now(UTC) + services.DISTANCE),
        delivered(django_capture_on_commit_callbacks),
    ):
        alice.browser().post(f"{OF_BOB}set-email/", {"email": "bob@example.org"})

    answer = inprocess.browser().post(CONFIRM, {"token": old})

    assert answer.status_code == 404
    assert 'href="/console/security/set-email/"' in answer.content.decode()
    assert stored(bob).mail_address == ""


def test_a_link_ends(given: str, bob: Person) -> None:
    with time_machine.travel(datetime.now(UTC) + services.LINK_LIFETIME + timedelta(minutes=1)):
        assert inprocess.browser().get(given).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "\0", "a:b:c", "x" * 5000])
def test_a_link_that_nobody_mailed_is_not_valid(db: None, token: str) -> None:
    stranger = inprocess.browser()

    assert stranger.get(CONFIRM, {"token": token}).status_code == 404
    assert stranger.post(CONFIRM, {"token": token}).status_code == 404


@pytest.mark.parametrize("address", ["", "x", "a@b", "a@b@c.example", "x" * 300 + "@example.com", "a\n@example.com"])
def test_what_is_no_address_is_refused(alice: Person, bob: Person, address: str) -> None:
    assert alice.browser().post(f"{OF_BOB}set-email/", {"email": address}).status_code == 422
    assert stored(bob).email == ""


def test_links_are_not_mailed_without_pause(given: str, alice: Person) -> None:
    answer = alice.browser().post(f"{OF_BOB}set-email/", {"email": "victim@example.com"})

    assert answer.status_code == 422
    assert "A link was mailed a moment ago" in answer.content.decode()


def test_the_former_address_hears_of_the_new_one(
    given: str, bob: Person, alice: Person, django_capture_on_commit_callbacks: Any
) -> None:
    services.confirm(token_in(str(mail.outbox[-1].body)))

    with (
        time_machine.travel(datetime.now(UTC) + services.DISTANCE),
        delivered(django_capture_on_commit_callbacks),
    ):
        alice.browser().post(f"{OF_BOB}set-email/", {"email": "bob@example.org"})

    assert any("address was changed" in subject for subject in sent_to(ADDRESS))


def test_an_address_that_is_confirmed_is_not_asked_again(given: str, bob: Person, alice: Person) -> None:
    services.confirm(token_in(str(mail.outbox[-1].body)))
    before = stored(bob)

    with time_machine.travel(datetime.now(UTC) + services.DISTANCE):
        answer = alice.browser().post(f"{OF_BOB}set-email/", {"email": ADDRESS})

    assert answer.status_code == 422
    assert "This address is confirmed already." in answer.content.decode()
    # A link to reset the password that lies in the mailbox stays good.
    assert stored(bob).link_mailed == before.link_mailed


def test_ones_own_address_needs_the_permission(alice: Person, bob: Person) -> None:
    assert alice.browser().post(f"{OWN}set-email/", {"email": "alice@example.com"}).url == OWN
    assert bob.browser().post(f"{OWN}set-email/", {"email": ADDRESS}).status_code == 403


def test_an_address_is_removed(given: str, alice: Person, bob: Person) -> None:
    assert alice.browser().post(f"{OF_BOB}remove-email/").status_code == 302
    assert stored(bob).email == ""


def test_root_keeps_its_address(root: Person) -> None:
    browser = root.browser()

    for page in ("set-email/", "remove-email/"):
        assert browser.post(f"{OWN}{page}", {"email": "else@example.com"}).status_code == 422
    assert stored(root).email == "root@example.com"


def test_the_address_of_another_account_is_out_of_reach(mallory: Person, bob: Person) -> None:
    assert mallory.browser().post(f"{OF_BOB}set-email/", {"email": ADDRESS}).status_code in (404, 422)
    assert stored(bob).email == ""
