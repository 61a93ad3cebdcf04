"""The jobs of the accounts app; each may run twice and sends nothing twice."""

from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.models import Account
from accounts.sessions.store import SessionStore
from iamconsole.audit import usage
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Face
from iamconsole.errors import ServiceError
from iamconsole.operator import operator


@shared_task
def send_key_age_reports() -> None:
    """Have the report of this period sent to every account, each by a task of its own."""
    period = period_of(timezone.now())
    for account_id in Account.objects.values_list("pk", flat=True):
        send_key_age_report.delay(account_id, period)


@shared_task(autoretry_for=(ServiceError,), retry_backoff=True, max_retries=8)
def send_key_age_report(account_id: str, period: str) -> None:
    invoke(operator(account_id, Face.TASK), "iamconsole", "SendKeyAgeReport", {"Period": period})


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
