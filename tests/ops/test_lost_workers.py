"""A worker is killed in the middle of a report: another goes on, and one complete mail arrives, once."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.services import ROOT, MailServer, Site, new_site, wait_until

pytestmark = pytest.mark.conformance

ACCOUNT = "111122223333"
PATIENCE = 180
USERS = 900
PARTS = 5
# Short, so that the test need not wait for minutes until the silent worker is given up.
IMPATIENT = {"IAMCONSOLE_REPORT_TICK_SECONDS": "2", "IAMCONSOLE_REPORT_CLAIM_SECONDS": "15"}
FILL = f"""
from accounts.models import Account, AccessKey, User
from django.utils import timezone
from datetime import timedelta
account, now = Account.objects.get(pk="{ACCOUNT}"), timezone.now()
long_ago = now - timedelta(days=100)
User.objects.bulk_create(
    User(account=account, unique_id=f"AIDA{{n:017d}}", name=f"user{{n}}", created=now, password="!")
    for n in range({USERS})
)
AccessKey.objects.bulk_create(
    AccessKey(id=f"AKIA{{user.pk:016d}}", user=user, account=account, sealed_secret="x", created=long_ago)
    for user in User.objects.filter(is_root=False)
)
"""
START = f"""
from iamconsole.operator import run
to = [{{"Type": "address", "Value": "auditor@example.com"}}]
run("{ACCOUNT}", "StartReport", {{"Kind": "key-age", "Period": "p", "Recipients": to, "Attachments": ["json"]}})
"""
# Takes far longer than anybody waits, and ends with the worker that is killed.
ENDLESS = """
CREATE TRIGGER held BEFORE INSERT ON accounts_reportrow
BEGIN SELECT count(*) FROM accounts_user a, accounts_user b, accounts_user c, accounts_user d; END
"""
UNDER_WAY = "SELECT count(*) FROM accounts_reportpart WHERE claimed IS NOT NULL AND done IS NULL"
ATTEMPTS = "SELECT sum(attempts) FROM accounts_reportpart"


@contextmanager
def program(site: Site, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run celery with a process group of its own; at the end nothing of it is left."""
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "iamconsole", *arguments]
    with (site.folder / "programs.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=site._environment(), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        kill(process)


def worker(site: Site, name: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    options = (
        "--concurrency",
        "1",
        "--loglevel",
        "INFO",
        "--without-gossip",
        "--without-mingle",
        "--hostname",
        f"{name}@here",
    )
    return program(site, "worker", *options)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and its children without a word, as the kernel does when memory runs out."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _log(site: Site) -> str:
    return (site.folder / "programs.log").read_text(errors="replace")


def ask(site: Site, query: str) -> int:
    url = site.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            row = connection.execute(query).fetchone()
    else:
        with closing(sqlite3.connect(f"file:{site.var}/iamconsole.sqlite3?mode=ro", uri=True)) as database:
            row = database.execute(query).fetchone()
    assert row is not None
    return int(row[0] or 0)


@contextmanager
def no_row_written(site: Site) -> Iterator[None]:
    """Let no report write its rows: the part that is begun stays under way, however fast the machine is."""
    url = site.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE accounts_reportrow")
            yield
            connection.rollback()
        return
    with closing(sqlite3.connect(site.var / "iamconsole.sqlite3", timeout=PATIENCE)) as database:
        database.execute(ENDLESS)
        yield
        database.execute("DROP TRIGGER held")


def test_one_complete_mail_arrives_once_though_a_worker_was_killed(tmp_path: Path, smtp_server: MailServer) -> None:
    with new_site(tmp_path, EMAIL_URL=smtp_server.url, **IMPATIENT) as site, ExitStack() as running:
        site.manage("migrate", "-v0")
        site.create_account(ACCOUNT)
        site.manage("shell", "-c", FILL)
        for folder in ("queue", "queue-control"):
            (site.var / folder).mkdir(exist_ok=True)
        first, second = (running.enter_context(worker(site, name)) for name in ("first", "second"))
        wait_until(lambda: _log(site).count(" ready.") == 2, "two workers", PATIENCE)
        # So the part that is under way is the first one's.
        os.killpg(second.pid, signal.SIGSTOP)

        with no_row_written(site):
            site.manage("shell", "-c", START)
            wait_until(lambda: ask(site, UNDER_WAY) == 1, "a part that is being computed", PATIENCE)
            kill(first)
        os.killpg(second.pid, signal.SIGCONT)
        running.enter_context(program(site, "beat"))
        running.enter_context(worker(site, "first-again"))
        (message,) = smtp_server.wait_for(1, PATIENCE)
        # Long enough for the clock to turn, and for whoever would send it again.
        time.sleep(8)

        assert len(smtp_server.messages) == 1
        assert ask(site, ATTEMPTS) > PARTS
    assert message["Subject"] == f"{USERS} access keys older than 90 days in account {ACCOUNT}"
    (attached,) = message.iter_attachments()
    findings = json.loads(attached.get_payload(decode=True))["findings"]  # type: ignore[arg-type]
    keys = [one["id"] for one in findings if one["id"].startswith("AKIA0")]
    assert len(keys) == len(set(keys)) == USERS
