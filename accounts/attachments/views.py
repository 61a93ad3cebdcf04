"""The pages that put policies on users, groups and roles; `holder` says on which of the three."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict
from django.urls import reverse

from accounts.attachments import forms, services
from iamconsole import arns
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm
from iamconsole.console.picking import ManyForm, Option, PickView, Source
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView, OperationView
from iamconsole.paging import page
from policies.documents import selectors as policies
from policies.editor.views import PolicyFormView
from policies.models import AWS

MOST = 1000

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


@dataclass(frozen=True, slots=True)
class Holder:
    """What tells users, groups and roles apart here: their member of a request, their pages, their operations."""

    member: str
    plural: str
    urls: str
    list_attached: str
    list_inline: str
    get_inline: str
    attach: type[ManyForm]
    detach: type[OperationForm]
    put: type[OperationForm]
    delete: type[OperationForm]
    bound: type[OperationForm] | None = None
    unbound: type[OperationForm] | None = None


USER = Holder(
    member="UserName",
    plural="Users",
    urls="users",
    list_attached="ListAttachedUserPolicies",
    list_inline="ListUserPolicies",
    get_inline="GetUserPolicy",
    attach=forms.AttachToUserForm,
    detach=forms.DetachFromUserForm,
    put=forms.PutUserPolicyForm,
    delete=forms.DeleteUserPolicyForm,
    bound=forms.BoundUserForm,
    unbound=forms.UnboundUserForm,
)
GROUP = Holder(
    member="GroupName",
    plural="User groups",
    urls="groups",
    list_attached="ListAttachedGroupPolicies",
    list_inline="ListGroupPolicies",
    get_inline="GetGroupPolicy",
    attach=forms.AttachToGroupForm,
    detach=forms.DetachFromGroupForm,
    put=forms.PutGroupPolicyForm,
    delete=forms.DeleteGroupPolicyForm,
)
ROLE = Holder(
    member="RoleName",
    plural="Roles",
    urls="roles",
    list_attached="ListAttachedRolePolicies",
    list_inline="ListRolePolicies",
    get_inline="GetRolePolicy",
    attach=forms.AttachToRoleForm,
    detach=forms.DetachFromRoleForm,
    put=forms.PutRolePolicyForm,
    delete=forms.DeleteRolePolicyForm,
    bound=forms.BoundRoleForm,
    unbound=forms.UnboundRoleForm,
)


class HolderView(OperationView):
    """A page below the address of a user, a group or a role."""

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


class AttachPolicyPage(PickView, HolderView):
    """A search over the policies that the account sees; all that are ticked are attached."""

    title = "Attach policies"
    submit = "Attach policies"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return self.holder.attach(data)

    def source(self) -> Source:
        return policy_source(self.caller)

    def context(self) -> dict[str, Any]:
        lede = f"What a policy allows, {self.name} may do as soon as it is attached."
        return super().context() | {"lede": lede}

    def message(self, form: OperationForm) -> str:
        names = [arn.rpartition("/")[2] for arn in form.cleaned_data["choice"]]
        return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} attached to {self.name}."


class BoundaryPage(PickView, HolderView):
    """A search over the policies; the chosen one bounds what the user or the role may do."""

    title = "Set permissions boundary"
    submit = "Set boundary"
    single = True

    def form(self, data: QueryDict | None = None) -> OperationForm:
        assert self.holder.bound is not None, f"{self.holder.plural} have no boundary"
        return self.holder.bound(data)

    def source(self) -> Source:
        return policy_source(self.caller)

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


class PutInlinePage(PolicyFormView, HolderView):
    """Writes an inline policy; with `?policy=` the one of that name, which keeps it."""

    document_field = "policy_document"
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

    def change(self, form: OperationForm) -> dict[str, Any]:
        named = {"IdentityType": self._kind, "IdentityName": self.name}
        return named | {"PolicyName": form.cleaned_data["policy_name"]}

    def text_before(self) -> str:
        if not self._policy_name:
            return ""
        asked = self.fixed() | {"PolicyName": self._policy_name}
        return str(self.panel("iam", self.holder.get_inline, asked).result.get("PolicyDocument", ""))

    def context(self) -> dict[str, Any]:
        title = "Edit inline policy" if self._policy_name else "Create inline policy"
        lede = f"It belongs to {self.name} alone, and goes with it."
        return super().context() | {"title": title, "lede": lede, "most": INLINE_SIZES[self._kind]}

    @property
    def _kind(self) -> str:
        return self.holder.member.removesuffix("Name")

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


def policy_source(caller: Caller) -> Source:
    """Return the policies that `caller` may attach, to choose from: the account's own, then those of AWS."""

    def read(text: str, marker: str | None) -> tuple[list[Option], dict[str, Any]]:
        found = policies.policies(caller.account_id).exclude(path__startswith="/aws-service-role/")
        found = found.filter(name_key__contains=text.lower())
        rows, more = page(found, ["name_key", "pk"], marker, ROWS_PER_PAGE)
        return [Option(policy.arn, policy.name, type_of(policy.arn)) for policy in rows], more

    return Source("policies", "ListPolicies", read)


def type_of(arn: str) -> str:
    """Return what kind of managed policy an ARN names."""
    parts = arns.parse(arn)
    return "AWS managed" if parts is not None and parts.account_id == AWS else "Customer managed"


def permissions(view: ConsoleView, holder: Holder, name: str, *, via: str = "Directly") -> dict[str, Any]:
    """Return the policies on a user, group or role as rows of one table, and why some may be missing.

    `via` says how they come to whom the page is about: directly, or through the group of that name.
    """
    asked = {holder.member: name}
    attached = view.panel("iam", holder.list_attached, {**asked, "MaxItems": MOST})
    inline = view.panel("iam", holder.list_inline, {**asked, "MaxItems": MOST})
    rows = [
        {
            "name": policy["PolicyName"],
            "arn": policy["PolicyArn"],
            "type": type_of(policy["PolicyArn"]),
            "via": via,
            "holder": name,
            "is_inline": False,
        }
        for policy in attached.result.get("AttachedPolicies", ())
    ] + [
        {"name": policy, "arn": "", "type": "Inline", "via": via, "holder": name, "is_inline": True}
        for policy in inline.result.get("PolicyNames", ())
    ]
    return {"rows": rows, "denied": [panel.denied for panel in (attached, inline) if panel.denied]}
