"""Challenges that browsers sign: kept in the session, good once and for a few minutes."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest

CHALLENGES = "challenges"


class Purpose(StrEnum):
    """What is signed for; a challenge of one purpose is none for another."""

    SIGN_IN = "sign-in"
    SECOND_FACTOR = "second-factor"
    REGISTRATION = "registration"


def keep(request: HttpRequest, purpose: Purpose, challenge: str) -> None:
    kept = request.session.get(CHALLENGES, {})
    request.session[CHALLENGES] = kept | {purpose.value: [challenge, datetime.now(UTC).isoformat()]}


def take(request: HttpRequest, purpose: Purpose) -> str | None:
    """Return the challenge of this purpose, which is gone then; None when there is none, or an old one."""
    kept = dict(request.session.get(CHALLENGES, {}))
    challenge, made = kept.pop(purpose.value, (None, ""))
    if challenge is None:
        return None
    request.session[CHALLENGES] = kept
    # At once, so that whatever becomes of this request nobody can answer it again.
    request.session.save()
    limit = timedelta(seconds=settings.OTP_WEBAUTHN_TIMEOUT_SECONDS)
    return str(challenge) if datetime.now(UTC) - datetime.fromisoformat(made) <= limit else None
