"""How lists hold at 100,000 rows: the time of each page beside that of the same page in an account without rows.

Each database is measured in a process and a folder of its own: `python -m tests.load.lists_bench`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.servers import postgresql

ROOT = Path(__file__).parent.parent.parent
FULL, EMPTY = "111122223333", "444455556666"
ROUNDS, BATCH = 15, 5000
GOAL = 3.0
PAGES = (
    ("users", "/console/users/"),
    ("users, by a part of the name", "/console/users/?q=user-0999"),
    ("users, a name that nobody has", "/console/users/?q=nobody"),
    ("users without MFA", "/console/users/?q=mfa:none"),
    ("users by age of the password", "/console/users/?sort=password-age"),
    ("users by last sign-in, latest first", "/console/users/?sort=-signed-in"),
    ("access keys", "/console/access-keys/"),
    ("access keys, old and active", "/console/access-keys/?q=status:active+age%3E90"),
    ("events", "/console/events/"),
    ("events that were denied", "/console/events/?q=outcome:denied"),
    ("events of one person", f"/console/events/?q=principal:arn:aws:iam::{FULL}:user/user-000007"),
    ("groups", "/console/groups/"),
    ("policies", "/console/policies/"),
    ("search for a part of a name", "/console/search/?q=user-0999&part=yes"),
)


@dataclass(frozen=True)
class Measured:
    name: str
    full: float
    empty: float

    @property
    def ratio(self) -> float:
        return self.full / self.empty


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--here", action="store_true", help="measure in this process, on the database of DATABASE_URL")
    chosen = parser.parse_args(arguments)
    if chosen.here:
        return measure(chosen.rows)
    if chosen.database != "postgresql":
        print(f"--- lists at {chosen.rows:,} rows on SQLite", flush=True)
        _in_a_process("", chosen.rows)
    if chosen.database != "sqlite":
        print(f"--- lists at {chosen.rows:,} rows on PostgreSQL", flush=True)
        with postgresql() as url:
            _in_a_process(url, chosen.rows)
    return 0


def _in_a_process(database_url: str, rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="iamconsole-bench-") as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
            "IAMCONSOLE_VAR": folder,
            "IAMCONSOLE_HOSTS": "testserver",
            "IAMCONSOLE_LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
        }
        command = [sys.executable, "-m", "tests.load.lists_bench", "--here", "--rows", str(rows)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


def measure(rows: int) -> int:
    """Fill one account, leave another empty, and print what each page takes in both."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from iamconsole.collected import collect_when_changed

    collect_when_changed()
    full, empty = _root(FULL), _root(EMPTY)
    fill(full, rows)
    browsers = _browser(full), _browser(empty)
    measured = [_measure(name, path, *browsers) for name, path in PAGES]
    measured.append(_last_page(*browsers))
    width = max(len(one.name) for one in measured)
    for one in measured:
        mark = "ok " if one.ratio <= GOAL else "-- "
        told = f"{one.full * 1000:7.1f} ms, empty {one.empty * 1000:6.1f} ms: {one.ratio:.1f} times"
        print(f"{mark} {one.name:<{width}}  {told}   (goal: {GOAL:.0f})", flush=True)
    return 0


def _measure(name: str, path: str, full: Any, empty: Any) -> Measured:
    return Measured(name, _shortest(full, path), _shortest(empty, path))


def _last_page(full: Any, empty: Any) -> Measured:
    """The last page of the users, on the way back from it: what OFFSET would make slow."""
    last = full.get("/console/users/?sort=-name").content.decode()
    found = re.search(r'href="(\?[^"]*after=[^"]+)"', last)
    assert found is not None, "there is no second page"
    deep = f"/console/users/{unescape(found[1])}"
    return Measured(
        "users, a page from the other end", _shortest(full, deep), _shortest(empty, "/console/users/?sort=-name")
    )


def _shortest(browser: Any, path: str) -> float:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        answer = browser.get(path)
        times.append(perf_counter() - start)
        assert answer.status_code == 200, path
    # What else the machine does only makes it slower.
    return min(times)


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


def fill(root: Any, rows: int) -> None:
    """Make users, each with a key, and events; past all quotas, as no operation would."""
    from django.db import connection
    from django.utils import timezone

    from accounts.models import AccessKey, User
    from iamconsole import ids
    from iamconsole.audit.models import Event

    now, account_id = timezone.now(), root.account_id

    def user(number: int) -> User:
        return User(
            account_id=account_id,
            unique_id=ids.new_entity_id(ids.USER),
            name=f"user-{number:06}",
            created=now - timedelta(minutes=number),
            password="!",
            password_created=now - timedelta(minutes=number) if number % 3 else None,
            password_used=now - timedelta(minutes=number * 7 % rows) if number % 5 == 0 else None,
        )

    def key(owner: User, number: int) -> AccessKey:
        made = AccessKey(
            id=ids.new_key_id(ids.ACCESS_KEY, account_id), account_id=account_id, user=owner, sealed_secret=b"none"
        )
        made.created = now - timedelta(minutes=number * 3)
        made.status = "Active" if number % 4 else "Inactive"
        return made

    def event(number: int) -> Event:
        return Event(
            account_id=account_id,
            time=now - timedelta(seconds=rows - number),
            source="iam",
            name=("GetUser", "ListUsers", "CreateUser", "DeleteUser")[number % 4],
            changes=number % 4 > 1,
            face="api",
            outcome="denied" if number % 100 == 0 else "allowed",
            principal=f"arn:aws:iam::{account_id}:user/user-{number % 1000:06}",
            principal_kind="User",
            resource=f"arn:aws:iam::{account_id}:user/user-{number:06}",
            parameters={"UserName": f"user-{number:06}"},
            request_id=str(number),
            source_ip="192.0.2.1",
        )

    _insert(User, (user(number) for number in range(rows)))
    owners = User.objects.filter(account_id=account_id, is_root=False).order_by("pk").iterator(BATCH)
    _insert(AccessKey, (key(owner, number) for number, owner in enumerate(owners)))
    _insert(Event, (event(number) for number in range(rows)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert(model: Any, made: Any) -> None:
    while batch := [*islice(made, BATCH)]:
        model.objects.bulk_create(batch)


if __name__ == "__main__":
    sys.exit(main())
