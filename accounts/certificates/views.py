"""The pages of server certificates."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.certificates import forms, reading
from accounts.certificates.validity import validity
from iamconsole.console.forms import OperationForm
from iamconsole.console.tags import Tagging, TagsView
from iamconsole.console.views import ConsoleView, OperationView

LIST = {"label": "Server certificates"}
TAGGING = Tagging("TagServerCertificate", "UntagServerCertificate", "ListServerCertificateTags")


class CertificatePage(ConsoleView):
    """A certificate, and what can be read in it and in its chain."""

    template_name = "accounts/certificates/detail.html"

    def get(self, _request: HttpRequest, name: str) -> HttpResponseBase:
        asked = {"ServerCertificateName": name}
        certificate = self.panel("iam", "GetServerCertificate", asked)
        tags = self.panel("iam", "ListServerCertificateTags", asked)
        found = certificate.result.get("ServerCertificate", {})
        metadata = found.get("ServerCertificateMetadata", {})
        own = {
            "title": metadata.get("ServerCertificateName", name),
            "name": name,
            "certificate": certificate,
            "tags": tags,
            "tags_url": reverse("certificates:tags", args=[name]),
        }
        if not found:
            return self.show(own)
        body, chain = found["CertificateBody"], found["CertificateChain"] or ""
        read = {
            "metadata": metadata,
            "validity": validity(metadata["Expiration"], timezone.now()),
            "body": body,
            "chain": chain,
            "read": next(iter(reading.certificates(body)), None),
            "issuers": reading.certificates(chain),
            "history_url": f"{reverse('audit:events')}?{urlencode({'resource': metadata['Arn']})}",
        }
        return self.show(own | read)


class UploadPage(OperationView):
    form_class = forms.UploadForm
    template_name = "console/tagged.html"
    title = "Upload server certificate"
    submit = "Upload certificate"

    def context(self) -> dict[str, Any]:
        return {"crumbs": [LIST | {"url": reverse("certificates:list")}]}

    def cancel_url(self) -> str:
        return reverse("certificates:list")

    def message(self, form: OperationForm) -> str:
        return f"The certificate {form.cleaned_data['certificate_name']} is uploaded."

    def success_url(self, form: OperationForm) -> str:
        return reverse("certificates:detail", args=[form.cleaned_data["certificate_name"]])


class CertificateView(OperationView):
    """A page that changes one certificate."""

    @property
    def name(self) -> str:
        return str(self.kwargs["name"])

    def fixed(self) -> dict[str, Any]:
        return {"ServerCertificateName": self.name}

    def context(self) -> dict[str, Any]:
        here = {"label": self.name, "url": self.cancel_url()}
        return {"crumbs": [LIST | {"url": reverse("certificates:list")}, here]}

    def cancel_url(self) -> str:
        return reverse("certificates:detail", args=[self.name])

    def success_url(self, _form: OperationForm) -> str:
        return self.cancel_url()


class RenamePage(CertificateView):
    """Shows the name and the path as they are; what was not changed is sent as it was, which changes nothing."""

    form_class = forms.RenameForm
    title = "Rename server certificate"
    submit = "Save changes"
    lede = "Policies and services that name the old ARN do not follow the new name."

    def initial(self) -> dict[str, Any]:
        found = self.panel("iam", "GetServerCertificate", self.fixed()).result.get("ServerCertificate", {})
        metadata = found.get("ServerCertificateMetadata", {})
        return {"new_name": metadata.get("ServerCertificateName", self.name), "new_path": metadata.get("Path", "")}

    def message(self, form: OperationForm) -> str:
        return f"The certificate is called {form.cleaned_data['new_name']} now."

    def success_url(self, form: OperationForm) -> str:
        return reverse("certificates:detail", args=[form.cleaned_data["new_name"]])


class CertificateTagsPage(TagsView, CertificateView):
    tagging = TAGGING


class DeletePage(CertificateView):
    template_name = "confirm.html"
    title = "Delete server certificate"
    submit = "Delete certificate"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        # A certificate that is not there is a 404; who may not see it may be allowed to delete it.
        self.panel("iam", "GetServerCertificate", self.fixed())
        return super().get(_request, **_kwargs)

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return forms.DeleteForm(data, initial={"confirm": self.name})

    def context(self) -> dict[str, Any]:
        question = (
            f"The certificate {self.name} is deleted, and its private key with it. "
            "Services that still use it can no longer fetch it."
        )
        return super().context() | {"name": self.name, "question": question}

    def message(self, _form: OperationForm) -> str:
        return f"The certificate {self.name} is deleted."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("certificates:list")
