"""The pages of reports: schedules, the reports they made, and what can be done about a finding."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import ReportRow, ReportRun
from accounts.reporting.kinds import KINDS, kind_named
from accounts.reporting.model import LISTED
from accounts.schedules import delivery, diff, files, forms, selectors, services
from accounts.schedules.actions import Action, action_of, deactivation_of, subject_url
from accounts.schedules.rhythm import zone
from accounts.schedules.runs import thresholds_of
from accounts.schedules.shapes import run_shape, schedule_shape, whole_run_shape
from iamconsole.aws.pipeline import look
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView, OperationView
from iamconsole.errors import InvalidInput
from iamconsole.paging import page

EVERYTHING = "all"
ARCHIVED = "archived"


def crumbs_to(*more: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in (("Reports", reverse("schedules:list")), *more)]


class SchedulesPage(ConsoleView):
    """The schedules of the account, and under them the reports that were made last."""

    template_name = "accounts/schedules/list.html"
    title = "Reports"

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        schedules = self.panel("iamconsole", "ListReportSchedules", read=self._schedules)
        runs = self.panel("iamconsole", "ListReportRuns", read=self._runs)
        return self.show(
            {
                "lede": "What is looked at regularly, who is told, and what was found.",
                "schedules": schedules,
                "runs": runs,
                "kinds": KINDS.values(),
                "installation": settings.KEY_AGE_SCHEDULE,
                "limit_days": settings.KEY_AGE_LIMIT_DAYS,
                "next_url": self.next_url(runs.result),
                "first_url": self.first_url(),
            }
        )

    def _schedules(self) -> dict[str, Any]:
        rows = selectors.schedules(self.caller.account_id).order_by("name")
        return {
            "rows": [_with_words(schedule_shape(row)) for row in rows],
            "troubles": selectors.troubles(self.caller.account_id, timezone.now()),
        }

    def _runs(self) -> dict[str, Any]:
        marker = self.request.GET.get("marker") or None
        rows, more = page(selectors.runs(self.caller.account_id), selectors.NEWEST_FIRST, marker, 20)
        return {"rows": [{**run_shape(row), "kind": _kind_title(row.kind)} for row in rows], **more}


class ScheduleFormView(OperationView):
    """A schedule as a form; it shows at once when the report would be made."""

    template_name = "accounts/schedules/form.html"
    form_class = forms.ScheduleForm

    def context(self) -> dict[str, Any]:
        return {"crumbs": crumbs_to(), "kinds": KINDS.values(), "moments": self._moments()}

    def success_url(self, _form: OperationForm) -> str:
        return reverse("schedules:list")

    def cancel_url(self) -> str:
        return reverse("schedules:list")

    def _moments(self) -> dict[str, Any]:
        given = self.initial() or {}
        return _moments(
            str(given.get("cron") or ""),
            int(given.get("every_days") or 7) if not given.get("cron") else 0,
            str(given.get("at") or "06:00"),
            str(given.get("time_zone") or "UTC"),
        )


class CreateSchedulePage(ScheduleFormView):
    title = "Create report schedule"
    submit = "Create schedule"

    def initial(self) -> dict[str, Any]:
        kind = self.given("kind")
        return {"kind": kind, "name": KINDS[kind].title} if kind in KINDS else {}

    def message(self, form: OperationForm) -> str:
        return f"The schedule {form.cleaned_data['name']} is created."


class EditSchedulePage(ScheduleFormView):
    form_class = forms.EditScheduleForm
    title = "Edit report schedule"
    submit = "Save changes"

    def fixed(self) -> dict[str, Any]:
        return {"ScheduleId": str(self.kwargs["schedule_id"])}

    def initial(self) -> dict[str, Any]:
        return forms.initial_of(self.invoke("iamconsole", "GetReportSchedule", self.fixed())["Schedule"])

    def message(self, form: OperationForm) -> str:
        return f"The schedule {form.cleaned_data['name']} is saved."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("schedules:detail", args=[self.kwargs["schedule_id"]])

    def cancel_url(self) -> str:
        return reverse("schedules:detail", args=[self.kwargs["schedule_id"]])


class NextRuns(ConsoleView):
    """The fragment under the form: the next moments of what the form says now."""

    template_name = "accounts/schedules/moments.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        given = request.GET
        by_cron = given.get("rhythm") == forms.BY_CRON
        every = given.get("every_days", "")
        return self.show(
            {
                "moments": _moments(
                    self.given("cron")[:100] if by_cron else "",
                    0 if by_cron or not every.isdecimal() else int(every[:4]),
                    self.given("at") or "06:00",
                    self.given("time_zone"),
                )
            }
        )


class SchedulePage(ConsoleView):
    template_name = "accounts/schedules/detail.html"

    def get(self, _request: HttpRequest, schedule_id: int) -> HttpResponseBase:
        schedule = self.invoke("iamconsole", "GetReportSchedule", {"ScheduleId": str(schedule_id)})["Schedule"]
        runs = self.panel("iamconsole", "ListReportRuns", {"ScheduleId": str(schedule_id)}, read=self._runs)
        return self.show(
            {
                "title": schedule["Name"],
                "lede": KINDS[schedule["Kind"]].about,
                "crumbs": crumbs_to(),
                "schedule": _with_words(schedule),
                "moments": self._moments(schedule_id),
                "runs": runs,
                "next_url": self.next_url(runs.result),
                "first_url": self.first_url(),
            }
        )

    def _runs(self) -> dict[str, Any]:
        marker = self.request.GET.get("marker") or None
        found = selectors.runs(self.caller.account_id).filter(schedule=self.kwargs["schedule_id"])
        rows, more = page(found, selectors.NEWEST_FIRST, marker, 20)
        return {"rows": [{**run_shape(row), "kind": _kind_title(row.kind)} for row in rows], **more}

    def _moments(self, schedule_id: int) -> dict[str, Any]:
        found = services.find(self.caller.account_id, str(schedule_id))
        every = 0 if found.cron else found.every_days
        return _moments(found.cron, every, f"{found.at:%H:%M}", found.time_zone) if found.enabled else {}


class DeleteSchedulePage(OperationView):
    form_class = forms.DeleteScheduleForm
    submit = "Delete schedule"
    danger = True

    def fixed(self) -> dict[str, Any]:
        return {"ScheduleId": str(self.kwargs["schedule_id"])}

    def context(self) -> dict[str, Any]:
        name = self.invoke("iamconsole", "GetReportSchedule", self.fixed())["Schedule"]["Name"]
        question = f"No more reports are made by {name}. Those it made stay."
        return {"title": f"Delete {name}", "question": question, "crumbs": crumbs_to()}

    def cancel_url(self) -> str:
        return reverse("schedules:detail", args=[self.kwargs["schedule_id"]])

    def message(self, _form: OperationForm) -> str:
        return "The schedule is deleted."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("schedules:list")


class SendNowPage(OperationView):
    """Asks first: the mails go to people."""

    form_class = forms.SendNowForm
    submit = "Send now"

    def fixed(self) -> dict[str, Any]:
        return {"ScheduleId": str(self.kwargs["schedule_id"]), "Period": f"by hand {uuid.uuid4()}"}

    def context(self) -> dict[str, Any]:
        asked = {"ScheduleId": str(self.kwargs["schedule_id"])}
        schedule = self.invoke("iamconsole", "GetReportSchedule", asked)["Schedule"]
        to = ", ".join(forms.lines_of(schedule["Recipients"]).splitlines()) or "nobody but the users concerned"
        return {
            "title": f"Send {schedule['Name']} now",
            "lede": f"The report is made at once and mailed to {to}. The schedule stays as it is.",
            "crumbs": crumbs_to((schedule["Name"], self.cancel_url())),
        }

    def cancel_url(self) -> str:
        return reverse("schedules:detail", args=[self.kwargs["schedule_id"]])

    def done(self, result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        return redirect("schedules:run", result["Run"]["RunId"])


class PreviewPage(OperationView):
    """A report for the console alone: computed as the mailed one is, and sent to nobody."""

    form_class = forms.PreviewForm
    title = "Preview a report"
    submit = "Make the report"

    def fixed(self) -> dict[str, Any]:
        return {"Period": str(uuid.uuid4())}

    def initial(self) -> dict[str, Any]:
        return {"kind": self.given("kind")} if self.given("kind") in KINDS else {}

    def context(self) -> dict[str, Any]:
        return {"crumbs": crumbs_to(), "lede": "It is shown in the console, and mailed to nobody."}

    def cancel_url(self) -> str:
        return reverse("schedules:list")

    def done(self, result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        return redirect("schedules:run", result["Run"]["RunId"])


class RunPage(ConsoleView):
    """A report as it is stored: its numbers, its findings by risk, its mails; while it is made, how far it is."""

    template_name = "accounts/schedules/run.html"

    def get(self, _request: HttpRequest, run_id: uuid.UUID) -> HttpResponseBase:
        asked = {"RunId": str(run_id)}
        run = look(self.caller, "iamconsole", "GetReportRun", asked, lambda: self._run(run_id))
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

    def _run(self, run_id: uuid.UUID) -> ReportRun:
        return selectors.find_run(self.caller.account_id, str(run_id))

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


class RunProgress(ConsoleView):
    """The fragment that asks how far a report is; once it is over, the page comes anew."""

    template_name = "accounts/schedules/progress.html"

    def get(self, _request: HttpRequest, run_id: uuid.UUID) -> HttpResponseBase:
        asked = {"RunId": str(run_id)}
        run = look(
            self.caller,
            "iamconsole",
            "GetReportRun",
            asked,
            lambda: selectors.find_run(self.caller.account_id, str(run_id)),
        )
        if run.is_over:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.show({"run": run_shape(run), "progress": _progress(run)})


class RunFile(ConsoleView):
    """The stored report as a file, streamed."""

    def get(self, _request: HttpRequest, run_id: uuid.UUID, file_format: str) -> HttpResponseBase:
        if file_format not in files.MEDIA_TYPES:
            raise Http404
        asked = {"RunId": str(run_id), "Format": file_format}
        run = look(
            self.caller,
            "iamconsole",
            "GetReportFile",
            asked,
            lambda: selectors.find_run(self.caller.account_id, str(run_id)),
        )
        return StreamingHttpResponse(
            files.stream(run, file_format),
            headers={
                "Content-Type": files.MEDIA_TYPES[file_format],
                "Content-Disposition": f'attachment; filename="{files.name_of(run, file_format)}"',
                "X-Content-Type-Options": "nosniff",
            },
        )


class AboutRow(ConsoleView):
    """A page about one finding."""

    @property
    def asked(self) -> dict[str, str]:
        return {"RunId": str(self.kwargs["run_id"]), "RowId": str(self.kwargs["row_id"])}

    def row(self) -> ReportRow:
        account_id, asked = self.caller.account_id, self.asked
        return look(
            self.caller,
            "iamconsole",
            "GetReportRow",
            asked,
            lambda: selectors.find_row(account_id, asked["RunId"], asked["RowId"]),
        )

    def crumbs(self, row: ReportRow) -> list[dict[str, str]]:
        return crumbs_to((_kind_title(row.run.kind), delivery.run_path(row.run_id)))


class RowOperationView(AboutRow, OperationView):
    """A page that does something about a finding."""

    def cancel_url(self) -> str:
        return reverse("schedules:row", args=[self.kwargs["run_id"], self.kwargs["row_id"]])

    def success_url(self, _form: OperationForm) -> str:
        return delivery.run_path(self.kwargs["run_id"])


class RowPage(AboutRow):
    """A finding with everything that is known of it, and what can be done."""

    http_method_names = ["get", "head", "options"]
    template_name = "accounts/schedules/row.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        row = self.row()
        kind = kind_named(row.run.kind)
        action = action_of(row)
        return self.show(
            {
                "title": row.title,
                "lede": row.reason,
                "crumbs": self.crumbs(row),
                "row": row,
                # The reduced policy stands below, whole.
                "facts": [
                    (column.label, files.value_of(row, column)) for column in kind.columns if column.name != "proposal"
                ],
                "subject_url": subject_url(row.subject),
                "action": action,
                "lines": diff.lines_between(action.present, action.proposal) if action else [],
                "deactivation": deactivation_of(row, self.caller),
            }
        )


class ArchivePage(RowOperationView):
    """Takes POST only: the button stands on the finding's page."""

    form_class = forms.ArchiveForm
    http_method_names = ["post"]

    def fixed(self) -> dict[str, Any]:
        return {**self.asked, "Archived": self.request.POST.get("archived") == "yes"}

    def message(self, _form: OperationForm) -> str:
        return "The finding is archived." if self.fixed()["Archived"] else "The finding is back in the report."


class DeactivatePage(RowOperationView):
    form_class = forms.DeactivateForm
    submit = "Deactivate key"
    danger = True

    def fixed(self) -> dict[str, Any]:
        parameters = deactivation_of(self.row(), self.caller)
        if parameters is None:
            raise Http404
        return dict(parameters)

    def context(self) -> dict[str, Any]:
        row = self.row()
        question = "Programs that sign with it are refused at once. It can be activated again on its user's page."
        return {"title": f"Deactivate {row.facts['id']}", "question": question, "crumbs": self.crumbs(row)}

    def message(self, _form: OperationForm) -> str:
        return "The access key is deactivated."


class ApplyPage(RowOperationView):
    """The proposed policy beside the present one, to be looked at, changed and put in its place."""

    template_name = "accounts/schedules/apply.html"
    form_class = forms.ApplyForm
    submit = "Put it in place"

    def action(self) -> Action:
        action = action_of(self.row())
        if action is None or not action.operation:
            raise Http404
        return action

    def initial(self) -> dict[str, Any]:
        return {"document": self.action().proposal}

    def context(self) -> dict[str, Any]:
        row, action = self.row(), self.action()
        return {
            "title": f"Reduce {action.name}",
            "lede": "The change takes effect at once for everybody who has the policy.",
            "crumbs": self.crumbs(row),
            "row": row,
            "action": action,
            "lines": diff.lines_between(action.present, action.proposal),
        }

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return forms.ApplyForm(data, initial=self.initial()).for_operation(self.action().operation)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form, action = self.form(request.POST), self.action()
        self._ask_first(form)
        if not form.is_valid():
            return self._page(form, status=422)
        if action.is_outdated:
            form.refuse(InvalidInput("The policy was changed after this report. Make the report anew."))
            return self._page(form, status=422)
        if form.run(self.caller, action.parameters) is None:
            return self._page(form, status=form.refused_status)
        messages.success(request, f"{action.name} is reduced.")
        return redirect(self.success_url(form))


def _kind_title(name: str) -> str:
    return KINDS[name].title if name in KINDS else name


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


def _with_words(schedule: Mapping[str, Any]) -> dict[str, Any]:
    every = schedule["EveryDays"]
    days = "every day" if every == 1 else f"every {every} days"
    when = f"cron {schedule['Cron']}" if schedule["Cron"] else f"{days} at {schedule['At']}"
    local = schedule["NextRun"].astimezone(zone(schedule["TimeZone"])) if schedule["NextRun"] else None
    return {
        **schedule,
        "kind": _kind_title(schedule["Kind"]),
        "when": when,
        "next": f"{local:%Y-%m-%d %H:%M}" if local else "",
        "recipients": [one["Value"] for one in schedule["Recipients"]],
    }


def _moments(cron: str, every_days: int, at: str, time_zone: str) -> dict[str, Any]:
    """Return the next moments in the zone's own time, or what is wrong with the description."""
    try:
        found = services.next_moments(cron, every_days, at, time_zone, timezone.now())
    except (InvalidInput, ValueError) as error:
        return {"error": str(getattr(error, "message", "")) or "This is no time of day."}
    local: list[datetime] = [moment.astimezone(zone(time_zone)) for moment in found]
    return {"zone": time_zone, "next": [f"{moment:%A, %Y-%m-%d %H:%M}" for moment in local]}
