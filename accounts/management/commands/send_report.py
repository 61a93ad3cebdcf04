"""manage.py send_report: make a report of one or more accounts now, and mail it."""

import time
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import ReportMail, ReportRun
from accounts.reporting.kinds import KINDS
from accounts.schedules import delivery, runs
from accounts.schedules.services import FORMATS
from iamconsole.operator import run as call

PAUSE = 0.1


class Command(BaseCommand):
    help = "Make a report now and mail it. Everything happens in this process; no worker is needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", choices=sorted(KINDS))
        parser.add_argument("--account", action="append", required=True, metavar="ID", help="may be given repeatedly")
        parser.add_argument("--to", action="append", required=True, metavar="ADDRESS", help="may be given repeatedly")
        parser.add_argument("--limit-days", type=int, default=90, help="from when on a credential is old")
        parser.add_argument("--tracking-days", type=int, default=90, help="how far back use counts")
        parser.add_argument("--attach", action="append", choices=FORMATS, default=[], help="may be given repeatedly")
        parser.add_argument("--period", default="", help="a name: the same report is not sent twice under it")

    def handle(self, *_args: Any, **options: Any) -> None:
        period = options["period"] or str(uuid.uuid4())
        for account_id in options["account"]:
            asked = {
                "Kind": options["report"],
                "Period": period,
                "LimitDays": options["limit_days"],
                "TrackingDays": options["tracking_days"],
                "Attachments": options["attach"],
                "Recipients": [{"Type": "address", "Value": address} for address in options["to"]],
            }
            started = call(account_id, "StartReport", asked)["Run"]
            run = _work_off(uuid.UUID(started["RunId"]))
            if run.state != ReportRun.State.DONE:
                raise CommandError(f"{account_id}: {run.error or 'The report could not be sent yet; workers go on.'}")
            sent = run.mails.filter(state=ReportMail.State.SENT).count()
            self.stdout.write(f"{account_id}: {run.counts.get('listed', 0)} findings, sent to {sent} addresses.")


def _work_off(run_id: uuid.UUID) -> ReportRun:
    """Do what workers would do; with workers at it too, each part and each mail is still done once."""
    while not (run := ReportRun.objects.get(pk=run_id)).is_over:
        for number in run.parts.filter(done=None).values_list("number", flat=True):
            runs.compute(run_id, number)
        if run.state == ReportRun.State.SENDING:
            break
        time.sleep(PAUSE)
    for mail_id in run.mails.values_list("pk", flat=True):
        delivery.deliver(mail_id)
    return ReportRun.objects.get(pk=run_id)
