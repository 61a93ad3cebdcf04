"""What a report is: what it looks at, how it examines a batch, and how its counts are told. Values, no database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Group, Role, User
from policies.models import Policy

Subject = User | Group | Role | Policy
USER, GROUP, ROLE, POLICY = "user", "group", "role", "policy"
# Whatever is above this is said to be urgent.
URGENT, HIGH, LOW = 70, 40, 1
# The mark of everything that is not in order.
LISTED = "listed"
HIGHEST = 100


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on a credential is old, and how far back use counts, in days."""

    limit_days: int = 90
    tracking_days: int = 90


@dataclass(frozen=True, slots=True)
class Batch:
    """A few principals or policies of an account, to be examined at one moment."""

    account_id: str
    subjects: Sequence[Subject]
    thresholds: Thresholds
    now: datetime

    @property
    def since(self) -> datetime:
        """The beginning of the tracking period."""
        return self.now - timedelta(days=self.thresholds.tracking_days)

    @property
    def old_before(self) -> datetime:
        return self.now - timedelta(days=self.thresholds.limit_days)


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of a report. `key` names the thing and never changes; `owner` is the unique id of its user.

    `risk` ranks: 0 is in order, 100 the worst. `marks` are the counts of the report that it counts in.
    """

    key: str
    risk: int
    subject: str
    title: str
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    owner: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a whole report."""

    account: str
    counts: Mapping[str, int]
    thresholds: Thresholds

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a report: how many findings have the mark."""

    label: str
    mark: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    mark: str
    tone: str = "accent"


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    bars: tuple[Bar, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Column:
    """A fact of the findings, as the CSV names it and as people read it; `shown` ones stand in mails and on pages."""

    name: str
    label: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One report. `subjects` says what it goes through, `advice` what to do about its findings."""

    name: str
    title: str
    about: str
    subjects: tuple[str, ...]
    columns: tuple[Column, ...]
    examine: Callable[[Batch], Iterator[Finding]]
    headline: Callable[[Summary], str]
    figures: Callable[[Thresholds], tuple[Figure, ...]]
    chart: Callable[[Thresholds], Chart]
    advice: str = ""
    # The CSV has the columns and nothing else, where they are somebody else's format.
    is_csv_bare: bool = False


def amount(count: int, noun: str, plural: str = "") -> str:
    """Return `1 key`, `2 keys`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {plural or noun + 's'}"


def days_between(earlier: datetime, later: datetime) -> int:
    return max(0, (later - earlier).days)


def bounded(risk: int) -> int:
    return max(0, min(HIGHEST, risk))
