"""Reports reach whom they should, once, whatever happens on the way."""

import uuid
from datetime import timedelta
from smtplib import SMTPResponseException, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import AccessKey, ReportMail, ReportPart, ReportRun, User
from accounts.reporting import batches
from accounts.schedules import delivery, runs
from accounts.tasks import send_key_age_report, turn_report_clock
from iamconsole.operator import run as call
from tests.accounts.schedules.working import compute, deliver, made, start
from tests.cast import ACCOUNT, Person

pytestmark = pytest.mark.django_db
TO = "auditor@example.com"


def age(person: Person, days: int) -> None:
    AccessKey.objects.filter(pk=person.key_id).update(created=timezone.now() - timedelta(days=days, minutes=1))


def bodies(message: Any) -> tuple[str, str]:
    return str(message.body), str(message.alternatives[0].content)


def test_its_mail_names_key_owner_and_reason_but_no_secret(alice: Person) -> None:
    age(alice, 120)

    made("key-age", TO)

    (message,) = mail.outbox
    assert message.to == [TO]
    assert message.subject == f"1 access key older than 90 days in account {ACCOUNT}"
    for text in bodies(message):
        assert all(word in text for word in (alice.key_id, "alice", "120 days old", "Administrator"))
        assert alice.secret not in text


def test_every_number_of_the_mail_links_to_the_page_that_shows_it(alice: Person) -> None:
    age(alice, 120)
    run = made("key-age", TO)
    browser = alice.browser()

    text, html = bodies(mail.outbox[0])

    assert f"/console/reports/runs/{run.pk}/?show=old_keys" in text
    assert f"/console/reports/runs/{run.pk}/?show=old_keys" in html
    shown = browser.get(f"/console/reports/runs/{run.pk}/?show=old_keys")
    assert [one["row"].facts["id"] for one in shown.context["rows"].result["rows"]] == [alice.key_id]


def test_the_chart_stands_in_one_part_with_the_html(alice: Person) -> None:
    made("key-age", TO, Attachments=["csv", "json", "pdf"])

    message = mail.outbox[0].message()
    types = [part.get_content_type() for part in message.walk()]
    assert types[:6] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
    ]  # fmt: skip
    assert types[6:] == ["text/csv", "application/json", "application/pdf"]
    assert "cid:chart" in bodies(mail.outbox[0])[1]


def test_it_is_sent_once_for_a_period(alice: Person) -> None:
    for period in ("2026-11-23 06:00", "2026-11-23 06:00", "2026-11-30 06:00"):
        send_key_age_report(ACCOUNT, period)
    for run in ReportRun.objects.all():
        deliver(compute(run))
        deliver(compute(run))

    assert [message.to for message in mail.outbox] == [["root@example.com"]] * 2


def test_a_lost_worker_s_part_is_taken_up_and_nothing_stands_there_twice(
    alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SUBJECTS_PER_PART", 1)
    run = start("key-age", TO)
    long_ago = timezone.now() - timedelta(hours=1)
    # Whoever claimed the first part died over it; the second is done, and then done by somebody late once more.
    run.parts.filter(number=0).update(claimed=long_ago, queued=long_ago, attempts=1)
    runs.compute(run.pk, 1)
    ReportPart.objects.filter(run=run, number=1).update(claimed=None)
    runs.compute(run.pk, 1)

    deliver(compute(run))

    assert run.rows.values("finding").distinct().count() == run.rows.count()
    assert len(mail.outbox) == 1


def test_a_part_that_somebody_is_at_is_left_to_them(alice: Person) -> None:
    run = start("key-age", TO)
    run.parts.update(claimed=timezone.now())

    compute(run)

    assert not run.rows.exists()


def test_a_mail_that_was_lost_after_the_claim_goes_out_with_the_same_message_id(alice: Person) -> None:
    run = compute(start("key-age", TO))
    one = run.mails.get()
    ReportMail.objects.filter(pk=one.pk).update(claimed=timezone.now() - timedelta(hours=1), attempts=1)

    deliver(run)
    deliver(run)

    (message,) = mail.outbox
    assert message.message()["Message-ID"] == one.message_id


def may_have_arrived_twice(run: ReportRun) -> bool:
    described = call(ACCOUNT, "GetReportRun", {"RunId": str(run.pk)})
    return bool(described["Run"]["Mails"][0]["MayHaveArrivedTwice"])


def test_a_mail_whose_worker_died_while_it_was_sent_may_have_arrived_twice(alice: Person) -> None:
    run = compute(start("key-age", TO))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    ReportMail.objects.filter(run=run).update(claimed=an_hour_ago, handed=an_hour_ago, attempts=1)

    deliver(run)

    assert may_have_arrived_twice(run)
    assert "it may have arrived twice" in alice.browser().get(f"/console/reports/runs/{run.pk}/").content.decode()


@pytest.mark.parametrize(("backend", "twice"), [("Refusing", False), ("Broken", True)])
def test_a_mail_that_was_refused_did_not_arrive(alice: Person, settings: Any, backend: str, *, twice: bool) -> None:
    sending, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.{backend}"
    run = compute(start("key-age", TO))
    deliver(run)
    settings.EMAIL_BACKEND = sending
    ReportMail.objects.filter(run=run).update(not_before=timezone.now())

    deliver(run)

    assert run.mails.get().state == ReportMail.State.SENT
    assert may_have_arrived_twice(run) is twice


def test_two_who_deliver_at_once_send_one_mail(alice: Person) -> None:
    run = compute(start("key-age", TO))
    one = run.mails.get()
    assert delivery._claim(one.pk)

    delivery.deliver(one.pk)

    assert mail.outbox == []


class Broken:
    """A mail server that goes away while it is spoken to."""

    def __init__(self, *_args: Any, **_options: Any) -> None:
        pass

    def send_messages(self, _messages: Any) -> int:
        raise SMTPServerDisconnected("Connection unexpectedly closed")


class Refusing(Broken):
    """A mail server that takes nothing."""

    def send_messages(self, _messages: Any) -> int:
        raise SMTPResponseException(421, b"Try again later")


def test_a_broken_mail_server_is_asked_again_later_and_at_last_told_of(alice: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    run = compute(start("key-age", TO))

    for _ in range(delivery.ATTEMPTS):
        deliver(run)
        ReportMail.objects.filter(run=run).update(not_before=timezone.now())

    run.refresh_from_db()
    assert run.state == ReportRun.State.FAILED
    assert "Connection unexpectedly closed" in run.error
    assert run.mails.get(part=ReportMail.Part.ALERT).address == "root@example.com"


def test_between_attempts_there_is_a_growing_pause(alice: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    run = compute(start("key-age", TO))

    deliver(run)
    deliver(run)

    one = run.mails.get()
    assert one.attempts == 1
    assert one.not_before > timezone.now() + timedelta(seconds=50)


def test_a_report_that_cannot_be_computed_fails_with_the_reason(alice: Person) -> None:
    run = start("key-age", TO)
    ReportRun.objects.filter(pk=run.pk).update(settings={})

    for _ in range(runs.ATTEMPTS):
        compute(run)

    run.refresh_from_db()
    assert run.state == ReportRun.State.FAILED
    assert "limit_days" in run.error


def test_the_clock_gives_up_a_part_that_kills_every_worker(alice: Person) -> None:
    run = start("key-age", TO)
    long_ago = timezone.now() - timedelta(hours=1)
    run.parts.update(claimed=long_ago, queued=long_ago, attempts=runs.ATTEMPTS)

    turn_report_clock()

    run.refresh_from_db()
    assert "A worker was lost 5 times" in run.error


def test_owners_get_their_own_part_and_nothing_of_others(alice: Person, bob: Person) -> None:
    age(alice, 200)
    age(bob, 300)
    User.objects.filter(pk=bob.user.pk).update(email="bob@example.com", email_confirmed=timezone.now())

    made("key-age", TellOwners=True)

    (message,) = [one for one in mail.outbox if one.to == ["bob@example.com"]]
    for text in bodies(message):
        assert bob.key_id in text
        assert alice.key_id not in text


def test_addresses_are_told_once_however_they_are_spelled(alice: Person) -> None:
    made("key-age", TO, TO.upper())

    assert len(mail.outbox) == 1


def test_a_name_with_markup_stays_text(root: Person) -> None:
    root.client().create_user(UserName="a,b=c@d")
    key = root.client().create_access_key(UserName="a,b=c@d")["AccessKey"]["AccessKeyId"]
    AccessKey.objects.filter(pk=key).update(created=timezone.now() - timedelta(days=100))

    made("key-age", TO)

    assert "Owner: a,b=c@d" in mail.outbox[0].body


def test_a_report_of_nothing_is_done_at_once(root: Person) -> None:
    run = start("key-age")

    assert compute(run).state == ReportRun.State.DONE
    assert uuid.UUID(str(run.pk))
