"""Run the whole suite on each database, and end with one line that says how it went: `python -m tests.run`.

Everything it does not know goes to pytest: `python -m tests.run --database sqlite -k sigv4`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.packages import ensure_packages
from tests.servers import postgresql, redis_server

ROOT = Path(__file__).parent.parent
# Where files cost no disk, if there is room for databases, logs and browsers.
MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108  Linux's own place for it
OUTCOMES = ("failed", "error", "passed", "skipped", "deselected", "xfailed", "xpassed")
BAD = ("failed", "error")


@dataclass(frozen=True)
class Result:
    """What one run of the suite came to."""

    database: str
    outcomes: Counter[str]
    exit_code: int
    seconds: float

    @property
    def is_good(self) -> bool:
        ran = self.outcomes["passed"] + self.outcomes["xfailed"]
        return self.exit_code == 0 and ran > 0 and not any(self.outcomes[name] for name in BAD)


def main() -> int:
    """Run the passes; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    choice, rest = parser.parse_known_args()
    ensure_packages()
    databases = ("sqlite", "postgresql") if choice.database == "both" else (choice.database,)
    _keep_files_in_memory()
    results = [run(database, rest, is_second=number > 0) for number, database in enumerate(databases)]
    good = all(result.is_good for result in results)
    print(summary(results), flush=True)
    return 0 if good else 1


def _keep_files_in_memory() -> None:
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def run(database: str, arguments: list[str], *, is_second: bool) -> Result:
    """Run the suite once; a second time without the tests that no database has a part in."""
    print(f"=== the tests on {'SQLite' if database == 'sqlite' else 'PostgreSQL and Redis'} ===", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="iamconsole-home-") as home, _servers(database) as servers:
        counts = Path(home) / "outcomes.json"
        # An empty home: no test may lean on somebody's ~/.aws.
        environment = {**os.environ, **servers, "HOME": home, "IAMCONSOLE_TEST_OUTCOMES": str(counts)}
        arguments = ["--with-servers", *arguments] if is_second else arguments
        command = [sys.executable, "-m", "pytest", "-n", "2", *_color(), *arguments]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        outcomes = Counter(json.loads(counts.read_text())) if counts.exists() else Counter[str]()
    return Result(database, outcomes, code, time.monotonic() - start)


def summary(results: list[Result]) -> str:
    """Return one line in pytest's manner for all passes together."""
    total = sum((result.outcomes for result in results), Counter[str]())
    parts = [f"{total[name]} {_plural(name, total[name])}" for name in OUTCOMES if total[name]]
    if not all(result.is_good for result in results):
        parts.append("NOT GOOD: " + ", ".join(_verdict(result) for result in results if not result.is_good))
    seconds = sum(result.seconds for result in results)
    each = ", ".join(f"{result.database}: {result.seconds:.0f}s" for result in results)
    return f"=== {', '.join(parts)} in {seconds:.2f}s ({each}) ==="


def _plural(outcome: str, count: int) -> str:
    return "errors" if outcome == "error" and count > 1 else outcome


def _verdict(result: Result) -> str:
    return f"{result.database} ended with exit code {result.exit_code}"


def _color() -> list[str]:
    return ["--color=yes"] if sys.stdout.isatty() else []


@contextmanager
def _servers(database: str) -> Iterator[dict[str, str]]:
    """Start what the pass needs; yield the settings that lead there."""
    if database == "sqlite":
        yield {"DATABASE_URL": "", "REDIS_URL": ""}
        return
    with postgresql() as database_url, redis_server() as redis_url:
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


if __name__ == "__main__":
    sys.exit(main())
