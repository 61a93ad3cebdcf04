"""The key-age report: what it lists, whom it reaches, and that it does so once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import AccessKey, Report
from accounts.reports import services
from accounts.reports.key_age import key_age_report
from accounts.tasks import send_key_age_report, send_key_age_reports
from tests.cast import ACCOUNT, Person

pytestmark = pytest.mark.django_db


def age(person: Person, days: int) -> None:
    AccessKey.objects.filter(pk=person.key_id).update(created=timezone.now() - timedelta(days=days, minutes=1))


def test_it_lists_keys_older_than_the_limit_the_oldest_first(root: Person, alice: Person, bob: Person) -> None:
    age(alice, 91)
    age(bob, 400)
    age(root, 90 - 1)

    report = key_age_report(ACCOUNT, timezone.now(), 90)

    assert [(key.owner, key.age_days) for key in report.old_keys] == [("bob", 400), ("alice", 91)]


def test_it_lists_no_key_of_another_account(root: Person, mallory: Person) -> None:
    age(mallory, 500)

    assert key_age_report(ACCOUNT, timezone.now(), 90).old_keys == ()


def test_its_mail_names_key_owner_and_age_but_no_secret(alice: Person) -> None:
    age(alice, 120)

    send_key_age_report(ACCOUNT, "2026-11-23 06:00")

    (message,) = mail.outbox
    html = str(message.alternatives[0].content)
    assert message.to == ["root@example.com"]
    assert all(word in text for text in (message.body, html) for word in (alice.key_id, "alice", "120 days old"))
    assert alice.secret not in message.body + html


def test_it_is_sent_once_for_a_period(alice: Person) -> None:
    send_key_age_report(ACCOUNT, "2026-11-23 06:00")
    send_key_age_report(ACCOUNT, "2026-11-23 06:00")
    send_key_age_report(ACCOUNT, "2026-11-30 06:00")

    assert len(mail.outbox) == 2


def test_a_report_whose_sender_died_is_sent_by_the_next(root: Person) -> None:
    long_ago = timezone.now() - services.CLAIM - timedelta(seconds=1)
    Report.objects.create(account=root.user.account, kind="key-age", period="p", created=long_ago, claimed=long_ago)

    send_key_age_report(ACCOUNT, "p")

    assert len(mail.outbox) == 1


def test_a_name_with_markup_stays_text(root: Person) -> None:
    root.client().create_user(UserName="a,b=c@d")
    made = root.client().create_access_key(UserName="a,b=c@d")["AccessKey"]
    AccessKey.objects.filter(pk=made["AccessKeyId"]).update(created=timezone.now() - timedelta(days=100))

    send_key_age_report(ACCOUNT, "p")

    assert "/console/users/a,b=c@d/" in mail.outbox[0].body


def test_every_account_gets_its_own(root: Person, mallory: Person, settings: pytest.FixtureRequest) -> None:
    from iamconsole.celery import app

    app.conf.task_always_eager = True
    try:
        send_key_age_reports()
    finally:
        app.conf.task_always_eager = False

    assert sorted(message.to[0] for message in mail.outbox) == ["mallory@example.com", "root@example.com"]
