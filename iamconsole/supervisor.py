"""Keep programs running together: start them, start again what dies, end them all as one.

It knows nothing of Django, so any command can be tried in it.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import IO, BinaryIO

LIFELINE = Path(__file__).with_name("lifeline.py")
TICK = 0.1
# A program that dies sooner than this after its start died quickly.
QUICK = 10.0
QUICK_DEATHS = 5
FIRST_PAUSE = 0.5
# Longer than the graceful timeout of gunicorn, so that it can answer what it has accepted.
PATIENCE = 20.0
LONGEST_LINE = 65536
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Program:
    """A command under a short name, and the open files it takes over."""

    name: str
    command: tuple[str, ...]
    files: tuple[int, ...] = ()


class GaveUp(Exception):
    """A program cannot be kept running."""


class Supervisor:
    """Some programs, kept until Ctrl-C, SIGTERM or SIGHUP."""

    def __init__(self, programs: Sequence[Program], *, directory: Path, output: BinaryIO) -> None:
        self.printer = Printer(output, width=max(len(program.name) for program in programs))
        self.keepers = [Keeper(program, directory, self.printer) for program in programs]
        self.requests_to_stop = 0

    def run(self) -> int:
        """Keep the programs until asked to stop; return the exit code."""
        for number in STOPPING:
            # Who started us under nohup wants no end at the end of the terminal.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._note_request)
        try:
            self._tend()
        except GaveUp as reason:
            self.printer.say(f"{reason}; giving up.")
            return 1
        finally:
            self._end()
        return 0

    def _note_request(self, _number: int, _frame: FrameType | None) -> None:
        self.requests_to_stop += 1

    def _tend(self) -> None:
        while not self.requests_to_stop:
            for keeper in self.keepers:
                keeper.tend()
            time.sleep(TICK)

    def _end(self) -> None:
        for keeper in self.keepers:
            keeper.ask_to_end()
        limit = time.monotonic() + PATIENCE
        while any(keeper.is_alive() for keeper in self.keepers):
            # A second Ctrl-C means now.
            if time.monotonic() > limit or self.requests_to_stop > 1:
                break
            time.sleep(TICK)
        for keeper in self.keepers:
            keeper.end_now()


class Keeper:
    """One program and its present process."""

    def __init__(self, program: Program, directory: Path, printer: "Printer") -> None:
        self.program = program
        self.directory = directory
        self.printer = printer
        self.process: subprocess.Popen[bytes] | None = None
        self.forwarder: threading.Thread | None = None
        self.started = 0.0
        self.next_start = 0.0
        self.quick_deaths = 0

    def tend(self) -> None:
        """Start the program when it is time, and notice its death."""
        if self.process is None:
            if time.monotonic() >= self.next_start:
                self._start()
        elif self.process.poll() is not None:
            self._note_death(self.process)

    def ask_to_end(self) -> None:
        """Send SIGTERM to the main process only: gunicorn and Celery end their own children in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end_now(self) -> None:
        """Kill whatever is left of the program."""
        if self.process is not None:
            self._clear(self.process)

    def _start(self) -> None:
        # Always from the main thread: the kernel takes the death of the thread that forked for that of the parent.
        self.process = subprocess.Popen(  # noqa: S603 - our own commands  # nosec B603
            [sys.executable, "-I", "-S", str(LIFELINE), str(os.getpid()), *self.program.command],
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.program.files,
            start_new_session=True,
        )
        self.started = time.monotonic()
        self.forwarder = self.printer.forward(self.program.name, self.process)

    def _clear(self, process: subprocess.Popen[bytes]) -> None:
        """Kill the process group that `process` leads or led, and print its last lines."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.process = None
        if self.forwarder is not None:
            self.forwarder.join(timeout=1)

    def _note_death(self, process: subprocess.Popen[bytes]) -> None:
        self._clear(process)
        lived = time.monotonic() - self.started
        self.quick_deaths = self.quick_deaths + 1 if lived < QUICK else 1
        ending = f"{self.program.name} ended ({_how(process.returncode)})"
        if self.quick_deaths >= QUICK_DEATHS:
            raise GaveUp(f"{ending}, {QUICK_DEATHS} times in a row within {QUICK:.0f} s of its start")
        pause = FIRST_PAUSE * 2 ** (self.quick_deaths - 1)
        self.next_start = time.monotonic() + pause
        self.printer.say(f"{ending}; starting it again in {pause} s.")


class Printer:
    """Writes whole lines from many threads, each with the name of its program."""

    def __init__(self, output: BinaryIO, *, width: int) -> None:
        self.output = output
        self.width = width
        self.lock = threading.Lock()

    def say(self, text: str) -> None:
        """Write a line of the supervisor itself."""
        self._write("up", text.encode() + b"\n")

    def forward(self, name: str, process: subprocess.Popen[bytes]) -> threading.Thread:
        """Write what `process` prints until it ends, in the thread that is returned."""
        assert process.stdout is not None, "programs are started with a pipe"
        thread = threading.Thread(target=self._forward, args=(name, process.stdout), daemon=True)
        thread.start()
        return thread

    def _forward(self, name: str, lines: IO[bytes]) -> None:
        with lines:
            for line in iter(partial(lines.readline, LONGEST_LINE), b""):
                self._write(name, line if line.endswith(b"\n") else line + b"\n")

    def _write(self, name: str, line: bytes) -> None:
        # OSError: nobody reads any more (`make run | head`), but the programs go on.
        with self.lock, suppress(OSError):
            self.output.write(name.ljust(self.width).encode() + b" | " + line)
            self.output.flush()


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
