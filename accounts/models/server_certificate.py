"""Server certificates: for services that end TLS connections of an account."""

from django.db import models
from django.db.models.functions import Lower

from accounts.models.account import Account
from iamconsole import arns, vault
from iamconsole.sealed import SealedTextField

PRIVATE_KEY = "server-certificate"


def _purpose(certificate: "ServerCertificate") -> str:
    return f"{PRIVATE_KEY} {certificate.unique_id}"


class ServerCertificate(models.Model):
    """`body` and `chain` are kept without blanks around them, as AWS does; the private key is shown to nobody."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="server_certificates")
    unique_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=128), db_persist=True
    )
    path = models.CharField(max_length=512, default="/")
    body = models.TextField()
    chain = models.TextField(blank=True)
    sealed_key = SealedTextField(purpose=_purpose)
    tags = models.JSONField(default=list, blank=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()

    class Meta:
        # The orders of the list of server certificates.
        indexes = [
            models.Index(fields=["account", "created", "name_key"], name="server_certificate_by_upload"),
            models.Index(fields=["account", "expires", "name_key"], name="server_certificate_by_expiry"),
        ]
        constraints = [models.UniqueConstraint("account", "name_key", name="server_certificate_name_once")]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.named(self.account_id, "server-certificate", self.path, self.name)

    def seal_key(self, private_key: str) -> None:
        """Keep `private_key` encrypted for this certificate alone."""
        self.sealed_key = vault.seal(_purpose(self), private_key.encode())
