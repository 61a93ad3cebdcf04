"""Passkeys and security keys (FIDO2): what a browser proves its user holds, without anything that could be phished."""

from datetime import datetime

from django.db import models
from django_otp_webauthn.models import AbstractWebAuthnCredential

from accounts.models.user import User
from iamconsole import arns

NAME_LENGTH = 64
LABEL_LENGTH = 64


class SecurityKey(AbstractWebAuthnCredential):
    """A credential of a user, and one of the user's MFA devices.

    AWS gives it a serial number of its own kind, which ends in the name it was given and an id; `label` is what its
    owner calls it now.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="security_keys")
    name = models.CharField(max_length=NAME_LENGTH)
    label = models.CharField(max_length=LABEL_LENGTH, blank=True)
    key_id = models.CharField(max_length=32, unique=True)
    # Authenticators count to 2**32 - 1 (Web Authentication, "Authenticator Data").
    sign_count = models.BigIntegerField(default=0)

    class Meta(AbstractWebAuthnCredential.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sign_count__gte=0, sign_count__lt=2**32), name="security_key_sign_count_32_bits"
            )
        ]

    def __str__(self) -> str:
        return self.serial_number

    @property
    def serial_number(self) -> str:
        owner = "root-account" if self.user.is_root else f"user/{self.user.name}"
        return arns.iam(self.user.account_id, f"u2f/{owner}/{self.name}-{self.key_id}")

    @property
    def shown_name(self) -> str:
        return self.label or self.name

    @property
    def kind(self) -> str:
        """What a person calls it: one that can be found without a name signs in without a password too."""
        return "Passkey" if self.discoverable else "Security key"

    @property
    def is_app(self) -> bool:
        return False

    @property
    def since(self) -> datetime | None:
        return self.created_at

    @property
    def last_used(self) -> datetime | None:
        return self.last_used_at
