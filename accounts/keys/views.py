"""The pages of access keys, of any user and of one's own."""

import csv
from io import StringIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.keys.forms import CreateKeyForm, DeleteKeyForm, KeyStatusForm
from accounts.models import AccessKey
from accounts.owner import OwnerView
from iamconsole.console.forms import OperationForm


@method_decorator(never_cache, name="dispatch")
class CreateKeyPage(OwnerView):
    """The answer to the form is the only page that ever shows the secret: nothing is redirected, nothing stored."""

    form_class = CreateKeyForm
    template_name = "accounts/keys/create.html"
    title = "Create access key"
    submit = "Create access key"

    def done(self, result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        key = result["AccessKey"]
        return self.show(
            {
                "title": "Retrieve access key",
                "key": key,
                "file": _download(key),
                "home_url": self.home_url(),
                "crumbs": self.crumbs(),
            },
            template="accounts/keys/created.html",
        )

    def context(self) -> dict[str, Any]:
        return super().context() | {"owner": self.owner_label}


class KeyStatusPage(OwnerView):
    """Deactivates a key, or with `?status=Active` activates it."""

    form_class = KeyStatusForm

    def fixed(self) -> dict[str, Any]:
        return {**super().fixed(), "AccessKeyId": self.kwargs["key_id"]}

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
        return {**super().fixed(), "AccessKeyId": self.kwargs["key_id"]}

    def initial(self) -> dict[str, Any]:
        return {"confirm": self.kwargs["key_id"]}

    def context(self) -> dict[str, Any]:
        question = "Programs that use this key stop working. Deactivate it first to see whether any do."
        return super().context() | {"name": self.kwargs["key_id"], "question": question}

    def message(self, _form: OperationForm) -> str:
        return f"Access key {self.kwargs['key_id']} is deleted."


def _download(key: dict[str, Any]) -> str:
    """Return a link that holds the file itself, so that the secret need not be asked for again."""
    text = StringIO()
    csv.writer(text).writerows([["Access key ID", "Secret access key"], [key["AccessKeyId"], key["SecretAccessKey"]]])
    return f"data:text/csv;charset=utf-8,{quote(text.getvalue())}"
