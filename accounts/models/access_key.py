"""Access keys: what a user, or root, signs API calls with."""

from django.db import models

from accounts.models.account import Account
from accounts.models.user import User
from iamconsole import vault
from iamconsole.sealed import SealedCharField

SECRET = "access-key"  # noqa: S105 - the purpose the vault binds a secret to, not a secret


def _purpose(key: "AccessKey") -> str:
    return SECRET + key.id


class AccessKey(models.Model):
    class Status(models.TextChoices):
        ACTIVE = "Active"
        INACTIVE = "Inactive"

    id = models.CharField(primary_key=True, max_length=20)
    # The user's, kept here so that all keys of an account stand in an index.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="access_keys")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_keys")
    sealed_secret = SealedCharField(max_length=200, purpose=_purpose)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)
    last_used_service = models.CharField(max_length=64, blank=True)
    last_used_region = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "id", "user", "status"], name="access_key_by_id"),
            models.Index(fields=["account", "last_used_service", "last_used_region", "id"], name="access_key_by_use"),
            models.Index(fields=["user", "status", "created"], name="access_key_of_user_by_age"),
            models.Index(fields=["account", "created", "id"], name="access_key_by_creation"),
            models.Index(fields=["account", "last_used", "id"], name="access_key_by_last_use"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def secret(self) -> str:
        return vault.unseal(_purpose(self), self.sealed_secret).decode()

    def seal_secret(self, secret: str) -> None:
        """Keep `secret` encrypted for this key alone: a row copied onto another key does not open."""
        self.sealed_secret = vault.seal(_purpose(self), secret.encode())
