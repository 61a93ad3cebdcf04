"""The pages of access keys, of any user and of one's own."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.keys import descriptions
from accounts.keys.forms import USES, CreateKeyForm, DeleteKeyForm, DescribeKeyForm, KeyStatusForm
from accounts.models import AccessKey
from accounts.owner import OwnerPage, OwnerView
from accounts.users import services as users
from iamconsole.console.downloads import csv_link
from iamconsole.console.forms import OperationForm
from iamconsole.errors import AccessDenied, NoSuchEntity, ServiceError


@method_decorator(never_cache, name="dispatch")
class CreateKeyPage(OwnerView):
    """The answer to the form is the only page that ever shows the secret: nothing is redirected, nothing stored."""

    form_class = CreateKeyForm
    template_name = "accounts/keys/create.html"
    title = "Create access key"
    submit = "Create access key"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form = CreateKeyForm(data)
        if not self._tagged_name:
            del form.fields["description"]
        return form

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        key = result["AccessKey"]
        rows = [["Access key ID", "Secret access key"], [key["AccessKeyId"], key["SecretAccessKey"]]]
        return self.show(
            {
                "title": "Retrieve access key",
                "key": key,
                "file": csv_link(rows),
                "home_url": self.home_url(),
                "crumbs": self.crumbs(),
                "undescribed": self._describe(key["AccessKeyId"], form.cleaned_data.get("description", "")),
            },
            template="accounts/keys/created.html",
        )

    def context(self) -> dict[str, Any]:
        uses = [
            {"value": value, "title": title, "note": note, "advice": advice}
            for value, (title, note, advice) in USES.items()
        ]
        return super().context() | {"owner": self.owner_label, "uses": uses}

    @property
    def _tagged_name(self) -> str:
        """The user whose tag describes the key; root has no tags."""
        return self.owner_name or ("" if self.caller.is_root else self.caller.user_name)

    def _describe(self, key_id: str, description: str) -> str:
        """Write the description; return why it could not be: the key is there, and its secret must be shown."""
        if not description:
            return ""
        try:
            tags = [{"Key": key_id, "Value": description}]
            self.invoke("iam", "TagUser", {"UserName": self._tagged_name, "Tags": tags})
        except ServiceError as error:
            return error.message
        return ""


class DescribeKeyPage(OwnerView):
    """What a key is for; root's keys have no description, for root has no tags."""

    form_class = DescribeKeyForm
    title = "Edit description"
    submit = "Save description"

    def fixed(self) -> dict[str, Any]:
        return {**self.named(), "AccessKeyId": self.kwargs["key_id"]}

    def form(self, data: QueryDict | None = None) -> OperationForm:
        keys = self.invoke("iam", "ListAccessKeys", self.named())["AccessKeyMetadata"]
        if not self.named() or self.kwargs["key_id"] not in {key["AccessKeyId"] for key in keys}:
            raise NoSuchEntity(f"The Access Key with id {self.kwargs['key_id']} cannot be found.")
        return super().form(data)

    def initial(self) -> dict[str, Any]:
        return {"description": descriptions.tags_of(self.caller, self.named()).get(self.kwargs["key_id"], "")}

    def context(self) -> dict[str, Any]:
        return super().context() | {"lede": f"Access key {self.kwargs['key_id']} of {self.owner_label}."}

    def message(self, _form: OperationForm) -> str:
        return f"The description of {self.kwargs['key_id']} is saved."


class KeyStatusPage(OwnerView):
    """Deactivates a key, or with `?status=Active` activates it."""

    form_class = KeyStatusForm

    def fixed(self) -> dict[str, Any]:
        return {**self.named(), "AccessKeyId": self.kwargs["key_id"]}

    def initial(self) -> dict[str, Any]:
        active = self.request.GET.get("status") == AccessKey.Status.ACTIVE
        return {"status": AccessKey.Status.ACTIVE if active else AccessKey.Status.INACTIVE}

    def context(self) -> dict[str, Any]:
        key_id, activates = self.kwargs["key_id"], self.initial()["status"] == AccessKey.Status.ACTIVE
        verb = "Activate" if activates else "Deactivate"
        question = (
            "Requests signed with it are accepted again." if activates else "Requests signed with it are refused."
        )
        own = {"title": f"{verb} access key", "submit": verb, "question": f"{verb} {key_id}? {question}"}
        return super().context() | own | {"danger": True}

    def message(self, form: OperationForm) -> str:
        return f"Access key {self.kwargs['key_id']} is {form.cleaned_data['status'].lower()} now."


class DeleteKeyPage(OwnerView):
    form_class = DeleteKeyForm
    template_name = "confirm.html"
    title = "Delete access key"
    submit = "Delete access key"

    def fixed(self) -> dict[str, Any]:
        return {**self.named(), "AccessKeyId": self.kwargs["key_id"]}

    def initial(self) -> dict[str, Any]:
        return {"confirm": self.kwargs["key_id"]}

    def context(self) -> dict[str, Any]:
        question = "Programs that use this key stop working. Deactivate it first to see whether any do."
        return super().context() | {"name": self.kwargs["key_id"], "question": question}

    def message(self, _form: OperationForm) -> str:
        return f"Access key {self.kwargs['key_id']} is deleted."


class RotateKeyPage(OwnerPage):
    """Replaces a key by another in steps that may lie days apart; which one is next shows from the keys as they are."""

    template_name = "accounts/keys/rotate.html"
    title = "Replace access key"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        old, new = self._keys()
        step = 1 if new is None else 2 if old.is_active else 3
        addresses = {
            "create_url": self._address("create-key"),
            "deactivate_url": f"{self._address('update-key', old.pk)}?status={AccessKey.Status.INACTIVE}",
            "activate_url": f"{self._address('update-key', old.pk)}?status={AccessKey.Status.ACTIVE}",
            "delete_url": self._address("delete-key", old.pk),
        }
        return self.show({"old": old, "new": new, "step": step, "crumbs": self.crumbs(), **addresses})

    def _keys(self) -> tuple[AccessKey, AccessKey | None]:
        """Return the key that goes and the one that stays, if there is one yet."""
        look = self.panel("iam", "ListAccessKeys", self.fixed(), read=lambda: {"keys": self._all()})
        if look.denied:
            raise AccessDenied(look.denied)
        keys: dict[str, AccessKey] = look.result["keys"]
        if self.kwargs["key_id"] not in keys:
            raise NoSuchEntity(f"The Access Key with id {self.kwargs['key_id']} cannot be found.")
        old = keys.pop(self.kwargs["key_id"])
        return old, next(iter(keys.values()), None)

    def _all(self) -> dict[str, AccessKey]:
        user = users.find_own(self.caller.account_id, self.owner_name, self.caller.user_key)
        return {key.pk: key for key in user.access_keys.all()}

    def _address(self, page: str, *names: str) -> str:
        if self.owner_name:
            return reverse(f"users:{page}", args=[self.owner_name, *names])
        return reverse(f"security:{page}", args=names)
