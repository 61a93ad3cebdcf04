"""The pages that put policies on users, groups and roles; `holder` says on which of the three."""

from typing import Any

from django.http import QueryDict

from accounts.attachments import services
from accounts.attachments.choosing import policy_source
from accounts.attachments.holders import HolderView
from iamconsole.console.forms import OperationForm
from iamconsole.console.picking import PickView, Source
from policies.editor.views import PolicyFormView

INLINE_SIZES = {kind.name: kind.inline_size for kind in services.KINDS.values()}
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


class PickPolicyView(PickView, HolderView):
    """A search over the policies that the account sees."""

    def source(self) -> Source:
        return policy_source(self.caller)


class AttachPolicyPage(PickPolicyView):
    """All policies that are ticked are attached."""

    title = "Attach policies"
    submit = "Attach policies"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return self.holder.attach(data)

    def context(self) -> dict[str, Any]:
        lede = f"What a policy allows, {self.name} may do as soon as it is attached."
        return super().context() | {"lede": lede}

    def message(self, form: OperationForm) -> str:
        names = [arn.rpartition("/")[2] for arn in form.cleaned_data["choice"]]
        return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} attached to {self.name}."


class BoundaryPage(PickPolicyView):
    """The chosen policy bounds what the user or the role may do."""

    title = "Set permissions boundary"
    submit = "Set boundary"
    single = True

    def form(self, data: QueryDict | None = None) -> OperationForm:
        assert self.holder.bound is not None, f"{self.holder.plural} have no boundary"
        return self.holder.bound(data)

    def context(self) -> dict[str, Any]:
        lede = f"{self.name} may do only what its policies and this one both allow. By itself it allows nothing."
        return super().context() | {"lede": lede}

    def message(self, form: OperationForm) -> str:
        return f"{form.cleaned_data['choice'].rpartition('/')[2]} bounds {self.name} now."


class RemoveBoundaryPage(HolderView):
    title = "Remove permissions boundary"
    submit = "Remove boundary"
    danger = True

    def form(self, data: QueryDict | None = None) -> OperationForm:
        assert self.holder.unbound is not None, f"{self.holder.plural} have no boundary"
        return self.holder.unbound(data)

    def context(self) -> dict[str, Any]:
        question = f"Remove the boundary of {self.name}? Everything its policies allow is allowed then."
        return super().context() | {"question": question}

    def message(self, _form: OperationForm) -> str:
        return f"{self.name} has no permissions boundary now."


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


class InlineView(HolderView):
    """A page about the inline policy that `?policy=` names."""

    @property
    def policy_name(self) -> str:
        return self.request.GET.get("policy", "")


class PutInlinePage(PolicyFormView, InlineView):
    """Writes an inline policy; with `?policy=` the one of that name, which keeps it."""

    document_field = "policy_document"
    submit = "Save policy"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form = self.holder.put(data, initial=self.initial())
        form.fields["policy_name"].disabled = bool(self.policy_name)
        return form

    def initial(self) -> dict[str, Any]:
        if not self.policy_name:
            return {"policy_document": STARTER}
        asked = self.fixed() | {"PolicyName": self.policy_name}
        found = self.invoke("iam", self.holder.get_inline, asked)
        return {"policy_name": self.policy_name, "policy_document": found["PolicyDocument"]}

    def change(self, form: OperationForm) -> dict[str, Any]:
        named = {"IdentityType": self._kind, "IdentityName": self.name}
        return named | {"PolicyName": form.cleaned_data["policy_name"]}

    def text_before(self) -> str:
        if not self.policy_name:
            return ""
        asked = self.fixed() | {"PolicyName": self.policy_name}
        return str(self.panel("iam", self.holder.get_inline, asked).result.get("PolicyDocument", ""))

    def context(self) -> dict[str, Any]:
        title = "Edit inline policy" if self.policy_name else "Create inline policy"
        lede = f"It belongs to {self.name} alone, and goes with it."
        return super().context() | {"title": title, "lede": lede, "most": INLINE_SIZES[self._kind]}

    @property
    def _kind(self) -> str:
        return self.holder.member.removesuffix("Name")

    def message(self, form: OperationForm) -> str:
        return f"The inline policy {form.cleaned_data['policy_name']} is saved."


class DeleteInlinePage(InlineView):
    template_name = "confirm.html"
    title = "Delete inline policy"
    submit = "Delete policy"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return self.holder.delete(data, initial={"confirm": self.policy_name})

    def fixed(self) -> dict[str, Any]:
        return super().fixed() | {"PolicyName": self.policy_name}

    def context(self) -> dict[str, Any]:
        question = f"The policy is deleted, and what only it allows {self.name} is no longer allowed."
        return super().context() | {"name": self.policy_name, "question": question}

    def message(self, _form: OperationForm) -> str:
        return f"The inline policy {self.policy_name} is deleted."
