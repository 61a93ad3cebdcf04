"""The forms of server certificates."""

from django import forms

from accounts.groups.forms import PLAIN_TEXT, path_field
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field
from iamconsole.console.pem import PEMWidget, SecretPEMWidget
from iamconsole.console.tags import TagsField
from iamconsole.errors import ServiceError

LATIN = "Only letters of PEM are allowed here: no characters beyond Latin."


def name_field() -> forms.CharField:
    return shape_field(
        "iam",
        "serverCertificateNameType",
        label="Certificate name",
        help_text="Letters, digits and + = , . @ - _.",
        pattern_message="Use letters, digits and + = , . @ - _ only.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )


class UploadForm(OperationForm):
    operation = ("iam", "UploadServerCertificate")
    members = {
        "certificate_name": "ServerCertificateName",
        "path": "Path",
        "body": "CertificateBody",
        "private_key": "PrivateKey",
        "chain": "CertificateChain",
        "tags": "Tags",
    }
    error_words = {
        "EntityAlreadyExists": "certificate_name",
        "KeyPairMismatch": "private_key",
        "private key": "private_key",
        "certificate chain": "chain",
        "MalformedCertificate": "body",
    }

    certificate_name = name_field()
    path = path_field(label="Path")
    body = shape_field(
        "iam",
        "certificateBodyType",
        label="Certificate body",
        help_text="The one certificate of the server, in PEM format.",
        pattern_message=LATIN,
        widget=PEMWidget(8),
    )
    private_key = shape_field(
        "iam",
        "privateKeyType",
        label="Private key",
        help_text="In PEM format, without a password. It is kept encrypted and never shown again.",
        pattern_message=LATIN,
        widget=SecretPEMWidget(5),
    )
    chain = shape_field(
        "iam",
        "certificateChainType",
        label="Certificate chain",
        required=False,
        help_text="The certificate that signed the one above, then the one that signed that, in order.",
        pattern_message=LATIN,
        widget=PEMWidget(5),
    )
    tags = TagsField(ignore_case=False)

    def refuse(self, error: ServiceError) -> None:
        if error.message == "Unknown":
            # That is all AWS says of a chain it cannot read.
            self.add_error("chain", "No certificates can be read here. Give them in PEM format, one after the other.")
            return
        super().refuse(error)


class RenameForm(OperationForm):
    operation = ("iam", "UpdateServerCertificate")
    members = {"new_name": "NewServerCertificateName", "new_path": "NewPath"}
    error_words = {"EntityAlreadyExists": "new_name"}

    new_name = name_field()
    new_path = path_field(label="Path")


class DeleteForm(ConfirmForm):
    operation = ("iam", "DeleteServerCertificate")
