"""The base of pages whose form holds a policy: written in the editor, looked at once more, and only then saved."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.forms import ChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from iamconsole.console.forms import OperationForm
from iamconsole.console.templatetags.console import indented
from iamconsole.console.views import OperationView
from iamconsole.errors import MalformedPolicyDocument
from policies.editor.diff import side_by_side

REVIEW = "review"
EDIT = "edit"
FINDING_TONES = {"ERROR": "danger", "SECURITY_WARNING": "warning", "WARNING": "warning", "SUGGESTION": "info"}
FINDING_WORDS = {"ERROR": "Error", "SECURITY_WARNING": "Security", "WARNING": "Warning", "SUGGESTION": "Suggestion"}


class PolicyFormView(OperationView):
    """Writes a policy in steps: the form, the review of what it would change, and the operation.

    The button that was pressed says which step is next in `step`; without it the form is saved as it is.
    """

    template_name = "policies/editor/edit.html"
    review_template: ClassVar[str] = "policies/editor/review.html"
    document_field: ClassVar[str] = "document"
    # What is asked only when the policy is reviewed.
    review_fields: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def change(self, form: OperationForm) -> dict[str, Any]:
        """Return which policy changes, as SimulatePolicyChange names it."""

    @abstractmethod
    def text_before(self) -> str:
        """Return the policy as it is stored, "" for a new one."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        step = request.POST.get("step")
        if step == REVIEW:
            return self._reviewed(self.form(request.POST))
        if step == EDIT:
            return self._page(self.form(request.POST))
        return super().post(request, **kwargs)

    def _reviewed(self, form: OperationForm) -> HttpResponse:
        form.data = self._with_proposals(form)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            return self._review(form)
        except MalformedPolicyDocument as error:
            form.refuse(error)
            return self._page(form, status=422)

    def _with_proposals(self, form: OperationForm) -> QueryDict:
        """Return what was sent, with a proposal for each question that is only asked now."""
        data = self.request.POST.copy()
        for name in self.review_fields:
            field = form.fields.get(name)
            if isinstance(field, ChoiceField) and name not in data:
                data[name] = field.initial or str(next(iter(field.widget.choices))[0])
        return data

    def _review(self, form: OperationForm, status: int = 200) -> HttpResponse:
        document = str(form[self.document_field].value())
        asked = {**self.change(form), "PolicyDocument": document}
        review = self.panel("iamconsole", "SimulatePolicyChange", asked)
        checked = {"policyDocument": document, "policyType": "IDENTITY_POLICY"}
        findings = self.panel("accessanalyzer", "ValidatePolicy", checked)
        before = self.text_before()
        own = {
            "form": form,
            "hidden": [field for field in form if field.name not in self.review_fields],
            "asked": [field for field in form if field.name in self.review_fields],
            "submit": self.submit,
            "review": review.result.get("Review"),
            "review_denied": review.denied,
            "findings": [_finding(finding) for finding in findings.result.get("findings", ())],
            "findings_denied": findings.denied,
            "is_new": not before,
            "rows": side_by_side(_spread(before), _spread(document)),
        }
        return self.show(self.context() | own, template=self.review_template, status=status)

    def _page(self, form: OperationForm, status: int = 200) -> HttpResponse:
        if form.is_bound and any(name in form.errors for name in self.review_fields):
            return self._review(form, status)
        own = {
            "form": form,
            "fields": [field for field in form if field.name not in (self.document_field, *self.review_fields)],
            "document": form[self.document_field],
            "submit": self.submit,
            "cancel_url": self.cancel_url(),
        }
        return self.show(own | self.context(), status=status)


def _spread(text: str) -> str:
    """Return a policy in one line with a line for each value: nobody can compare single lines."""
    return text if "\n" in text.strip() else indented(text)


def _finding(finding: dict[str, Any]) -> dict[str, Any]:
    kind = finding["findingType"]
    return {
        "tone": FINDING_TONES[kind],
        "word": FINDING_WORDS[kind],
        "text": finding["findingDetails"],
        "line": finding["locations"][0]["span"]["start"]["line"],
        "learn_more": finding["learnMoreLink"],
    }
