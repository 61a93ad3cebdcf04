"""The forms of SSH keys, signing certificates and service-specific credentials."""

from django import forms

from accounts.credentials.service_specific import API_KEY_SERVICES, PASSWORD_SERVICES
from accounts.models.credential import Status
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field

PASTED = {"rows": 10, "class": "code-input-area", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
SERVICES = {
    "codecommit.amazonaws.com": "CodeCommit (Git over HTTPS): a user name and a password",
    "cassandra.amazonaws.com": "Keyspaces: a user name and a password",
    "bedrock.amazonaws.com": "Bedrock: an API key",
    "logs.amazonaws.com": "CloudWatch Logs: an API key",
    "cloudwatch.amazonaws.com": "CloudWatch: an API key",
    "aws-external-anthropic.amazonaws.com": "Anthropic: an API key",
}
assert {*SERVICES} == {*PASSWORD_SERVICES, *API_KEY_SERVICES}, "every service has words"


class StatusForm(OperationForm):
    members = {"status": "Status"}

    status = forms.ChoiceField(choices=Status.choices, widget=forms.HiddenInput)


class UploadSSHKeyForm(OperationForm):
    operation = ("iam", "UploadSSHPublicKey")
    members = {"body": "SSHPublicKeyBody"}
    error_words = {"public key": "body", "Public Key": "body"}

    body = shape_field(
        "iam",
        "publicKeyMaterialType",
        label="Public key",
        widget=forms.Textarea(attrs=PASTED),
        help_text="One line that begins with ssh-rsa, or PEM; RSA of at least 2,048 bits. Never the private key.",
    )


class SSHKeyStatusForm(StatusForm):
    operation = ("iam", "UpdateSSHPublicKey")


class DeleteSSHKeyForm(ConfirmForm):
    operation = ("iam", "DeleteSSHPublicKey")


class UploadCertificateForm(OperationForm):
    operation = ("iam", "UploadSigningCertificate")
    members = {"body": "CertificateBody"}
    error_words = {"ertificate": "body"}

    body = shape_field(
        "iam",
        "certificateBodyType",
        label="Certificate",
        widget=forms.Textarea(attrs=PASTED),
        help_text="X.509 in PEM, from -----BEGIN CERTIFICATE----- on. Never the private key.",
    )


class CertificateStatusForm(StatusForm):
    operation = ("iam", "UpdateSigningCertificate")


class DeleteCertificateForm(ConfirmForm):
    operation = ("iam", "DeleteSigningCertificate")


class CreateServiceCredentialForm(OperationForm):
    operation = ("iam", "CreateServiceSpecificCredential")
    members = {"service": "ServiceName", "age_days": "CredentialAgeDays"}

    service = forms.ChoiceField(label="For", choices=list(SERVICES.items()), widget=forms.RadioSelect)
    age_days = forms.IntegerField(
        label="Expires after days",
        required=False,
        min_value=1,
        max_value=36600,
        help_text="Left out, it does not expire.",
    )


class ServiceCredentialStatusForm(StatusForm):
    operation = ("iam", "UpdateServiceSpecificCredential")


class ResetServiceCredentialForm(OperationForm):
    operation = ("iam", "ResetServiceSpecificCredential")


class DeleteServiceCredentialForm(ConfirmForm):
    operation = ("iam", "DeleteServiceSpecificCredential")
