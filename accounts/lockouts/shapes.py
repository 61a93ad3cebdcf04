"""Failed sign-ins as iamconsole's own operations show them."""

from typing import Any

from accounts.lockouts import services
from accounts.models import User


def lock_shape(user: User) -> dict[str, Any]:
    """What failed for a user in the last minutes; locked is an address that has used up its tries."""
    rows = services.failures_of(user)
    return {"Failures": [_failure(row.ip_address, row.failures_since_start, row) for row in rows[:100]]}


def _failure(address: str | None, count: int, row: Any) -> dict[str, Any]:
    is_proved = " " in row.username
    tries = services.TRIES_OF_PROVED_BROWSER if is_proved else services.TRIES_OF_USER_AT_ADDRESS
    return {"SourceIp": address or "", "Count": count, "LastTime": row.attempt_time, "Locked": count >= tries}
