"""The outbox: each mail that is owed goes out once, whoever tries how often.

A mail is claimed by one update that only one process can win, written, marked as handed over, sent, and marked as sent.
Whoever dies before it was handed over leaves a mail that the next takes up. What remains is the moment between the
mail server's answer and the mark: a mail lost there is sent again rather than not at all, under the same Message-ID.
"""

import logging
import uuid
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import ReportMail, ReportRow, ReportRun
from accounts.reporting.kinds import kind_named
from accounts.reporting.model import LOW, Summary, amount
from accounts.schedules import charts, files, runs
from iamconsole import mail
from iamconsole.mail import File

logger = logging.getLogger(__name__)

ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)
ROWS_IN_MAIL = 30
# Mail servers commonly refuse more than 10 MB; a bigger file is linked.
LARGEST_FILE = 7_000_000
CHART = "chart"

Part, State = ReportMail.Part, ReportMail.State


# What the mail server, or the machine it should be on, answers before it takes a mail.
REFUSALS = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError, ConnectionRefusedError)


def deliver(mail_id: int) -> None:
    """Send one mail, unless it was sent or somebody is at it; a failure is written down for a later attempt."""
    claimed = _claim(mail_id)
    if claimed is None:
        return
    one = ReportMail.objects.select_related("run__account", "run__schedule").get(pk=mail_id)
    try:
        _send(one, claimed)
    except (SMTPException, OSError) as error:
        logger.warning("a report could not be mailed to %s: %s", one.address, error)
        _note_failure(one, claimed, error)
    if one.part != Part.ALERT:
        runs.settle(one.run_id)


def _claim(mail_id: int) -> datetime | None:
    """Return the moment that is the mark of this claim, or None when there is nothing to do."""
    now = timezone.now()
    gone = now - timedelta(seconds=settings.REPORT_CLAIM_SECONDS)
    waiting = ReportMail.objects.filter(pk=mail_id, state=State.WAITING, not_before__lte=now)
    free = waiting.filter(Q(claimed=None) | Q(claimed__lt=gone))
    return now if free.update(claimed=now, attempts=F("attempts") + 1) else None


def _send(one: ReportMail, claimed: datetime) -> None:
    run = one.run
    template, subject, context, attached = _message(one)
    # Whoever was so slow that another took over does not send.
    still_mine = ReportMail.objects.filter(pk=one.pk, claimed=claimed, state=State.WAITING)
    if not still_mine.update(handed=timezone.now(), repeated=one.repeated or one.handed is not None):
        return
    mail.send(run.account_id, [one.address], subject, template, context, files=attached, message_id=one.message_id)
    ReportMail.objects.filter(pk=one.pk).update(state=State.SENT, sent=timezone.now(), error="")


def _note_failure(one: ReportMail, claimed: datetime, error: Exception) -> None:
    pause = FIRST_PAUSE * 2 ** (one.attempts - 1)
    is_last = one.attempts >= ATTEMPTS
    ReportMail.objects.filter(pk=one.pk, claimed=claimed).update(
        state=State.FAILED if is_last else State.WAITING,
        claimed=None,
        handed=None if isinstance(error, REFUSALS) else F("handed"),
        not_before=timezone.now() + pause,
        error=f"{type(error).__name__}: {error}"[:1000],
    )


def _message(one: ReportMail) -> tuple[str, str, dict[str, Any], list[File]]:
    if one.part == Part.ALERT:
        return _alert(one)
    return _report(one) if one.part == Part.WHOLE else _own_part(one)


def _alert(one: ReportMail) -> tuple[str, str, dict[str, Any], list[File]]:
    run = one.run
    is_late = one.owner == runs.LATE_ALERT
    subject = f"The report {run.title} {'ran late' if is_late else 'failed'} in account {run.account}"
    return "report_alert", subject, {"run": run, "is_late": is_late, "run_path": run_path(run.pk)}, []


def _report(one: ReportMail) -> tuple[str, str, dict[str, Any], list[File]]:
    run = one.run
    kind, summary = kind_named(run.kind), runs.summary_of(run)
    listed = files.ranked(run).filter(risk__gte=LOW, archived=False)
    context = {**_common(run, listed), "figures": figures_of(run), **_chart_words(run, summary)}
    picture = File("chart.png", charts.png(kind.chart(summary.thresholds), run.counts), "image/png", CHART)
    return "report", kind.headline(summary), context, [picture, *_attachments(run, context)]


def _own_part(one: ReportMail) -> tuple[str, str, dict[str, Any], list[File]]:
    run = one.run
    listed = files.ranked(run).filter(risk__gte=LOW, archived=False, owner=one.owner)
    count = listed.count()
    subject = f"{amount(count, 'thing')} to look at in your account {run.account}: {kind_named(run.kind).title.lower()}"
    return "report_own", subject, _common(run, listed), []


def _common(run: ReportRun, listed: Any) -> dict[str, Any]:
    kind, count = kind_named(run.kind), listed.count()
    return {
        "run": run,
        "kind": kind,
        "run_path": run_path(run.pk),
        "rows": [_row(kind, row) for row in listed[:ROWS_IN_MAIL]],
        "listed": count,
        "more": max(0, count - ROWS_IN_MAIL),
        "linked_files": [],
    }


def _row(kind: Any, row: ReportRow) -> dict[str, Any]:
    shown = [(column.label, files.value_of(row, column)) for column in kind.columns if column.shown]
    return {
        "title": row.title,
        "reason": row.reason,
        "risk": row.risk,
        "path": row_path(row),
        "facts": [(label, value) for label, value in shown if value not in ("", None)],
    }


def figures_of(run: ReportRun) -> list[dict[str, Any]]:
    """Return the numbers of a report, each with the page that shows what was counted."""
    return [
        {
            "label": figure.label,
            "value": run.counts.get(figure.mark, 0),
            "tone": figure.tone if run.counts.get(figure.mark) else "",
            "mark": figure.mark,
            "path": f"{run_path(run.pk)}?show={figure.mark}",
        }
        for figure in kind_named(run.kind).figures(runs.thresholds_of(run))
    ]


def _chart_words(run: ReportRun, summary: Summary) -> dict[str, Any]:
    chart = kind_named(run.kind).chart(summary.thresholds)
    bars = [
        {"label": bar.label, "value": run.counts.get(bar.mark, 0), "path": f"{run_path(run.pk)}?show={bar.mark}"}
        for bar in chart.bars
    ]
    return {"chart": chart, "bars": bars, "chart_told": charts.told(chart, run.counts), "chart_id": CHART}


def _attachments(run: ReportRun, context: dict[str, Any]) -> list[File]:
    attached = []
    for file_format in run.settings["attachments"]:
        content = _up_to(files.stream(run, file_format), LARGEST_FILE)
        if content is None:
            context["linked_files"].append(file_format)
        else:
            attached.append(File(files.name_of(run, file_format), content, files.MEDIA_TYPES[file_format]))
    return attached


def _up_to(stream: Any, most: int) -> bytes | None:
    """Return the whole stream, or None as soon as it is longer."""
    content = bytearray()
    for chunk in stream:
        content += chunk
        if len(content) > most:
            return None
    return bytes(content)


def run_path(run_id: uuid.UUID) -> str:
    return reverse("schedules:run", args=[run_id])


def row_path(row: ReportRow) -> str:
    return reverse("schedules:row", args=[row.run_id, row.pk])
