"""Console sessions as iamconsole's own operations show them."""

from typing import Any

from accounts.models import ConsoleSession
from accounts.sessions.agents import words


def session_shape(session: ConsoleSession) -> dict[str, Any]:
    return {
        "SessionId": session.pk,
        "StartTime": session.started,
        "LastUsedTime": session.last_used,
        "ExpireTime": session.expire_date,
        "SourceIp": session.address,
        "Browser": words(session.user_agent),
    }
