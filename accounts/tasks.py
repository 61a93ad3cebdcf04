"""The jobs of the accounts app; each may run twice and sends nothing twice."""

import logging
import uuid
from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.emails import services as emails
from accounts.models import Account, ReportSchedule, User
from accounts.notices import services as notices
from accounts.recovery import requests
from accounts.recovery import services as recovery
from accounts.schedules import deactivation, delivery, runs
from accounts.schedules.recipients import ROOT, USER
from accounts.schedules.services import KEY_AGE
from accounts.sessions.store import SessionStore
from iamconsole.audit import usage
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Face
from iamconsole.errors import ServiceError
from iamconsole.operator import operator

logger = logging.getLogger(__name__)


@shared_task
def send_key_age_reports() -> None:
    """Have the installation's key-age report of this period sent to the root user of every account."""
    period = period_of(timezone.now())
    for account_id in Account.objects.values_list("pk", flat=True):
        send_key_age_report.delay(account_id, period)


@shared_task(autoretry_for=(ServiceError,), retry_backoff=True, max_retries=8)
def send_key_age_report(account_id: str, period: str) -> None:
    to_root = [{"Type": USER, "Value": ROOT}]
    asked = {"Kind": KEY_AGE, "Period": period, "LimitDays": settings.KEY_AGE_LIMIT_DAYS, "Recipients": to_root}
    invoke(operator(account_id, Face.TASK), "iamconsole", "StartReport", asked)


@shared_task
def turn_report_clock() -> None:
    """Begin the reports that are due, and take up what a lost worker or a lost queue left behind."""
    now = timezone.now()
    due = ReportSchedule.objects.filter(enabled=True, next_run__lte=now).order_by("next_run")
    for schedule_id, account_id in due.values_list("pk", "account_id"):
        asked = {"ScheduleId": str(schedule_id), "Period": "due", "IfDue": True}
        try:
            invoke(operator(account_id, Face.TASK), "iamconsole", "StartReportSchedule", asked)
        except ServiceError:
            # It stays due; the console says so when it stays so for long.
            logger.exception("report schedule %s could not begin", schedule_id)
    runs.resume(now)


@shared_task
def compute_report_part(run_id: str, number: int) -> None:
    runs.compute(uuid.UUID(run_id), number)


@shared_task
def deliver_report_mail(mail_id: int) -> None:
    delivery.deliver(mail_id)


@shared_task
def deactivate_unused_keys(run_id: str) -> None:
    deactivation.deactivate(uuid.UUID(run_id))


@shared_task
def send_notice(account_id: str, address: str, name: str, notice: str, detail: str) -> None:
    notices.send(account_id, address, name, notice, detail)


@shared_task
def mail_confirmation_link(user_key: int) -> None:
    emails.mail_link(User.objects.get(pk=user_key))


@shared_task
def mail_reset_link(user_key: int) -> None:
    recovery.mail_link(User.objects.get(pk=user_key))


@shared_task
def request_password_reset(asked: dict[str, str]) -> None:
    requests.answer(asked)


@shared_task
def forget_ended_sessions() -> None:
    SessionStore.clear_expired()


@shared_task
def roll_up_usage() -> None:
    """Count the events since the last time into what is known of each principal's use."""
    while usage.roll_up() == usage.BATCH:
        pass


def period_of(now: datetime) -> str:
    """Return the name of the period that `now` falls into: the minute of a cron line, or the turn of an interval."""
    every = settings.KEY_AGE_SCHEDULE
    if isinstance(every, float):
        return f"every {every:.0f} s, turn {int(now.timestamp() // every)}"
    return f"{now:%Y-%m-%d %H:%M}"
