"""The pages of SSH keys, signing certificates and service-specific credentials, of any user and of one's own."""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.credentials import forms
from accounts.models.credential import Status
from accounts.owner import OwnerView
from iamconsole.console.forms import OperationForm

OTHER_TAB = "other"


class CredentialView(OwnerView):
    """A page of one credential, or of one that is about to be; operations want the name of its user, own or not."""

    # The member that names the credential, and what it is called.
    member: ClassVar[str] = ""
    thing: ClassVar[str]

    def fixed(self) -> dict[str, Any]:
        return self.named() | ({self.member: self.kwargs["credential_id"]} if self.member else {})

    def home_url(self) -> str:
        address = super().home_url()
        return address if self.owner_name else f"{address}?tab={OTHER_TAB}"


class StatusView(CredentialView):
    """Deactivates a credential, or with `?status=Active` activates it."""

    danger = True

    def initial(self) -> dict[str, Any]:
        active = self.request.GET.get("status") == Status.ACTIVE
        return {"status": Status.ACTIVE if active else Status.INACTIVE}

    def context(self) -> dict[str, Any]:
        verb, then = ("Activate", "again") if self.initial()["status"] == Status.ACTIVE else ("Deactivate", "no longer")
        question = f"{verb} the {self.thing} {self.kwargs['credential_id']}? It is then {then} accepted."
        return super().context() | {"title": f"{verb} {self.thing}", "submit": verb, "question": question}

    def message(self, form: OperationForm) -> str:
        return f"The {self.thing} is {form.cleaned_data['status'].lower()} now."


class DeleteView(CredentialView):
    template_name = "confirm.html"

    def initial(self) -> dict[str, Any]:
        return {"confirm": self.kwargs["credential_id"]}

    def context(self) -> dict[str, Any]:
        verb = f"Delete {self.thing}"
        question = f"Whatever uses this {self.thing} stops working."
        own = {"title": verb, "submit": verb, "name": self.kwargs["credential_id"], "question": question}
        return super().context() | own

    def message(self, _form: OperationForm) -> str:
        return f"The {self.thing} is deleted."


class UploadSSHKeyPage(CredentialView):
    form_class = forms.UploadSSHKeyForm
    title = "Upload SSH public key"
    submit = "Upload key"
    success_message = "The SSH public key is uploaded."


class SSHKeyStatusPage(StatusView):
    form_class = forms.SSHKeyStatusForm
    member, thing = "SSHPublicKeyId", "SSH public key"


class DeleteSSHKeyPage(DeleteView):
    form_class = forms.DeleteSSHKeyForm
    member, thing = "SSHPublicKeyId", "SSH public key"


class UploadCertificatePage(CredentialView):
    form_class = forms.UploadCertificateForm
    title = "Upload signing certificate"
    submit = "Upload certificate"
    success_message = "The signing certificate is uploaded."


class CertificateStatusPage(StatusView):
    form_class = forms.CertificateStatusForm
    member, thing = "CertificateId", "signing certificate"


class DeleteCertificatePage(DeleteView):
    form_class = forms.DeleteCertificateForm
    member, thing = "CertificateId", "signing certificate"


class NewSecretView(CredentialView):
    """The answer to the form is the only page that ever shows the secret."""

    def done(self, result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        credential = result["ServiceSpecificCredential"]
        own = {"title": "Retrieve credential", "credential": credential, "home_url": self.home_url()}
        return self.show(own | {"crumbs": self.crumbs()}, template="accounts/credentials/created.html")


@method_decorator(never_cache, name="dispatch")
class CreateServiceCredentialPage(NewSecretView):
    form_class = forms.CreateServiceCredentialForm
    title = "Create service-specific credential"
    submit = "Create credential"


class ServiceCredentialStatusPage(StatusView):
    form_class = forms.ServiceCredentialStatusForm
    member, thing = "ServiceSpecificCredentialId", "credential"


@method_decorator(never_cache, name="dispatch")
class ResetServiceCredentialPage(NewSecretView):
    form_class = forms.ResetServiceCredentialForm
    title = "Reset secret"
    submit = "Reset secret"
    danger = True
    member = "ServiceSpecificCredentialId"
    question = "Make another secret? The present one is worth nothing from that moment on."


class DeleteServiceCredentialPage(DeleteView):
    form_class = forms.DeleteServiceCredentialForm
    member, thing = "ServiceSpecificCredentialId", "credential"
