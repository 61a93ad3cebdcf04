"""Users, groups and roles as holders of policies: one description of each, and what their pages share."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse

from accounts.attachments import forms
from accounts.attachments.choosing import type_of
from iamconsole.console.forms import OperationForm
from iamconsole.console.picking import ManyForm
from iamconsole.console.views import ConsoleView, OperationView

MOST = 1000


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
