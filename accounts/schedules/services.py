"""The rules of schedules: what they hold, when they are due next, and that each period is begun once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Account, ReportRun, ReportSchedule
from accounts.reporting.kinds import KINDS
from accounts.reporting.model import Thresholds
from accounts.schedules import recipients, runs
from accounts.schedules.recipients import Given
from accounts.schedules.rhythm import NoRhythm, Rhythm, zone
from iamconsole.errors import EntityAlreadyExists, InvalidInput, LimitExceeded, NoSuchEntity

SCHEDULES_PER_ACCOUNT = 100
FORMATS = ("csv", "json", "pdf")
# The one report whose findings can be acted on without a person.
KEY_AGE = "key-age"


def find(account_id: str, schedule_id: str) -> ReportSchedule:
    found = ReportSchedule.objects.filter(account_id=account_id, pk=int(schedule_id)).first()
    if found is None:
        raise NoSuchEntity(f"There is no report schedule {schedule_id} in this account.")
    return found


def create(account: Account, values: Mapping[str, Any], given: Sequence[Given]) -> ReportSchedule:
    if account.report_schedules.count() >= SCHEDULES_PER_ACCOUNT:
        raise LimitExceeded(f"Cannot exceed quota for ReportSchedulesPerAccount: {SCHEDULES_PER_ACCOUNT}")
    schedule = ReportSchedule(account=account, created=timezone.now(), **values)
    return _save(schedule, given)


def update(schedule: ReportSchedule, values: Mapping[str, Any], given: Sequence[Given]) -> ReportSchedule:
    """Give the schedule these values in the place of all it had; what is running goes on as it began."""
    for name, value in values.items():
        setattr(schedule, name, value)
    return _save(schedule, given)


def delete(schedule: ReportSchedule) -> None:
    """Remove the schedule; the reports it made stay."""
    schedule.delete()


def rhythm_of(schedule: ReportSchedule) -> Rhythm:
    start = schedule.created.astimezone(zone(schedule.time_zone)).date()
    return Rhythm(schedule.cron, schedule.every_days, schedule.at, schedule.time_zone, start)


def next_moments(cron: str, every_days: int, at: str, time_zone: str, now: datetime, count: int = 5) -> list[datetime]:
    """Return when a schedule that is not saved yet would run."""
    try:
        start: date = now.astimezone(zone(time_zone)).date()
        return Rhythm(cron, every_days, time_of(at), time_zone, start).next_moments(now, count)
    except NoRhythm as error:
        raise InvalidInput(str(error)) from None


def time_of(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


@transaction.atomic
def start(schedule: ReportSchedule, period: str, by: str) -> ReportRun:
    """Begin the report of a period, by hand or by the clock; one that was begun already is returned as it is."""
    return runs.start(
        schedule.account,
        schedule.kind,
        runs.Order(
            key=f"schedule {schedule.pk} {period}",
            title=schedule.name,
            thresholds=Thresholds(schedule.limit_days, schedule.tracking_days),
            attachments=tuple(schedule.attachments),
            addresses=tuple(recipients.addresses_of(schedule.recipients.select_related("user", "group"))),
            tells_owners=schedule.tells_owners,
            schedule=schedule,
            started_by=by,
        ),
    )


@transaction.atomic
def start_due(schedule_id: int, now: datetime, by: str) -> ReportRun | None:
    """Begin what is due and set the next moment, in one transaction: a clock that turns twice begins nothing twice.

    Periods that passed while nothing ran are not made up for: the one report is that of the oldest, and an alert says
    that it is late.
    """
    schedule = ReportSchedule.objects.select_for_update().filter(pk=schedule_id, enabled=True).first()
    if schedule is None or schedule.next_run is None or schedule.next_run > now:
        return None
    due = schedule.next_run
    schedule.next_run = rhythm_of(schedule).after(now)
    schedule.save(update_fields=["next_run"])
    run = start(schedule, f"{due:%Y-%m-%dT%H:%M:%SZ}", by)
    ReportRun.objects.filter(pk=run.pk).update(due=due)
    run.due = due
    runs.alert_if_late(run)
    return run


def _save(schedule: ReportSchedule, given: Sequence[Given]) -> ReportSchedule:
    _check(schedule)
    try:
        schedule.next_run = rhythm_of(schedule).after(timezone.now()) if schedule.enabled else None
    except NoRhythm as error:
        raise InvalidInput(str(error)) from None
    found = recipients.recipients_in(schedule.account_id, given)
    if not found and not schedule.tells_owners:
        raise InvalidInput("A schedule needs at least one recipient.")
    try:
        with transaction.atomic():
            schedule.save()
            recipients.replace_recipients(schedule, found)
    except IntegrityError:
        raise EntityAlreadyExists(f"A report schedule called {schedule.name} already exists.") from None
    return schedule


def _check(schedule: ReportSchedule) -> None:
    if schedule.kind not in KINDS:
        raise InvalidInput(f"There is no report called {schedule.kind}. Choose one of {', '.join(KINDS)}.")
    if bool(schedule.cron) is bool(schedule.every_days):
        raise InvalidInput("Give a cron line, or a number of days, and not both.")
    unknown = [one for one in schedule.attachments if one not in FORMATS]
    if unknown:
        raise InvalidInput(f"There is no format {unknown[0]}. Choose from {', '.join(FORMATS)}.")
    if schedule.deactivate_days and schedule.kind != KEY_AGE:
        raise InvalidInput("Only the key-age report can deactivate keys.")
    if schedule.deactivate_days and schedule.deactivate_warnings < 1:
        raise InvalidInput("Keys are deactivated after at least one warning.")
