"""Do in the test's own process what workers do."""

import uuid

from accounts.models import ReportMail, ReportRun
from accounts.schedules import delivery, runs
from iamconsole.operator import run as call
from tests.cast import ACCOUNT


def start(kind: str, *to: str, period: str = "p", **more: object) -> ReportRun:
    """Begin a report that is mailed to the addresses."""
    recipients = [{"Type": "address", "Value": address} for address in to]
    asked = {"Kind": kind, "Period": period, "Recipients": recipients, **more}
    return ReportRun.objects.get(pk=call(ACCOUNT, "StartReport", asked)["Run"]["RunId"])


def compute(run: ReportRun) -> ReportRun:
    for number in run.parts.values_list("number", flat=True):
        runs.compute(uuid.UUID(str(run.pk)), number)
    return ReportRun.objects.get(pk=run.pk)


def deliver(run: ReportRun) -> ReportRun:
    for mail_id in ReportMail.objects.filter(run=run).values_list("pk", flat=True):
        delivery.deliver(mail_id)
    return ReportRun.objects.get(pk=run.pk)


def made(kind: str, *to: str, **more: object) -> ReportRun:
    """Return a report that is computed and mailed."""
    return deliver(compute(start(kind, *to, **more)))
