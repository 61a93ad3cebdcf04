"""A forgotten password is replaced by a mailed link: once, soon, and by nobody but who reads the mail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.lockouts import services as lockouts
from accounts.models import PasswordPolicy, User
from accounts.passwords import services as passwords
from accounts.recovery import services
from iamconsole.audit.models import Event
from iamconsole.mail import OutboxBackend, outbox_of
from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.mails import delivered, link_in, sent_to, token_in

FORGOTTEN = "/console/forgotten-password/"
RESET = "/console/reset-password/"
NEW = "Another-Horse-8"
ADDRESS = "bob@example.com"


@pytest.fixture
def reachable(bob: Person) -> Person:
    """Bob, with a confirmed address."""
    bob.user.email, bob.user.email_confirmed = ADDRESS, datetime.now(UTC)
    bob.user.save()
    return bob


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def stranger() -> Client:
    browser = Client()
    browser.handler = inprocess.handler()
    return browser


def asked(on_commit: Any, page: str = FORGOTTEN, **fields: str) -> Any:
    fields = fields or {"account": ACCOUNT, "user_name": "bob"}
    with delivered(on_commit):
        return stranger().post(page, fields)


def token() -> str:
    return token_in(str(mail.outbox[-1].body))


def reset(token: str, password: str = NEW) -> Any:
    return stranger().post(RESET, {"token": token, "new_password": password, "repeated": password})


def has(person: Person, password: str) -> bool:
    return User.objects.get(pk=person.user.pk).check_password(password)


def test_the_link_gives_a_new_password_and_asks_for_the_second_factor(reachable: Person, on_commit: Any) -> None:
    other = reachable.browser()
    asked(on_commit)
    assert stranger().get(link_in(str(mail.outbox[-1].body))).status_code == 200

    answer = reset(token())

    assert answer.url == "/console/sign-in/"
    assert has(reachable, NEW)
    assert other.get("/console/").status_code == 302
    browser = stranger()
    browser.post("/console/sign-in/", {"account": ACCOUNT, "user_name": "bob", "password": NEW})
    assert browser.get("/console/").url == "/console/sign-in/code/"


def test_the_link_leads_to_the_public_address_whatever_host_was_asked(
    reachable: Person, on_commit: Any, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["iam.example.com", "other.example.com"]
    forged = {"Host": "other.example.com", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    with delivered(on_commit):
        stranger().post(FORGOTTEN, {"account": ACCOUNT, "user_name": "bob"}, headers=forged)

    body = str(mail.outbox[-1].body)
    assert f"{settings.PUBLIC_URL}{link_in(body)}" in body
    assert "example.com/" not in body
    assert "evil" not in body


def test_the_link_works_once(reachable: Person, on_commit: Any) -> None:
    asked(on_commit)
    reset(token())

    assert reset(token(), "Third-Horse-9").status_code == 404
    assert has(reachable, NEW)


def test_the_link_dies_with_the_password_it_was_for(reachable: Person, on_commit: Any) -> None:
    asked(on_commit)
    passwords.set_password(reachable.user, NEW, must_change=False)

    assert reset(token(), "Third-Horse-9").status_code == 404


def test_the_link_dies_after_an_hour(reachable: Person, on_commit: Any) -> None:
    asked(on_commit)

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=3602)):
        assert reset(token()).status_code == 404
    assert has(reachable, PASSWORD)


def test_only_the_newest_link_works(reachable: Person, on_commit: Any) -> None:
    asked(on_commit)
    old = token()
    with time_machine.travel(datetime.now(UTC) + services.DISTANCE):
        asked(on_commit)

        assert reset(old).status_code == 404
        assert reset(token()).status_code == 302


def test_everybody_reads_the_same(reachable: Person, on_commit: Any) -> None:
    known = asked(on_commit)
    nobody = asked(on_commit, account=ACCOUNT, user_name="nobody")
    nowhere = asked(on_commit, account="nowhere", user_name="bob")

    pages = {answer.content.decode().partition("<main")[2] for answer in (known, nobody, nowhere)}
    assert len(pages) == 1
    assert sent_to(ADDRESS) == ["Reset your password"]
    assert len(mail.outbox) == 1


def test_the_page_that_is_asked_looks_nobody_up(
    bob: Person, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("accounts.recovery.views.queue.send", lambda *asked: sent.append(asked))

    with django_assert_num_queries(5) as queries:
        stranger().post(FORGOTTEN, {"account": ACCOUNT, "user_name": "bob"})

    assert sent[0][0] == "accounts.tasks.request_password_reset"
    assert not any("accounts_user" in query["sql"] for query in queries.captured_queries)


@pytest.mark.parametrize("change", [{"email_confirmed": None}, {"password_created": None}, {"email": ""}])
def test_without_a_confirmed_address_or_a_password_nothing_is_mailed(
    reachable: Person, on_commit: Any, change: dict[str, Any]
) -> None:
    User.objects.filter(pk=reachable.user.pk).update(**change)

    assert asked(on_commit).status_code == 200

    assert mail.outbox == []


def test_a_mailbox_is_not_filled(reachable: Person, on_commit: Any) -> None:
    for _ in range(4):
        asked(on_commit)

    assert len(mail.outbox) == 1


def test_an_address_that_asks_and_asks_has_to_wait(reachable: Person, on_commit: Any) -> None:
    answers = [asked(on_commit, account=ACCOUNT, user_name=f"n{n}") for n in range(lockouts.LINKS_AT_ADDRESS + 1)]

    assert [answer.status_code for answer in answers] == [200] * lockouts.LINKS_AT_ADDRESS + [429]


def test_root_has_a_way_of_its_own(root: Person, on_commit: Any) -> None:
    asked(on_commit, f"{FORGOTTEN}root-user/", email="ROOT@example.com")

    assert reset(token()).status_code == 302
    assert has(root, NEW)


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "minimum length"), (PASSWORD, "last"), ("Password123", "too common"), ("bob@example.Com1", "similar")],
)
def test_the_new_password_follows_the_rules(reachable: Person, on_commit: Any, password: str, why: str) -> None:
    PasswordPolicy.objects.create(account_id=ACCOUNT, shortest=8, reuse=3)
    asked(on_commit)

    answer = reset(token(), password)

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert has(reachable, PASSWORD)


def test_a_password_that_only_an_administrator_may_replace_stays(reachable: Person, on_commit: Any) -> None:
    PasswordPolicy.objects.create(account_id=ACCOUNT, max_age_days=1, hard_expiry=True)
    User.objects.filter(pk=reachable.user.pk).update(password_changed=datetime.now(UTC) - timedelta(days=2))

    asked(on_commit)

    assert mail.outbox == []


@pytest.mark.parametrize("forged", ["", "x", "AIDA.x-y", "\0.x", ".", "x" * 3000])
def test_a_token_that_nobody_made_resets_nothing(reachable: Person, forged: str) -> None:
    assert reset(forged).status_code == 404
    assert stranger().get(RESET, {"token": forged}).status_code == 404


def test_the_token_of_one_user_is_none_for_another(reachable: Person, alice: Person, on_commit: Any) -> None:
    asked(on_commit)
    stolen = alice.user.unique_id + "." + token().partition(".")[2]

    assert reset(stolen).status_code == 404
    assert has(alice, PASSWORD)


def test_whoever_waits_need_not_after_a_reset(reachable: Person, on_commit: Any) -> None:
    fields = {"account": ACCOUNT, "user_name": "bob"}
    for _ in range(5):
        stranger().post("/console/sign-in/", fields | {"password": "wrong"})
    asked(on_commit)

    reset(token())

    assert stranger().post("/console/sign-in/", fields | {"password": NEW}).status_code == 302


def test_the_events_tell_of_it_without_the_token(reachable: Person, on_commit: Any) -> None:
    asked(on_commit)
    reset(token())

    told = {event.name: event for event in Event.objects.filter(source="iamconsole")}
    assert told["RequestPasswordReset"].resource == reachable.user.arn
    assert told["ResetPassword"].parameters == {"Token": "***", "NewPassword": "***"}


def test_the_owner_is_told_that_the_password_changed(reachable: Person, on_commit: Any) -> None:
    asked(on_commit)
    with delivered(on_commit):
        reset(token())

    assert sent_to(ADDRESS)[-1] == f"Your password was changed (bob in account {ACCOUNT})"


def test_an_administrator_has_a_link_mailed(reachable: Person, alice: Person, on_commit: Any) -> None:
    browser = alice.browser()
    assert "Mail a reset link" in browser.get("/console/users/bob/?tab=security").content.decode()
    with delivered(on_commit):
        assert browser.post("/console/users/bob/mail-reset/").status_code == 302

    assert reset(token()).status_code == 302


def test_mailing_a_link_needs_the_permission(reachable: Person, alice: Person) -> None:
    assert reachable.browser().post("/console/users/alice/mail-reset/").status_code == 403


def test_somebody_who_is_signed_in_does_not_ask_this_way(alice: Person, bob: Person) -> None:
    from accounts.signin.caller import console_caller
    from iamconsole.aws.pipeline import invoke
    from iamconsole.errors import AccessDenied

    request = alice.browser().get("/console/").wsgi_request

    with pytest.raises(AccessDenied):
        invoke(console_caller(request), "iamconsole", "RequestPasswordReset", {"UserName": "bob"})


def test_a_link_that_is_kept_in_the_outbox_is_shown_by_no_page(
    reachable: Person, alice: Person, on_commit: Any, settings: Any, tmp_path: Path
) -> None:
    settings.OUTBOX_DIR = tmp_path
    asked(on_commit)
    OutboxBackend().send_messages(mail.outbox)

    kept = list((outbox_of(ACCOUNT) / "private").glob("*.eml"))
    assert len(kept) == 1
    assert kept[0].stat().st_mode & 0o777 == 0o600
    browser = alice.browser()
    assert "Reset your password" not in browser.get("/console/outbox/").content.decode()
    assert browser.get(f"/console/outbox/{kept[0].stem}/").status_code == 404
