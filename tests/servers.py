"""Real servers on loopback for the length of a `with`: PostgreSQL and Redis, each in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import redis

from tests.packages import program

PATIENCE = 30.0


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL server; yield its DATABASE_URL."""
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    port = free_port()
    with _folder(user) as folder:
        place = folder / "cluster"
        initdb = [_found("initdb"), "--pgdata", str(place), "--username", "tests", "--auth", "trust"]
        initdb += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
        subprocess.run(initdb, check=True, user=user, group=user, cwd=folder, stdout=subprocess.DEVNULL)
        server = [_found("postgres"), "-D", str(place), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
        # Nothing of it has to survive a loss of power.
        server += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        server += ["-c", "max_connections=200"]
        url = f"postgresql://tests@127.0.0.1:{port}/postgres"
        with _running(server, user, folder) as process:
            _wait(process, lambda: psycopg.connect(url).close(), psycopg.OperationalError)
            yield url


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a Redis server; yield its REDIS_URL."""
    port = free_port()
    with _folder(None) as folder:
        server = [_found("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
        # Each test process and each running site has a database of its own.
        server += ["--save", "", "--appendonly", "no", "--databases", "10000"]
        with _running(server, None, folder) as process, redis.Redis(port=port) as client:
            _wait(process, client.ping, redis.ConnectionError)
            yield f"redis://127.0.0.1:{port}/0"


def _found(name: str) -> str:
    path = program(name)
    assert path, f"{name} is not installed"
    return path


@contextmanager
def _folder(user: str | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="iamconsole-server-"))
    try:
        if user:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(command: list[str], user: str | None, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    # A session of its own keeps Ctrl-C from it until the tests have ended.
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            # Should the tests be killed, the kernel ends the server.
            ["setpriv", "--pdeathsig", "SIGINT", "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            user=user,
            group=user,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        # To PostgreSQL SIGINT means: do not wait for the clients to leave.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], ask: Callable[[], object], refusal: type[Exception]) -> None:
    limit = time.monotonic() + PATIENCE
    while True:
        with suppress(refusal):
            ask()
            return
        if process.poll() is not None or time.monotonic() > limit:
            sys.exit(f"A server of the tests does not start: {process.args!r}")
        time.sleep(0.1)
