"""Django's session engine over our own table: digests for keys, and an end that no use can put off.

`SESSION_ENGINE` names this module. A session ends so long after its last use (`SESSION_IDLE_SECONDS`), and at the
latest so long after it began (`SESSION_COOKIE_AGE`); the server keeps both, whatever the cookie says.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import ConsoleSession
from iamconsole.aws.wire import client_address

STARTED, ADDRESS, USER_AGENT = "started", "address", "user_agent"
DIGEST_LENGTH = 40
# How exact "last used" is; requests within it cost no write.
LAST_USED_PRECISION = timedelta(minutes=1)


def begin(request: HttpRequest) -> None:
    """Let the session of `request` count from now, for the browser that asks."""
    request.session[STARTED] = timezone.now().timestamp()
    request.session[ADDRESS] = client_address(request.META)[:64]
    agent = request.headers.get("User-Agent", "")[:512]
    request.session[USER_AGENT] = "".join(character if character.isprintable() else "?" for character in agent)


def id_of(session_key: str | None) -> str:
    """Return the id under which a session is listed: a digest, from which nobody gets back to the key."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()[:DIGEST_LENGTH]


class SessionStore(DatabaseStore):
    """Reads and writes rows by the digest of the session's key."""

    @classmethod
    def get_model_class(cls) -> type[ConsoleSession]:  # type: ignore[override]  # Django wants its own columns only
        return ConsoleSession

    def _get_session_from_db(self) -> ConsoleSession | None:
        now = timezone.now()
        row = ConsoleSession.objects.filter(pk=id_of(self.session_key), expire_date__gt=now).first()
        if row is None:
            self._session_key = None
        elif now - row.last_used >= LAST_USED_PRECISION:
            ends = _end(row.started, now)
            ConsoleSession.objects.filter(pk=row.pk).update(last_used=now, expire_date=ends)
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(id_of(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            ConsoleSession.objects.filter(pk=id_of(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> ConsoleSession:  # type: ignore[override]
        now = timezone.now()
        started = datetime.fromtimestamp(data.setdefault(STARTED, now.timestamp()), UTC)
        return ConsoleSession(
            session_key=id_of(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=_end(started, now),
            user_id=data.get(SESSION_KEY),
            started=started,
            last_used=now,
            address=data.get(ADDRESS, ""),
            user_agent=data.get(USER_AGENT, ""),
        )


def _end(started: datetime, now: datetime) -> datetime:
    longest, idle = settings.SESSION_COOKIE_AGE, settings.SESSION_IDLE_SECONDS
    return min(started + timedelta(seconds=longest), now + timedelta(seconds=idle))
