"""What our passkey ceremonies ask of authenticators; the steps themselves are django-otp-webauthn's."""

import secrets
from base64 import b32encode
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django_otp_webauthn.helpers import WebAuthnHelper
from webauthn.helpers.structs import ResidentKeyRequirement

from accounts.models import SecurityKey, User

KEY_ID_BYTES = 16
LONGEST_CREDENTIAL_ID = 1023


class Ceremony(WebAuthnHelper):
    """Registers credentials of users and checks what they sign.

    Keys that cannot be found without a name are welcome: they serve as a second factor, only not without a password.
    """

    def __init__(self, name: str = "") -> None:
        """Take the name of a credential that is to be registered; nothing here depends on a request."""
        super().__init__(request=HttpRequest())
        self.name = name

    def get_discoverable_credentials_preference(self) -> ResidentKeyRequirement:
        return ResidentKeyRequirement.PREFERRED

    def get_credential_name(self, user: AbstractBaseUser) -> str:
        assert isinstance(user, User), "credentials are made for our own users"
        return f"{user.label} @ {user.account}"

    def get_credential_display_name(self, user: AbstractBaseUser) -> str:
        return self.get_credential_name(user)

    def create_credential(self, *args: Any, **kwargs: Any) -> SecurityKey:
        key: SecurityKey = super().create_credential(*args, **kwargs)
        if len(key.credential_id) > LONGEST_CREDENTIAL_ID:
            raise ValueError("The id of the credential is longer than the standard allows.")
        key.name = self.name
        key.key_id = b32encode(secrets.token_bytes(KEY_ID_BYTES)).decode().rstrip("=")
        return key

    def create_attestation(self, *_args: Any) -> None:  # type: ignore[override]
        """Keep none: we ask for no attestation, so there is nothing that anybody vouches for."""
