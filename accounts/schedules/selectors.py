"""Reads of schedules, runs and rows."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import ReportMail, ReportPart, ReportRow, ReportRun, ReportSchedule
from accounts.schedules.runs import LATE
from iamconsole.errors import NoSuchEntity

NEWEST_FIRST = ("-started", "-id")
RANKED = ("-risk", "id")


def schedules(account_id: str) -> QuerySet[ReportSchedule]:
    found = ReportSchedule.objects.filter(account_id=account_id)
    return found.prefetch_related("recipients__user", "recipients__group")


def runs(account_id: str) -> QuerySet[ReportRun]:
    """Return runs that know how far they are."""
    parts = ReportPart.objects.filter(run=OuterRef("pk"))
    sent = ReportMail.objects.filter(run=OuterRef("pk"), state=ReportMail.State.SENT)
    return ReportRun.objects.filter(account_id=account_id).annotate(
        parts_all=_counted(parts), parts_done=_counted(parts.exclude(done=None)), mails_sent=_counted(sent)
    )


def find_run(account_id: str, run_id: str) -> ReportRun:
    run = runs(account_id).select_related("account", "schedule").filter(pk=uuid.UUID(run_id)).first()
    if run is None:
        raise NoSuchEntity(f"There is no report {run_id} in this account.")
    return run


def rows(run: ReportRun, mark: str = "", *, archived: bool = False) -> QuerySet[ReportRow]:
    """Return the rows that count in `mark`, or all; archived ones only where they are asked for."""
    found = run.rows.filter(archived=True) if archived else run.rows.filter(archived=False)
    return found.filter(marks__contains=f" {mark} ") if mark else found


def find_row(account_id: str, run_id: str, row_id: str) -> ReportRow:
    found = ReportRow.objects.select_related("run__account", "run__schedule")
    row = found.filter(run__account_id=account_id, run_id=uuid.UUID(run_id), pk=int(row_id)).first()
    if row is None:
        raise NoSuchEntity(f"There is no row {row_id} in the report {run_id}.")
    return row


def troubles(account_id: str, now: datetime) -> list[Mapping[str, Any]]:
    """Return what a banner says: schedules that did not run, and schedules whose last report failed."""
    late = ReportSchedule.objects.filter(account_id=account_id, next_run__lt=now - LATE).order_by("name")
    last = ReportRun.objects.filter(schedule=OuterRef("pk")).order_by(*NEWEST_FIRST)
    failed = (
        ReportSchedule.objects.filter(account_id=account_id)
        .annotate(last_state=Subquery(last.values("state")[:1]), last_run=Subquery(last.values("pk")[:1]))
        .filter(last_state=ReportRun.State.FAILED)
        .order_by("name")
    )
    return [
        *({"schedule": one, "is_late": True} for one in late),
        *({"schedule": one, "is_late": False, "run_id": one.last_run} for one in failed),
    ]


def _counted(found: QuerySet[Any]) -> Coalesce:
    count = found.order_by().values("run").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)
