"""Audit what is installed: `python -m tests.audit`, a part of `make check`.

pip-audit asks the advisories that PyPI keeps with each release, and pip whether what is installed fits together. A
finding fails the check. Where the advisories cannot be reached, after a few tries, the check says what was not looked
for and passes: otherwise the outage of somebody else would stop all work here.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
TRIES = 3
PAUSE = 5.0
PATIENCE = 120.0


@dataclass(frozen=True)
class Ignored:
    """An advisory that does not matter here, why, and until when that is believed."""

    advisory: str
    until: date
    why: str


# Nothing is ignored. An entry: Ignored("PYSEC-2026-1", date(2027, 1, 31), "the parser it is about is never called")
IGNORED: tuple[Ignored, ...] = ()


class NotAnswered(Exception):
    """Nobody could be asked; the text says why."""


class NotReachable(NotAnswered):
    """Asking again would not help."""


def main() -> int:
    findings = [*outdated(IGNORED, datetime.now(UTC).date()), *unfit(run("pip", "check"))]
    unanswered = ""
    try:
        findings += several_times(vulnerable)
    except NotAnswered as error:
        unanswered = f"NOT LOOKED FOR: known vulnerabilities. {error}"
    for line in filter(None, (*findings, unanswered)):
        print(f"audit: {line}", file=sys.stderr)
    return 1 if findings else 0


def several_times(ask: Callable[[], list[str]], tries: int = TRIES, pause: float = PAUSE) -> list[str]:
    """Return what `ask` finds; raise NotAnswered when it is not answered again and again."""
    for _ in range(tries - 1):
        try:
            return ask()
        except NotReachable:
            raise
        except NotAnswered:
            time.sleep(pause)
    return ask()


def vulnerable() -> list[str]:
    """Return a line for each known vulnerability of a pin."""
    found: list[str] = []
    for name in REQUIREMENTS:
        answer = run("pip_audit", "--requirement", name, "--no-deps", "--disable-pip", "--format", "json")
        found += vulnerabilities_in(answer)
    return sorted(set(found))


def vulnerabilities_in(answer: str) -> list[str]:
    """Return a line for each vulnerability that pip-audit tells and nobody has explained."""
    try:
        dependencies: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        raise NotAnswered(f"pip-audit says: {answer.strip()[-200:] or 'nothing'}") from None
    if all("skip_reason" in dependency for dependency in dependencies):
        raise NotReachable("The package index of this machine keeps no advisories, and PyPI's own cannot be reached.")
    ignored = {entry.advisory for entry in IGNORED}
    return [
        f"{dependency['name']} {dependency['version']} has {vulnerability['id']}, fixed in {_fixed(vulnerability)}"
        for dependency in dependencies
        for vulnerability in dependency.get("vulns", ())
        if ignored.isdisjoint({vulnerability["id"], *vulnerability.get("aliases", ())})
    ]


def unfit(told: str) -> list[str]:
    """Return what pip finds wrong between what is installed."""
    return [line for line in told.splitlines() if line and not line.startswith(("No broken", "WARNING"))]


def outdated(ignored: tuple[Ignored, ...], today: date) -> Iterator[str]:
    """Yield a line for each explanation that has to be looked at again."""
    for entry in ignored:
        if entry.until < today:
            yield f"{entry.advisory} was ignored until {entry.until}, because {entry.why}: look again"


def run(*arguments: str) -> str:
    """Return what a module of Python printed, errors where it printed nothing else."""
    command = [sys.executable, "-m", *arguments]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise NotAnswered(f"No answer within {PATIENCE:.0f} seconds.") from None
    return done.stdout or done.stderr


def _fixed(vulnerability: dict[str, Any]) -> str:
    return ", ".join(vulnerability.get("fix_versions", ())) or "no release yet"


if __name__ == "__main__":
    sys.exit(main())
