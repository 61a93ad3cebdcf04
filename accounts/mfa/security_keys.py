"""The rules of passkeys and security keys: registered in a browser, asked at sign-in, one of up to eight devices.

A ceremony has two halves. The first gives the browser a challenge; who calls keeps it, and hands it in with the answer
to the second, once. Source: Web Authentication Level 3, "Relying Party Operations".
"""

import json
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django_otp_webauthn.exceptions import CredentialNotFound
from django_otp_webauthn.models import WebAuthnUserHandle
from webauthn.helpers import parse_authentication_credential_json

from accounts.mfa import selectors
from accounts.mfa.ceremony import Ceremony
from accounts.models import SecurityKey, User
from accounts.notices import services as notices
from iamconsole.errors import EntityAlreadyExists, InvalidInput

LONGEST_ANSWER = 32_768


class NotProved(Exception):
    """What the browser sent proves nothing; the text is for the event, not for whoever sent it."""


def registration(user: User) -> dict[str, Any]:
    """Return what the browser needs to make a credential for `user`, the challenge in it."""
    _check_available()
    selectors.check_room(user)
    options, _state = Ceremony().register_begin(user)
    return dict(options)


def register(user: User, name: str, challenge: str, answer: str) -> SecurityKey:
    """Give `user` the credential that the browser made for `challenge`."""
    _check_available()
    selectors.check_room(user)
    try:
        with transaction.atomic():
            state = _state(challenge, verified=False)
            key: SecurityKey = Ceremony(name).register_complete(user, state, _read(answer))
            notices.tell(user, "device-added", key.name)
            return key
    except IntegrityError:
        raise EntityAlreadyExists("This passkey or security key is registered already.") from None
    except DatabaseError:
        raise
    except Exception as error:
        # Four libraries read what was sent; whatever they stumble over, it is no credential.
        raise InvalidInput("The browser's answer is not a valid new credential. Try again.") from error


def assertion(user: User | None) -> dict[str, Any]:
    """Return what the browser needs to sign with one of the user's credentials, or, of nobody yet, with any."""
    options, _state = Ceremony().authenticate_begin(user, require_user_verification=user is None)
    return dict(options)


def verify(user: User | None, challenge: str, answer: str) -> SecurityKey:
    """Return the credential that signed `challenge`; it is one of the user's, when there is a user.

    Without a user the authenticator must have verified who holds it, and must name the owner of the credential.
    """
    try:
        with transaction.atomic():
            return _verified(user, challenge, answer)
    except DatabaseError:
        raise
    except Exception as error:
        # See `register`: everything that is not a valid signature is refused in the same way.
        raise NotProved(str(error) or type(error).__name__) from error


def _verified(user: User | None, challenge: str, answer: str) -> SecurityKey:
    given = _read(answer)
    credential = parse_authentication_credential_json(given)
    # Locked, so that of two requests with the same counter one is refused.
    known = SecurityKey.get_credential_id_sha256(credential.raw_id)
    key = SecurityKey.objects.select_for_update().filter(credential_id_sha256=known).first()
    if key is None or not settings.PASSKEYS:
        raise CredentialNotFound
    handle = credential.response.user_handle
    if (user is None or handle) and handle != WebAuthnUserHandle.get_handle_for_user(key.user):
        raise NotProved("The user handle is not that of the credential's owner.")
    checked: SecurityKey = Ceremony().authenticate_complete(user, _state(challenge, verified=user is None), given)
    return checked


def _state(challenge: str, *, verified: bool) -> dict[str, Any]:
    return {"challenge": challenge, "require_user_verification": verified}


def _read(answer: str) -> dict[str, Any]:
    given = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    if not isinstance(given, dict):
        raise NotProved("The answer is no JSON object of a sensible size.")
    return given


def _check_available() -> None:
    if not settings.PASSKEYS:
        raise InvalidInput("Browsers know passkeys only where the console is reached by https and a name.")
