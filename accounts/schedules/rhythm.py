"""When a schedule is due: five cron fields, or every so many days at a time of day, in a time zone. No database.

Cron lines and changes of daylight saving time are read as Debian's cron does: see cron(8).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError

# A line such as `0 0 30 2 *` never comes; cronsim looks fifty years ahead before it says so.
MOST_EVERY_DAYS = 366


class NoRhythm(ValueError):
    """What was given describes no time, in a sentence for who gave it."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`cron`, or every `every_days` days from `start` at `at`."""

    cron: str
    every_days: int
    at: time
    time_zone: str
    start: date

    def after(self, moment: datetime) -> datetime:
        """Return the first moment after `moment`; raise NoRhythm when there never is one."""
        try:
            return next(self._moments(moment))
        except StopIteration:
            raise NoRhythm(f"The cron line {self.cron!r} never comes true.") from None

    def next_moments(self, moment: datetime, count: int) -> list[datetime]:
        return list(islice(self._moments(moment), count))

    def _moments(self, moment: datetime) -> Iterator[datetime]:
        local = moment.astimezone(zone(self.time_zone))
        moments = self._by_cron(local) if self.cron else self._by_days(local)
        return (found.astimezone(UTC) for found in moments)

    def _by_cron(self, local: datetime) -> Iterator[datetime]:
        try:
            yield from CronSim(self.cron, local)
        except CronSimError:
            raise NoRhythm(f"{self.cron!r} is no cron line: it has five fields, as in 0 6 * * 1.") from None

    def _by_days(self, local: datetime) -> Iterator[datetime]:
        if not 1 <= self.every_days <= MOST_EVERY_DAYS:
            raise NoRhythm(f"Choose a number of days from 1 to {MOST_EVERY_DAYS}, or a cron line.")
        behind = (local.date() - self.start).days
        day = self.start + timedelta(days=max(0, behind // self.every_days) * self.every_days)
        while True:
            found = datetime.combine(day, self.at, tzinfo=local.tzinfo)
            # A time that the clock skips is the moment it skips to.
            found = found.astimezone(UTC).astimezone(local.tzinfo)
            if found > local:
                yield found
            day += timedelta(days=self.every_days)


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NoRhythm(f"There is no time zone called {name[:64]!r}.") from None


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of the time zones that people choose from."""
    names = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right")))
    return ("UTC", *sorted(names))
