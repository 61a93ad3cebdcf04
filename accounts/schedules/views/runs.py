"""The pages of a report that was made, while it is made and afterwards, and its files."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from accounts.models import ReportRow, ReportRun
from accounts.reporting.kinds import kind_named
from accounts.reporting.model import LISTED
from accounts.schedules import delivery, files, selectors
from accounts.schedules.runs import thresholds_of
from accounts.schedules.shapes import run_shape, whole_run_shape
from accounts.schedules.views.words import crumbs_to
from iamconsole.aws.pipeline import look
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView
from iamconsole.paging import page

EVERYTHING = "all"
ARCHIVED = "archived"


class AboutRun(ConsoleView):
    """A page about one report."""

    def run(self, operation: str, asked: dict[str, str]) -> ReportRun:
        """Return the report that `asked` names, if the caller may call the reading operation for it."""
        account_id = self.caller.account_id
        return look(self.caller, "iamconsole", operation, asked, lambda: selectors.find_run(account_id, asked["RunId"]))


class RunPage(AboutRun):
    """A report as it is stored: its numbers, its findings by risk, its mails; while it is made, how far it is."""

    template_name = "accounts/schedules/run.html"

    def get(self, _request: HttpRequest, run_id: uuid.UUID) -> HttpResponseBase:
        asked = {"RunId": str(run_id)}
        run = self.run("GetReportRun", asked)
        kind = kind_named(run.kind)
        show = self._shown()
        rows = self.panel("iamconsole", "ListReportRows", asked, read=lambda: self._rows(run, show))
        figures = delivery.figures_of(run)
        chart = kind.chart(thresholds_of(run))
        bars = [{"label": bar.label, "value": run.counts.get(bar.mark, 0), "tone": bar.tone} for bar in chart.bars]
        return self.show(
            {
                "title": f"{kind.title}, {run.started:%Y-%m-%d %H:%M}",
                "lede": kind.about,
                "crumbs": crumbs_to(),
                "run": whole_run_shape(run),
                "schedule": run.schedule,
                "progress": _progress(run),
                "columns": [column for column in kind.columns if column.shown],
                "rows": rows,
                "figures": figures,
                "shown": self._shown_words(run, show, figures),
                "tabs": self._tabs(run, show),
                "chart": chart,
                "bars": bars,
                "most": max((bar["value"] for bar in bars), default=0) or 1,
                "formats": list(files.MEDIA_TYPES),
                "next_url": self.next_url(rows.result),
                "first_url": self.first_url(),
            }
        )

    def _shown(self) -> str:
        """Return the mark whose rows are shown; the address may hold anything."""
        given = self.given("show")
        return given if given.replace("-", "").replace("_", "").isalnum() and len(given) <= 64 else LISTED

    def _rows(self, run: ReportRun, show: str) -> dict[str, Any]:
        found = selectors.rows(run, "" if show in (EVERYTHING, ARCHIVED) else show, archived=show == ARCHIVED)
        marker = self.request.GET.get("marker") or None
        rows, more = page(found, selectors.RANKED, marker, ROWS_PER_PAGE)
        columns = [column for column in kind_named(run.kind).columns if column.shown]
        return {"rows": [self._cells(row, columns) for row in rows], **more}

    def _cells(self, row: ReportRow, columns: list[Any]) -> dict[str, Any]:
        cells = [{"label": column.label, "value": files.value_of(row, column)} for column in columns]
        return {"row": row, "url": delivery.row_path(row), "cells": cells}

    def _shown_words(self, run: ReportRun, show: str, figures: list[dict[str, Any]]) -> str:
        named = {figure["mark"]: figure["label"] for figure in figures}
        return named.get(show, "") or {LISTED: "Findings", EVERYTHING: "Everything"}.get(show, show.replace("_", " "))

    def _tabs(self, run: ReportRun, show: str) -> list[dict[str, Any]]:
        tabs = [(LISTED, "Findings", run.counts.get(LISTED, 0)), (EVERYTHING, "Everything looked at", "")]
        tabs.append((ARCHIVED, "Archived", run.counts.get("archived", 0)))
        return [
            {"label": label, "url": f"?show={mark}", "active": mark == show, "count": count}
            for mark, label, count in tabs
        ]


class RunProgress(AboutRun):
    """The fragment that asks how far a report is; once it is over, the page comes anew."""

    template_name = "accounts/schedules/progress.html"

    def get(self, _request: HttpRequest, run_id: uuid.UUID) -> HttpResponseBase:
        run = self.run("GetReportRun", {"RunId": str(run_id)})
        if run.is_over:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.show({"run": run_shape(run), "progress": _progress(run)})


class RunFile(AboutRun):
    """The stored report as a file, streamed."""

    def get(self, _request: HttpRequest, run_id: uuid.UUID, file_format: str) -> HttpResponseBase:
        if file_format not in files.MEDIA_TYPES:
            raise Http404
        run = self.run("GetReportFile", {"RunId": str(run_id), "Format": file_format})
        return StreamingHttpResponse(
            files.stream(run, file_format),
            headers={
                "Content-Type": files.MEDIA_TYPES[file_format],
                "Content-Disposition": f'attachment; filename="{files.name_of(run, file_format)}"',
                "X-Content-Type-Options": "nosniff",
            },
        )


def _progress(run: ReportRun) -> dict[str, Any]:
    shape = run_shape(run)
    mails = len(run.recipients)
    return {
        "parts": shape["Parts"] or 0,
        "parts_done": shape["PartsDone"] or 0,
        "mails": run.mails.count() or mails,
        "mails_sent": shape["MailsSent"] or 0,
        "is_over": run.is_over,
    }
