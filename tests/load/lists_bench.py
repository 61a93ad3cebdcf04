"""How lists hold at 100,000 rows: the time of each page beside that of the same page in an account without rows.

Each list is looked at in every order, from its first and its last page, and by every filter. Each database is measured
in a process and a folder of its own: `python -m tests.load.lists_bench`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from tests.servers import postgresql

ROOT = Path(__file__).parent.parent.parent
FULL, EMPTY = "111122223333", "444455556666"
ROUNDS = 5
GOAL, MOST_QUERIES = 3.0, 12


@dataclass(frozen=True)
class Measured:
    """A page of the full account and its twin in the empty one: seconds of each, and the queries of the full one."""

    part: str
    title: str
    full: float
    empty: float
    queries: int

    @property
    def ratio(self) -> float:
        return self.full / self.empty

    @property
    def is_good(self) -> bool:
        return self.ratio <= GOAL and self.queries <= MOST_QUERIES

    def __str__(self) -> str:
        mark = "ok " if self.is_good else "-- "
        told = f"{self.full * 1000:7.1f} ms, empty {self.empty * 1000:5.1f} ms: {self.ratio:.1f} times"
        return f"{mark} {self.title:<58} {told}, {self.queries} queries"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--all", action="store_true", help="print every page, not only the slowest of each list")
    parser.add_argument("--list", default="", metavar="NAME", help="look at this list only, such as policies")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        return measure(chosen.rows, chosen.list, is_all=chosen.all)
    if chosen.database != "postgresql":
        print(f"--- lists at {chosen.rows:,} rows on SQLite", flush=True)
        _in_a_process("", chosen)
    if chosen.database != "sqlite":
        print(f"--- lists at {chosen.rows:,} rows on PostgreSQL", flush=True)
        with postgresql() as url:
            _in_a_process(url, chosen)
    return 0


def _in_a_process(database_url: str, chosen: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="iamconsole-bench-") as folder:
        Path(folder, "queue").mkdir()
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
            "IAMCONSOLE_VAR": folder,
            "IAMCONSOLE_HOSTS": "testserver",
            "IAMCONSOLE_LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
        }
        command = [
            sys.executable,
            "-m",
            "tests.load.lists_bench",
            "--here",
            "--rows",
            str(chosen.rows),
            "--list",
            chosen.list,
        ]
        subprocess.run(command + (["--all"] if chosen.all else []), cwd=ROOT, env=environment, check=True)


def measure(rows: int, part: str, *, is_all: bool) -> int:
    """Fill one account, leave another empty, and print what the pages take in both: as made, and once analyzed."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from iamconsole.collected import collect_when_changed
    from tests.load import lists_rows

    collect_when_changed()
    full, empty = _browser(_root(FULL)), _browser(_root(EMPTY))
    lists_rows.fill(FULL, rows)
    runs = lists_rows.report(FULL, rows), lists_rows.report(EMPTY, 0)
    if connection.vendor == "sqlite":
        # PostgreSQL looks by itself at what its tables hold; a file of SQLite may never have been looked at.
        print("as it was made:", flush=True)
        _print(_measured(full, empty, runs, part), is_all=is_all)
        print("analyzed:", flush=True)
    lists_rows.analyze()
    _print(_measured(full, empty, runs, part), is_all=is_all)
    return 0


def _measured(full: Any, empty: Any, runs: tuple[str, str], part: str) -> Iterator[Measured]:
    from tests.load import lists_pages

    for page in (*lists_pages.pages(FULL), *lists_pages.findings(*runs)):
        if part not in ("", page.part):
            continue
        times = [(_time(full, page.path), _time(empty, page.empty_path)) for _ in range(ROUNDS)]
        queries = _queries(full, page.path)
        # The first look makes what the next ones find made.
        yield Measured(page.part, page.title, *(median(one) for one in zip(*times[1:], strict=True)), queries)


def _print(measured: Iterator[Measured], *, is_all: bool) -> None:
    for part, found in groupby(measured, lambda one: one.part):
        pages = sorted(found, key=lambda one: -one.ratio)
        good, most = sum(one.is_good for one in pages), max(one.queries for one in pages)
        middle = median(one.ratio for one in pages)
        told = (
            f"{good} of {len(pages)} pages within {GOAL:.0f} times, half at most {middle:.1f}, {most} queries at most"
        )
        print(f"{part}: {told}; the slowest:", flush=True)
        for one in pages if is_all else (pages[0], *(page for page in pages[1:] if not page.is_good)):
            print(f"  {one}", flush=True)


def _time(browser: Any, path: str) -> float:
    from django.db import connection

    # With SQLite all the work is this process's: its own time tells the same on a busy machine.
    clock = process_time if connection.vendor == "sqlite" else perf_counter
    start = clock()
    answer = browser.get(path)
    taken = clock() - start
    assert answer.status_code == 200, path
    return taken


def _queries(browser: Any, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        browser.get(path)
    return len(captured)


def _root(account_id: str) -> Any:
    from accounts.account import services as accounts

    return accounts.create(account_id, root_email=f"root@{account_id}.test", with_root_key=False).root


def _browser(root: Any) -> Any:
    """Return a client that is signed in as root, with a second factor."""
    from django.test import Client
    from django.utils import timezone

    from accounts.mfa import services as devices
    from accounts.signin.caller import MFA_AT, SIGNED_IN_AT
    from tests.codes import enable

    root.must_change_password = False
    root.password_created = root.password_changed = timezone.now()
    root.save()
    browser = Client()
    browser.force_login(root)
    session = browser.session
    session["otp_device_id"] = enable(devices.offer(root), root).persistent_id
    session[SIGNED_IN_AT] = session[MFA_AT] = timezone.now().isoformat()
    session.save()
    return browser


if __name__ == "__main__":
    sys.exit(main())
