"""The account as an identity provider to the outside: the tokens it signs, and what they are signed with."""

import uuid

from django.conf import settings
from django.db import models

from accounts.models.account import Account
from iamconsole import vault
from iamconsole.sealed import SealedTextField

SIGNING_KEY = "token-signing-key"


class TokenIssuer(models.Model):
    """An account keeps its issuer for good, so that whoever trusts it is right again when it is enabled again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="token_issuer")
    is_enabled = models.BooleanField(default=True)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return self.url

    @property
    def url(self) -> str:
        return f"{settings.PUBLIC_URL}/outbound/{self.pk}"


class TokenSigningKey(models.Model):
    """A private key in the vault, and the public one as the JSON that everybody may read."""

    issuer = models.ForeignKey(TokenIssuer, on_delete=models.CASCADE, related_name="signing_keys")
    key_id = models.CharField(max_length=64, unique=True)
    algorithm = models.CharField(max_length=8)
    sealed = SealedTextField(purpose=lambda _key: SIGNING_KEY)
    public = models.JSONField()
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("issuer", "algorithm", name="signing_key_once")]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.key_id}"

    @property
    def pem(self) -> bytes:
        return vault.unseal(SIGNING_KEY, self.sealed)

    def seal(self, pem: bytes) -> None:
        self.sealed = vault.seal(SIGNING_KEY, pem)
