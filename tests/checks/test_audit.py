"""What the audit of dependencies makes of the answers it gets."""

import json
from datetime import date

import pytest

from tests.audit import Ignored, NotAnswered, NotReachable, outdated, several_times, unfit, vulnerabilities_in

SOUND = {"name": "sound", "version": "1.0", "vulns": []}
BAD = {"name": "bad", "version": "2.0", "vulns": [{"id": "PYSEC-1", "aliases": [], "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "bad", "skip_reason": "not found"}


def answer(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_a_vulnerability_is_told_with_its_fix() -> None:
    assert vulnerabilities_in(answer(SOUND, BAD)) == ["bad 2.0 has PYSEC-1, fixed in 2.1"]


def test_what_was_not_looked_at_is_no_clean_answer() -> None:
    with pytest.raises(NotReachable):
        vulnerabilities_in(answer(SKIPPED, SKIPPED))
    with pytest.raises(NotAnswered, match="Connection refused"):
        vulnerabilities_in("Connection refused")


def test_it_asks_a_few_times_and_no_more() -> None:
    asked: list[int] = []

    def unanswered() -> list[str]:
        asked.append(1)
        raise NotAnswered("again")

    with pytest.raises(NotAnswered):
        several_times(unanswered, tries=3, pause=0)
    assert len(asked) == 3


def test_an_explanation_has_an_end() -> None:
    entry = Ignored("PYSEC-1", date(2026, 1, 31), "nothing calls it")

    assert list(outdated((entry,), date(2026, 1, 31))) == []
    assert list(outdated((entry,), date(2026, 2, 1))) == [
        "PYSEC-1 was ignored until 2026-01-31, because nothing calls it: look again"
    ]


def test_what_does_not_fit_together_is_told() -> None:
    assert unfit("No broken requirements found.\n") == []
    assert unfit("a 1.0 requires b, which is not installed.\n") == ["a 1.0 requires b, which is not installed."]
