"""The clock: it begins what is due once, says what was late, and deactivates keys where it was told to."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AccessKey, KeyWarning, ReportMail, ReportRun, ReportSchedule
from accounts.schedules import deactivation, services
from accounts.tasks import turn_report_clock
from iamconsole.audit.models import Event
from iamconsole.operator import run as call
from tests.accounts.schedules.working import compute, deliver
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person

pytestmark = pytest.mark.django_db


def scheduled(**more: Any) -> ReportSchedule:
    asked = {"Name": "Keys", "Kind": "key-age", "EveryDays": 1, "Recipients": [{"Type": "user", "Value": "root"}]}
    made = call(ACCOUNT, "CreateReportSchedule", {**asked, **more})["Schedule"]
    return ReportSchedule.objects.get(pk=made["ScheduleId"])


def due(schedule: ReportSchedule, ago: timedelta = timedelta(seconds=5)) -> None:
    ReportSchedule.objects.filter(pk=schedule.pk).update(next_run=timezone.now() - ago)


def unused(person: Person, days: int) -> None:
    AccessKey.objects.filter(pk=person.key_id).update(created=timezone.now() - timedelta(days=days), last_used=None)


def send(schedule: ReportSchedule) -> ReportRun:
    # Minutes apart: what is due at the same moment is the same report.
    due(schedule, timedelta(minutes=1 + ReportRun.objects.count()))
    turn_report_clock()
    return deliver(compute(ReportRun.objects.filter(schedule=schedule).latest("started")))


def test_what_is_due_is_begun_once_however_often_the_clock_turns(root: Person) -> None:
    schedule = scheduled()
    due(schedule)

    for _ in range(3):
        turn_report_clock()

    schedule.refresh_from_db()
    assert ReportRun.objects.count() == 1
    assert schedule.next_run is not None
    assert schedule.next_run > timezone.now()


def test_two_clocks_begin_one_report(root: Person) -> None:
    schedule, now = scheduled(), timezone.now()
    due(schedule)

    first, second = (services.start_due(schedule.pk, now, "clock") for _ in range(2))

    assert first is not None
    assert second is None


def test_what_is_switched_off_is_never_due(root: Person) -> None:
    due(scheduled(Enabled=False))

    turn_report_clock()

    assert not ReportRun.objects.exists()


def test_a_report_that_begins_late_is_told_of_beside_being_sent(root: Person) -> None:
    schedule = scheduled()
    due(schedule, timedelta(hours=30))
    turn_report_clock()

    deliver(compute(ReportRun.objects.get()))

    subjects = {message.subject for message in mail.outbox}
    assert f"The report Keys ran late in account {ACCOUNT}" in subjects
    assert len(subjects) == 2


def test_what_the_queue_lost_is_found(root: Person) -> None:
    due(scheduled())
    turn_report_clock()
    run = ReportRun.objects.get()
    long_ago = timezone.now() - timedelta(hours=1)
    run.parts.update(queued=long_ago)

    turn_report_clock()

    assert run.parts.get().queued > long_ago


def test_keys_are_deactivated_only_after_so_many_warnings_and_by_an_operation(root: Person, bob: Person) -> None:
    unused(bob, 200)
    schedule = scheduled(DeactivateDays=100, DeactivateWarnings=2)

    reasons = []
    for _ in range(3):
        run = send(schedule)
        deactivation.deactivate(run.pk)
        reasons.append(run.rows.get(finding=f"access-key/{bob.key_id}").reason)

    assert "Warning 1 of 2" in reasons[0]
    assert "with the next report" in reasons[1]
    assert "Deactivated by this schedule after 2 warnings." in reasons[2]
    assert not AccessKey.objects.get(pk=bob.key_id).is_active
    event = Event.objects.get(name="UpdateAccessKey")
    assert (event.principal_kind, event.parameters["AccessKeyId"]) == ("Operator", bob.key_id)


def test_a_key_that_is_used_again_is_left_alone_and_its_warnings_forgotten(root: Person, bob: Person) -> None:
    unused(bob, 200)
    schedule = scheduled(DeactivateDays=100, DeactivateWarnings=1)
    send(schedule)
    run = send(schedule)
    AccessKey.objects.filter(pk=bob.key_id).update(last_used=timezone.now())

    deactivation.deactivate(run.pk)
    send(schedule)

    assert AccessKey.objects.get(pk=bob.key_id).is_active
    assert not KeyWarning.objects.filter(access_key_id=bob.key_id).exists()


def test_nothing_is_deactivated_unless_a_schedule_says_so(root: Person, bob: Person) -> None:
    unused(bob, 2000)
    schedule = scheduled()

    for _ in range(5):
        deactivation.deactivate(send(schedule).pk)

    assert AccessKey.objects.get(pk=bob.key_id).is_active


def test_the_command_mails_a_report_of_each_account(root: Person, mallory: Person) -> None:
    told = StringIO()

    both = ("--account", ACCOUNT, "--account", OTHER_ACCOUNT)
    call_command("send_report", "key-age", *both, "--to", "auditor@example.com", "--attach", "csv", stdout=told)

    assert [message.to for message in mail.outbox] == [["auditor@example.com"]] * 2
    assert told.getvalue().count("sent to 1 addresses") == 2


def test_the_command_sends_nothing_twice_under_one_name(root: Person) -> None:
    for _ in range(2):
        call_command(
            "send_report", "changes", "--account", ACCOUNT, "--to", "a@example.com", "--period", "x", stdout=StringIO()
        )

    assert ReportMail.objects.count() == len(mail.outbox) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing", "--account", ACCOUNT, "--to", "a@example.com"),
        ("key-age", "--account", "12", "--to", "a@example.com"),
        ("key-age", "--account", "999999999999", "--to", "a@example.com"),
        ("key-age", "--account", ACCOUNT, "--to", "nobody"),
        ("key-age", "--account", ACCOUNT, "--to", "a@example.com", "--limit-days", "0"),
    ],
)
def test_the_command_says_what_is_wrong(root: Person, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("send_report", *arguments, stdout=StringIO())

    assert mail.outbox == []
