"""The supervisor with small programs instead of web, worker and beat."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services import ROOT, wait_until

# Under nohup the tests ignore SIGHUP, and what they start would as well.
SCRIPT = """
import signal, sys
from pathlib import Path
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from iamconsole.supervisor import Program, Supervisor
programs = [Program(f"p{number}", (sys.executable, "-c", text)) for number, text in enumerate(sys.argv[2:])]
sys.exit(Supervisor(programs, directory=Path(sys.argv[1]), output=sys.stdout.buffer).run())
"""
WRITE_ID = "import os, time; open('{name}', 'a').write(str(os.getpid()) + ' '); "
SLEEPER = WRITE_ID + "print('awake', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a supervisor of programs that write their process ids into tmp_path."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*programs: str) -> subprocess.Popen[bytes]:
        with (tmp_path / "log").open("wb") as log:
            command = [sys.executable, "-c", SCRIPT, str(tmp_path), *programs]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            started.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def ids(path: Path) -> list[int]:
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_for_ids(path: Path, count: int) -> list[int]:
    wait_until(lambda: len(ids(path)) >= count, f"{count} starts in {path}", 20)
    return ids(path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_ends_all_with_exit_code_0(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    supervisor = start(SLEEPER.format(name="a"), SLEEPER.format(name="b"))
    pids = wait_for_ids(tmp_path / "a", 1) + wait_for_ids(tmp_path / "b", 1)

    supervisor.send_signal(number)

    assert supervisor.wait(20) == 0
    assert not any(map(is_alive, pids))


def test_a_second_request_kills_who_does_not_listen(start: Start, tmp_path: Path) -> None:
    supervisor = start(STUBBORN.format(name="a"))
    [pid] = wait_for_ids(tmp_path / "a", 1)
    wait_until(lambda: b"awake" in (tmp_path / "log").read_bytes(), "the program", 20)

    supervisor.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        supervisor.wait(1)
    supervisor.send_signal(signal.SIGINT)

    assert supervisor.wait(5) == 0
    assert not is_alive(pid)


def test_children_of_a_dead_program_die_before_it_starts_again(start: Start, tmp_path: Path) -> None:
    child = SLEEPER.format(name="child")
    supervisor = start(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])")
    [first] = wait_for_ids(tmp_path / "child", 1)

    os.kill(int(Path(f"/proc/{first}/stat").read_text().split()[3]), signal.SIGKILL)
    wait_for_ids(tmp_path / "child", 2)

    assert not is_alive(first)
    assert supervisor.poll() is None


def test_it_gives_up_a_program_that_always_dies_at_once(start: Start, tmp_path: Path) -> None:
    supervisor = start(WRITE_ID.format(name="bad") + "raise SystemExit(7)", SLEEPER.format(name="good"))

    assert supervisor.wait(40) == 1

    assert len(ids(tmp_path / "bad")) == 5
    assert not any(map(is_alive, ids(tmp_path / "good")))
    assert b"p0 ended (exit code 7), 5 times in a row" in (tmp_path / "log").read_bytes()


def test_killing_only_the_supervisor_ends_the_programs(start: Start, tmp_path: Path) -> None:
    supervisor = start(SLEEPER.format(name="a"))
    [pid] = wait_for_ids(tmp_path / "a", 1)

    supervisor.kill()

    wait_until(lambda: not is_alive(pid), "the end of the program", 10)


def test_output_comes_line_by_line_with_the_name(start: Start, tmp_path: Path) -> None:
    supervisor = start(r"import os, time; os.write(1, b'one\ntwo\xff'); time.sleep(600)", SLEEPER.format(name="a"))
    wait_for_ids(tmp_path / "a", 1)
    wait_until(lambda: b"one" in (tmp_path / "log").read_bytes(), "output", 20)

    supervisor.terminate()
    supervisor.wait(20)

    lines = (tmp_path / "log").read_bytes().splitlines()
    assert b"p0 | one" in lines
    assert b"p0 | two\xff" in lines
