"""Dates as policies write them, as whole nanoseconds since 1970; the years go far beyond what `datetime` can hold."""

import re
from datetime import date

NANOSECONDS = 1_000_000_000
LONGEST_EPOCH = 2**63 - 1
YEARS = range(-292_275_054, 292_278_994)

_EPOCH = re.compile(r"([0-9]{1,19})(?:\.([0-9]{1,9}))?")
_ISO = re.compile(
    r"(?P<year>-?[0-9]{1,9})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?"
    r"(?:[Tt](?:(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?)?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?)?"
)


def parse_date(text: str) -> int | None:
    """Return the moment that `text` names, or None: ISO 8601 if it has a `-` or a `T`, otherwise epoch seconds."""
    if "-" in text or "T" in text or "t" in text:
        return _iso(text)
    return _epoch(text)


def _epoch(text: str) -> int | None:
    match = _EPOCH.fullmatch(text)
    if not match or int(match[1]) > LONGEST_EPOCH:
        return None
    return int(match[1]) * NANOSECONDS + _nanoseconds(match[2])


def _iso(text: str) -> int | None:
    match = _ISO.fullmatch(text)
    if not match or int(match["year"]) not in YEARS:
        return None
    days = _days(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    hour, minute, second = (int(match[unit] or 0) for unit in ("hour", "minute", "second"))
    offset = _zone_seconds(match["zone"])
    if days is None or offset is None or hour > 23 or minute > 59 or second > 59:
        return None
    seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    return seconds * NANOSECONDS + _nanoseconds(match["fraction"])


def _days(year: int, month: int, day: int) -> int | None:
    # The calendar repeats every 400 years of 146,097 days, so any year has a twin that `date` knows.
    cycle, year_in_cycle = divmod(year, 400)
    try:
        twin = date(year_in_cycle + 2000, month, day)
    except ValueError:
        return None
    return twin.toordinal() - date(1970, 1, 1).toordinal() + (cycle - 5) * 146_097


def _zone_seconds(zone: str | None) -> int | None:
    if zone is None or zone in "Zz":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:]) if len(zone) > 3 else 0
    if hours > 23 or minutes > 59:
        return None
    return (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)


def _nanoseconds(fraction: str | None) -> int:
    return int((fraction or "0").ljust(9, "0"))
