"""How long a certificate still holds, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Time enough to have another one issued.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Validity:
    """A state in words, with the tone it is shown in: success, warning or danger."""

    words: str
    tone: str


def validity(expires: datetime, now: datetime) -> Validity:
    left = expires - now
    if left <= timedelta(0):
        return Validity("Expired", "danger")
    if left > SOON:
        return Validity("Valid", "success")
    days = left.days
    return Validity("Expires within a day" if days == 0 else f"{days} day{'' if days == 1 else 's'} left", "warning")
