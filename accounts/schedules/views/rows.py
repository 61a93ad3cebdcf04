"""The pages about one finding, and what can be done about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import ReportRow
from accounts.reporting.kinds import kind_named
from accounts.schedules import delivery, diff, files, forms, selectors
from accounts.schedules.actions import Action, action_of, deactivation_of, subject_url
from accounts.schedules.views.words import crumbs_to, kind_title
from iamconsole.aws.pipeline import look
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ConsoleView, OperationView
from iamconsole.errors import InvalidInput


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
        return crumbs_to((kind_title(row.run.kind), delivery.run_path(row.run_id)))


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
    success_message = "The access key is deactivated."

    def fixed(self) -> dict[str, Any]:
        parameters = deactivation_of(self.row(), self.caller)
        if parameters is None:
            raise Http404
        return dict(parameters)

    def context(self) -> dict[str, Any]:
        row = self.row()
        question = "Programs that sign with it are refused at once. It can be activated again on its user's page."
        return {"title": f"Deactivate {row.facts['id']}", "question": question, "crumbs": self.crumbs(row)}


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
