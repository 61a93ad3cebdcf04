"""The pages that put policies on users and groups; `holder` says on which of the two."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict
from django.urls import reverse

from accounts.attachments import forms
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ROWS_PER_PAGE, OperationView
from iamconsole.paging import page
from policies.documents import selectors as policies

STARTER = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [],
      "Resource": "*"
    }
  ]
}
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """What tells users from groups here: their member of a request, their pages, and the forms of their operations."""

    member: str
    plural: str
    urls: str
    get_inline: str
    attach: type[OperationForm]
    detach: type[OperationForm]
    put: type[OperationForm]
    delete: type[OperationForm]


USER = Holder(
    member="UserName",
    plural="Users",
    urls="users",
    get_inline="GetUserPolicy",
    attach=forms.AttachToUserForm,
    detach=forms.DetachFromUserForm,
    put=forms.PutUserPolicyForm,
    delete=forms.DeleteUserPolicyForm,
)
GROUP = Holder(
    member="GroupName",
    plural="User groups",
    urls="groups",
    get_inline="GetGroupPolicy",
    attach=forms.AttachToGroupForm,
    detach=forms.DetachFromGroupForm,
    put=forms.PutGroupPolicyForm,
    delete=forms.DeleteGroupPolicyForm,
)


class HolderView(OperationView):
    """A page below the address of a user or a group."""

    holder: ClassVar[Holder] = USER

    @property
    def name(self) -> str:
        return str(self.kwargs["name"])

    def fixed(self) -> dict[str, Any]:
        return {self.holder.member: self.name}

    def home_url(self) -> str:
        return f"{reverse(f'{self.holder.urls}:detail', args=[self.name])}?tab=permissions"

    def cancel_url(self) -> str:
        return self.home_url()

    def success_url(self, _form: OperationForm) -> str:
        return self.home_url()

    def context(self) -> dict[str, Any]:
        to_list = {"label": self.holder.plural, "url": reverse(f"{self.holder.urls}:list")}
        return {"crumbs": [to_list, {"label": self.name, "url": self.home_url()}]}


class AttachPolicyPage(HolderView):
    """A search over the policies that the account sees; the chosen one is attached."""

    template_name = "choose.html"
    title = "Attach policy"
    submit = "Attach policy"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return self.holder.attach(data)

    def context(self) -> dict[str, Any]:
        options = self.panel("iam", "ListPolicies", read=self._policies)
        own = {
            "lede": f"What a policy allows, {self.name} may do as soon as it is attached.",
            "options": options,
            "text": self.given("q"),
            "noun": "policies",
            "next_url": self.next_url(options.result),
            "first_url": self.first_url(),
        }
        return super().context() | own

    def message(self, form: OperationForm) -> str:
        return f"{form.cleaned_data['choice'].rpartition('/')[2]} is attached to {self.name}."

    def _policies(self) -> dict[str, Any]:
        found = policies.policies(self.caller.account_id).exclude(path__startswith="/aws-service-role/")
        found = found.filter(name_key__contains=self.given("q").lower())
        rows, more = page(found, ["name_key", "pk"], self.request.GET.get("marker") or None, ROWS_PER_PAGE)
        return {"rows": [_option(policy.arn, policy.name, policy.is_aws_managed) for policy in rows], **more}


class DetachPolicyPage(HolderView):
    title = "Detach policy"
    submit = "Detach policy"
    danger = True

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return self.holder.detach(data)

    def fixed(self) -> dict[str, Any]:
        return super().fixed() | {"PolicyArn": self.request.GET.get("arn", "")}

    def context(self) -> dict[str, Any]:
        question = f"Detach {self._policy_name} from {self.name}? What only this policy allows is no longer allowed."
        return super().context() | {"question": question}

    def message(self, _form: OperationForm) -> str:
        return f"{self._policy_name} is detached from {self.name}."

    @property
    def _policy_name(self) -> str:
        return self.request.GET.get("arn", "").rpartition("/")[2]


class PutInlinePage(HolderView):
    """Writes an inline policy; with `?policy=` the one of that name, which keeps it."""

    template_name = "accounts/attachments/inline.html"
    submit = "Save policy"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form = self.holder.put(data, initial=self.initial())
        form.fields["policy_name"].disabled = bool(self._policy_name)
        return form

    def initial(self) -> dict[str, Any]:
        if not self._policy_name:
            return {"policy_document": STARTER}
        asked = self.fixed() | {"PolicyName": self._policy_name}
        found = self.invoke("iam", self.holder.get_inline, asked)
        return {"policy_name": self._policy_name, "policy_document": found["PolicyDocument"]}

    def context(self) -> dict[str, Any]:
        title = "Edit inline policy" if self._policy_name else "Create inline policy"
        return super().context() | {"title": title, "lede": f"It belongs to {self.name} alone, and goes with it."}

    def message(self, form: OperationForm) -> str:
        return f"The inline policy {form.cleaned_data['policy_name']} is saved."

    @property
    def _policy_name(self) -> str:
        return self.request.GET.get("policy", "")


class DeleteInlinePage(HolderView):
    template_name = "confirm.html"
    title = "Delete inline policy"
    submit = "Delete policy"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return self.holder.delete(data, initial={"confirm": self._policy_name})

    def fixed(self) -> dict[str, Any]:
        return super().fixed() | {"PolicyName": self._policy_name}

    def context(self) -> dict[str, Any]:
        question = f"The policy is deleted, and what only it allows {self.name} is no longer allowed."
        return super().context() | {"name": self._policy_name, "question": question}

    def message(self, _form: OperationForm) -> str:
        return f"The inline policy {self._policy_name} is deleted."

    @property
    def _policy_name(self) -> str:
        return self.request.GET.get("policy", "")


def _option(value: str, title: str, is_aws_managed: bool) -> dict[str, str]:
    return {"value": value, "title": title, "note": "AWS managed" if is_aws_managed else "Customer managed"}
