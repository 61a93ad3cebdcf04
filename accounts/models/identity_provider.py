"""Identity providers: outside the account, trusted to say who somebody is."""

import re

from django.db import models
from django.db.models.functions import Lower

from accounts.models.account import Account
from iamconsole import arns, vault
from iamconsole.sealed import SealedTextField

PRIVATE_KEY = "saml-private-key"


class OIDCProvider(models.Model):
    """`url` is the issuer without `https://`: so it stands in the ARN and before the names of condition keys."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="oidc_providers")
    url = models.CharField(max_length=255)
    client_ids = models.JSONField(default=list, blank=True)
    thumbprints = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account", "url", name="oidc_provider_once")]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.iam(self.account_id, f"oidc-provider/{self.url}")

    @property
    def issuer(self) -> str:
        return f"https://{self.url}"

    @staticmethod
    def address(url: str) -> str:
        """Return a web address as `url` keeps it: without scheme and query, and without the usual port."""
        host, slash, path = re.split("[?#]", url.partition("://")[2])[0].partition("/")
        return host.removesuffix(":443") + slash + path


class SAMLProvider(models.Model):
    """`metadata` is the provider's own description of itself, as it was uploaded."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="saml_providers")
    unique_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=128), db_persist=True
    )
    metadata = models.TextField()
    valid_until = models.DateTimeField()
    encryption_mode = models.CharField(max_length=16, blank=True)
    tags = models.JSONField(default=list, blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account", "name_key", name="saml_provider_once")]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.iam(self.account_id, f"saml-provider/{self.name}")


class SAMLPrivateKey(models.Model):
    """What opens assertions that the provider encrypts for us."""

    provider = models.ForeignKey(SAMLProvider, on_delete=models.CASCADE, related_name="private_keys")
    unique_id = models.CharField(max_length=64, unique=True)
    sealed = SealedTextField(purpose=lambda _key: PRIVATE_KEY)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return self.unique_id

    @property
    def pem(self) -> bytes:
        return vault.unseal(PRIVATE_KEY, self.sealed)

    def seal(self, pem: bytes) -> None:
        self.sealed = vault.seal(PRIVATE_KEY, pem)
