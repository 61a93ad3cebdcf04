"""When schedules are due, in their own time zones, over changes of the clock."""

from datetime import UTC, date, datetime, time

import pytest

from accounts.schedules.rhythm import NoRhythm, Rhythm, zone_names

BERLIN = "Europe/Berlin"


def by_cron(line: str, zone: str = BERLIN) -> Rhythm:
    return Rhythm(line, 0, time(6), zone, date(2026, 1, 1))


def by_days(days: int, at: time = time(6), zone: str = BERLIN, start: date = date(2026, 11, 25)) -> Rhythm:
    return Rhythm("", days, at, zone, start)


def moments(rhythm: Rhythm, after: datetime, count: int = 3) -> list[str]:
    return [f"{moment:%m-%d %H:%M}" for moment in rhythm.next_moments(after, count)]


def test_six_in_the_morning_stays_six_when_the_clock_changes() -> None:
    assert moments(by_cron("0 6 * * *"), datetime(2026, 10, 23, 12, tzinfo=UTC)) == [
        "10-24 04:00",
        "10-25 05:00",
        "10-26 05:00",
    ]
    assert moments(by_days(1), datetime(2026, 3, 27, 12, tzinfo=UTC), 2) == ["11-25 05:00", "11-26 05:00"]


def test_every_so_many_days_counts_from_the_first_day() -> None:
    rhythm = by_days(14, zone="UTC")

    assert moments(rhythm, datetime(2026, 11, 25, 6, tzinfo=UTC)) == ["12-09 06:00", "12-23 06:00", "01-06 06:00"]
    assert moments(rhythm, datetime(2026, 11, 25, 5, 59, tzinfo=UTC), 1) == ["11-25 06:00"]


def test_a_time_that_the_clock_skips_is_the_moment_it_skips_to() -> None:
    rhythm = by_days(1, at=time(2, 30), start=date(2026, 3, 28))

    assert moments(rhythm, datetime(2026, 3, 28, 12, tzinfo=UTC), 2) == ["03-29 01:30", "03-30 00:30"]


def test_what_is_due_now_comes_after_it() -> None:
    now = datetime(2026, 11, 30, 5, tzinfo=UTC)

    assert by_cron("0 6 * * 1").after(now) == datetime(2026, 12, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "rhythm",
    [
        by_cron("0 6 * *"),
        by_cron("0 6 30 2 *"),
        by_cron("61 * * * *"),
        by_cron("0 6 * * 1", "Mars/Olympus"),
        by_cron("0 6 * * 1", "../../etc/passwd"),
        by_cron("0 6 * * 1", "\0"),
        by_days(0),
        by_days(367),
    ],
)
def test_nonsense_is_told(rhythm: Rhythm) -> None:
    with pytest.raises(NoRhythm):
        rhythm.after(datetime(2026, 1, 1, tzinfo=UTC))


def test_people_choose_from_zones_of_places() -> None:
    assert zone_names()[0] == "UTC"
    assert BERLIN in zone_names()
    assert not any(name.startswith(("Etc/", "right", "posix")) for name in zone_names())
