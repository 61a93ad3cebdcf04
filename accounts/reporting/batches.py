"""The principals of an account in ranges that workers share, and the rows of one range."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import Group, Role, User
from accounts.reporting.model import GROUP, POLICY, ROLE, USER, Subject
from policies.models import Policy

# Small enough to be done again when a worker is lost, large enough to need few queries.
SUBJECTS_PER_PART = 200

TABLES: dict[str, type[Model]] = {USER: User, GROUP: Group, ROLE: Role, POLICY: Policy}

Range = tuple[str, int, int]


def ranges(account_id: str, subjects: tuple[str, ...]) -> Iterator[Range]:
    """Yield (kind, first, last) for all subjects of the account that are there now."""
    for subject in subjects:
        keys = _rows(account_id, subject).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)
        part: list[int] = []
        for key in keys:
            part.append(key)
            if len(part) == SUBJECTS_PER_PART:
                yield subject, part[0], part[-1]
                part = []
        if part:
            yield subject, part[0], part[-1]


def subjects_of(account_id: str, subject: str, first: int, last: int) -> list[Subject]:
    """Return the subjects of a range that are still there."""
    return list(_rows(account_id, subject).filter(pk__gte=first, pk__lte=last).order_by("pk"))


def _rows(account_id: str, subject: str) -> QuerySet[Any]:
    return TABLES[subject]._default_manager.filter(account_id=account_id)
