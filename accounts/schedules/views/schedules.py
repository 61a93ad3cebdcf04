"""The pages of schedules: the list, one of them, and the forms that change it."""

import uuid
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import ReportRun
from accounts.reporting.kinds import KINDS
from accounts.schedules import forms, selectors, services
from accounts.schedules.shapes import run_shape, schedule_shape
from accounts.schedules.views.words import crumbs_to, kind_title, moments, with_words
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ConsoleView, OperationView
from iamconsole.paging import page

RUNS_PER_PAGE = 20


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
            "rows": [with_words(schedule_shape(row)) for row in rows],
            "troubles": selectors.troubles(self.caller.account_id, timezone.now()),
        }

    def _runs(self) -> dict[str, Any]:
        return _run_rows(selectors.runs(self.caller.account_id), self.request.GET.get("marker"))


class AboutSchedule(OperationView):
    """A page that does something about one schedule."""

    @property
    def asked(self) -> dict[str, str]:
        return {"ScheduleId": str(self.kwargs["schedule_id"])}

    def fixed(self) -> dict[str, Any]:
        return dict(self.asked)

    def schedule(self) -> dict[str, Any]:
        found: dict[str, Any] = self.invoke("iamconsole", "GetReportSchedule", self.asked)["Schedule"]
        return found

    def cancel_url(self) -> str:
        return reverse("schedules:detail", args=[self.kwargs["schedule_id"]])


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
        return moments(
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


class EditSchedulePage(AboutSchedule, ScheduleFormView):
    form_class = forms.EditScheduleForm
    title = "Edit report schedule"
    submit = "Save changes"

    def initial(self) -> dict[str, Any]:
        return forms.initial_of(self.schedule())

    def message(self, form: OperationForm) -> str:
        return f"The schedule {form.cleaned_data['name']} is saved."

    def success_url(self, _form: OperationForm) -> str:
        return self.cancel_url()


class NextRuns(ConsoleView):
    """The fragment under the form: the next moments of what the form says now."""

    template_name = "accounts/schedules/moments.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        given = request.GET
        by_cron = given.get("rhythm") == forms.BY_CRON
        every = given.get("every_days", "")
        return self.show(
            {
                "moments": moments(
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
                "schedule": with_words(schedule),
                "moments": self._moments(schedule_id),
                "runs": runs,
                "next_url": self.next_url(runs.result),
                "first_url": self.first_url(),
            }
        )

    def _runs(self) -> dict[str, Any]:
        found = selectors.runs(self.caller.account_id).filter(schedule=self.kwargs["schedule_id"])
        return _run_rows(found, self.request.GET.get("marker"))

    def _moments(self, schedule_id: int) -> dict[str, Any]:
        found = services.find(self.caller.account_id, str(schedule_id))
        every = 0 if found.cron else found.every_days
        return moments(found.cron, every, f"{found.at:%H:%M}", found.time_zone) if found.enabled else {}


class DeleteSchedulePage(AboutSchedule):
    form_class = forms.DeleteScheduleForm
    submit = "Delete schedule"
    danger = True
    success_message = "The schedule is deleted."

    def context(self) -> dict[str, Any]:
        name = self.schedule()["Name"]
        question = f"No more reports are made by {name}. Those it made stay."
        return {"title": f"Delete {name}", "question": question, "crumbs": crumbs_to()}

    def success_url(self, _form: OperationForm) -> str:
        return reverse("schedules:list")


class SendNowPage(AboutSchedule):
    """Asks first: the mails go to people."""

    form_class = forms.SendNowForm
    submit = "Send now"

    def fixed(self) -> dict[str, Any]:
        return super().fixed() | {"Period": f"by hand {uuid.uuid4()}"}

    def context(self) -> dict[str, Any]:
        schedule = self.schedule()
        to = ", ".join(forms.lines_of(schedule["Recipients"]).splitlines()) or "nobody but the users concerned"
        return {
            "title": f"Send {schedule['Name']} now",
            "lede": f"The report is made at once and mailed to {to}. The schedule stays as it is.",
            "crumbs": crumbs_to((schedule["Name"], self.cancel_url())),
        }

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


def _run_rows(found: QuerySet[ReportRun], marker: str | None) -> dict[str, Any]:
    rows, more = page(found, selectors.NEWEST_FIRST, marker or None, RUNS_PER_PAGE)
    return {"rows": [{**run_shape(row), "kind": kind_title(row.kind)} for row in rows], **more}
