"""Fixtures that are real programs: a mail server, and a whole iamconsole started by `manage.py up`."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from tests.servers import free_port

ROOT = Path(__file__).parent.parent
# Two sites and two browsers may start at once on two cores.
PATIENCE = 180.0


@dataclass
class MailServer:
    """A real SMTP server on loopback and what it has received."""

    url: str = ""
    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message; aiosmtpd calls it."""
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def wait_for(self, count: int, seconds: float = PATIENCE) -> list[EmailMessage]:
        """Return the messages once there are `count` of them."""
        wait_until(lambda: len(self.messages) >= count, f"{count} mails", seconds)
        return self.messages


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A mail server; `smtp_server.url` is an EMAIL_URL."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    server.url = f"smtp://127.0.0.1:{controller.port}"
    yield server
    controller.stop()


@dataclass
class Site:
    """A whole iamconsole in a folder of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def log(self) -> str:
        """Return everything that `up` has printed since the first start."""
        return (self.folder / "up.log").read_text(errors="replace")

    @property
    def account_id(self) -> str:
        return self._printed(r"^ *Account +(\d{12})\b")

    @property
    def password_file(self) -> Path:
        """Return where root's one-time password is."""
        return Path(self._printed(r"one-time password in (.+)$"))

    def start(self, *arguments: str) -> None:
        """Start it and wait until it answers."""
        self.launch(*arguments)
        try:
            wait_until(self._is_up, f"an answer of {self.url}", giving_up=self._has_ended)
        except AssertionError as error:
            error.add_note(self.log)
            raise

    def launch(self, *arguments: str) -> None:
        """Start it."""
        (self.folder / "home").mkdir(exist_ok=True)
        with (self.folder / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", *arguments],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def answers(self) -> bool:
        """Tell whether the web server answers, whatever it says."""
        try:
            urllib.request.urlopen(self.url, timeout=10).close()  # noqa: S310  our own address
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it as Ctrl-C does; return its exit code."""
        assert self.process is not None, "it was not started"
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def manage(self, *arguments: str) -> str:
        """Run a management command of this site; return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self._environment(), check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def create_account(self, account_id: str) -> dict[str, Any]:
        """Make an account with a root access key; return what `create_account --json` says."""
        command = ("create_account", "--account-id", account_id, "--root-email", f"root@{account_id}.test")
        account: dict[str, Any] = json.loads(self.manage(*command, "--root-access-key", "--json"))
        return account

    def processes(self) -> dict[int, str]:
        """Return the command line of every process of this site by its id, orphans included."""
        mark = f"IAMCONSOLE_VAR={self.var}".encode()
        return {pid: command for pid, command in _commands().items() if mark in _read(pid, "environ").split(b"\0")}

    def main_process(self, name: str) -> int | None:
        """Return the process that the supervisor started as web, worker or beat."""
        assert self.process is not None, "it was not started"
        word = {"web": "gunicorn", "worker": "celery", "beat": "celery"}[name]
        for pid, command in self.processes().items():
            words = command.split()
            if _parent(pid) == self.process.pid and word in words and (word == "gunicorn" or name in words):
                return pid
        return None

    def clear(self) -> None:
        """Kill what is left: for the end of a test that failed."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait(PATIENCE)

    def _environment(self) -> dict[str, str]:
        chosen = {"IAMCONSOLE_VAR": str(self.var), "PORT": str(self.port), "HOME": str(self.folder / "home")}
        return {"PATH": os.environ["PATH"], **chosen, **self.environment}

    def _is_up(self) -> bool:
        # An earlier web server may still answer while it ends.
        return self.main_process("web") is not None and self.answers()

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _printed(self, pattern: str) -> str:
        found = re.findall(pattern, self.log, re.MULTILINE)
        assert found, f"up did not print {pattern}:\n{self.log}"
        return str(found[-1])


@contextmanager
def new_site(folder: Path, *, is_first: bool = False, **environment: str) -> Iterator[Site]:
    """Yield a site that is not started yet, on the servers of this pass; at the end nothing of it may be left.

    Its empty tables are there already, unless it `is_first`: to make them takes longer than anything else at the start.
    """
    with _fresh_servers("" if is_first else _migrated()) as servers:
        site = Site(folder, environment={**servers, **environment})
        if not servers and not is_first:
            site.var.mkdir(mode=0o700)
            shutil.copy(_migrated(), site.var / "iamconsole.sqlite3")
        try:
            yield site
            if site.process is not None and site.process.poll() is None:
                assert site.stop() == 0, site.log
            assert site.processes() == {}, "something is left over"
        finally:
            site.clear()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site for one test, not started yet."""
    with new_site(tmp_path) as site:
        yield site


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running site that the tests of one process share: what they make in it must bear their own names."""
    with new_site(tmp_path_factory.mktemp("site"), IAMCONSOLE_SANDBOX="1") as site:
        site.start()
        yield site


def wait_until(
    is_so: Callable[[], bool], what: str, seconds: float = PATIENCE, *, giving_up: Callable[[], bool] = lambda: False
) -> None:
    """Return when `is_so()`; fail after `seconds`, or as soon as `giving_up()`."""
    limit = time.monotonic() + seconds
    while not is_so():
        assert not giving_up(), f"ended while waiting for {what}"
        assert time.monotonic() < limit, f"waited {seconds} s for {what}"
        time.sleep(0.05)


@cache
def _migrated() -> str:
    """Make a database that has all tables and no rows, once a process; return its file, or its name on a server."""
    folder = Path(settings.VAR_DIR) / "migrated"
    folder.mkdir(parents=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "IAMCONSOLE_VAR": str(folder)}
    url, made = os.environ.get("DATABASE_URL"), str(folder / "iamconsole.sqlite3")
    if url:
        made = f"migrated_{uuid4().hex}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made}")
        environment |= {"DATABASE_URL": _with_path(url, made), "REDIS_URL": os.environ.get("REDIS_URL", "")}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    return made


@contextmanager
def _fresh_servers(template: str) -> Iterator[dict[str, str]]:
    """Yield DATABASE_URL and REDIS_URL of a database of one's own, where this pass has servers."""
    database, queue = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if not database or not queue:
        yield {}
        return
    name = f"site_{uuid4().hex}"
    with (
        psycopg.connect(database, autocommit=True) as connection,
        redis.Redis.from_url(_with_path(queue, "0")) as counter,
    ):
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
        number = 1000 + int(counter.incr("sites"))
        yield {"DATABASE_URL": _with_path(database, name), "REDIS_URL": _with_path(queue, str(number))}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _with_path(url: str, path: str) -> str:
    return urlsplit(url)._replace(path=f"/{path}").geturl()


def _commands() -> dict[int, str]:
    pids = [int(place.name) for place in Path("/proc").iterdir() if place.name.isdecimal()]
    return {pid: _read(pid, "cmdline").replace(b"\0", b" ").decode(errors="replace").strip() for pid in pids}


def _parent(pid: int) -> int:
    # The name of the program stands in brackets and may hold anything.
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if fields else 0


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
