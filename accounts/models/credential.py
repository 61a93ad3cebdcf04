"""What a user holds beside access keys and a password: SSH keys, signing certificates, credentials of one service."""

from datetime import datetime

from django.db import models

from accounts.models.user import User


class Status(models.TextChoices):
    """The two states that a request may put a credential in; `Expired` it becomes by itself."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


EXPIRED = "Expired"


class SSHPublicKey(models.Model):
    """`body` is the key as it was uploaded, in one of the two encodings."""

    id = models.CharField(primary_key=True, max_length=20)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ssh_keys")
    body = models.TextField()
    fingerprint = models.CharField(max_length=47)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("user", "fingerprint", name="ssh_key_of_user_once")]

    def __str__(self) -> str:
        return self.id


class SigningCertificate(models.Model):
    """An X.509 certificate; `digest` is the SHA-256 of its DER form, by which AWS tells duplicates."""

    id = models.CharField(primary_key=True, max_length=32)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signing_certificates")
    body = models.TextField()
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("user", "digest", name="signing_certificate_of_user_once")]

    def __str__(self) -> str:
        return self.id


class ServiceCredential(models.Model):
    """A name and a secret for one service; only a hash of the secret is kept."""

    id = models.CharField(primary_key=True, max_length=21)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="service_credentials")
    service = models.CharField(max_length=128)
    login = models.CharField(max_length=200)
    secret_hash = models.CharField(max_length=128)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created = models.DateTimeField()
    expires = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("service", "login", name="service_login_once")]

    def __str__(self) -> str:
        return self.id

    def status_at(self, now: datetime) -> str:
        return EXPIRED if self.expires is not None and self.expires <= now else self.status
