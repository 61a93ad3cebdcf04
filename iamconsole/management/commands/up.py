"""`manage.py up`: prepare the installation, then run web, worker and beat together until Ctrl-C."""

import errno
import fcntl
import os
import socket
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from iamconsole import terminal
from iamconsole.collected import collect_when_changed
from iamconsole.supervisor import PATIENCE, Program, Supervisor


class Command(BaseCommand):
    help = "Run all of iamconsole: the web server, the Celery worker and beat."
    # Checked by hand, once the port is settled.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=_port, default=settings.PORT, help="default: PORT, or 8000")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--workers", type=int, help="web processes, of four threads each")
        parser.add_argument("--take-terminal", action="store_true", help="keep Ctrl-C from the calling make")

    def handle(self, *, port: int, host: str, workers: int | None, take_terminal: bool, **_: Any) -> None:
        if port != settings.PORT:
            _start_again(port)
        if take_terminal:
            terminal.take_terminal()
        try:
            sys.exit(self._run(host, workers))
        except KeyboardInterrupt:
            self.stderr.write("Stopped before it was up.")
            sys.exit(130)

    def _run(self, host: str, workers: int | None) -> int:
        with _only_one(settings.VAR_DIR) as lock, _listen(host, settings.PORT) as listener:
            self._prepare()
            programs = _programs(listener, lock, workers)
            return Supervisor(programs, directory=settings.BASE_DIR, output=sys.stdout.buffer).run()

    def _prepare(self) -> None:
        self.check()
        _make_queue_folders()
        collect_when_changed()
        call_command("migrate", interactive=False, verbosity=0)
        # It also says where everything is.
        call_command("ensure_first_account", stdout=self.stdout)
        self.stdout.flush()


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535.")
    return int(text)


def _start_again(port: int) -> None:
    """Become the same command with PORT set: every setting, here and in the programs, then follows from it."""
    os.environ["PORT"] = str(port)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - our own command line  # nosec B606


@contextmanager
def _only_one(folder: Path) -> Iterator[TextIO]:
    """Hold `folder` for this supervisor; yield the lock that its programs hold with it."""
    with (folder / "up.lock").open("a") as ours, (folder / "programs.lock").open("a") as theirs:
        if not _lock(ours):
            raise CommandError(f"iamconsole is already running on {folder}. Stop it, or set IAMCONSOLE_VAR.")
        # After a kill -9 of the last supervisor its programs need a moment to end themselves.
        limit = time.monotonic() + PATIENCE
        while not _lock(theirs):
            if time.monotonic() > limit:
                raise CommandError(f"Programs of an earlier start still run on {folder}. End them first.")
            time.sleep(0.1)
        yield theirs


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _listen(host: str, port: int) -> socket.socket:
    """Return the listening socket. It outlives a web server that dies, so meanwhile clients wait instead of failing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} of {host} is in use. Choose another: --port, or make run PORT=..."
            ) from None
        raise CommandError(f"Cannot listen on {host} port {port}: {error.strerror}.") from None


def _make_queue_folders() -> None:
    """Make the folders of the filesystem broker, which makes none itself."""
    options = getattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", {})
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(mode=0o700, parents=True, exist_ok=True)


def _programs(listener: socket.socket, lock: TextIO, workers: int | None) -> list[Program]:
    web = ["gunicorn", "--config", "python:iamconsole.web", "--bind", f"fd://{listener.fileno()}"]
    if workers:
        web += ["--workers", str(workers)]
    celery = ["celery", "--quiet", "--app", "iamconsole"]
    # One installation of one machine needs no gossip among workers, and starts a second sooner without it.
    worker = [*celery, "worker", "--loglevel", "INFO", "--pool", "prefork", "--concurrency", "1"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "INFO"]
    return [
        Program("web", _module([*web, "iamconsole.wsgi"]), (listener.fileno(), lock.fileno())),
        Program("worker", _module(worker), (lock.fileno(),)),
        Program("beat", _module(beat), (lock.fileno(),)),
    ]


def _module(command: list[str]) -> tuple[str, ...]:
    return (sys.executable, "-m", *command)
