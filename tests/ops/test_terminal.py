"""Ctrl-C on a real terminal, with make between the administrator and `manage.py up`."""

import os
import pty
import sys
import termios
from pathlib import Path

from tests.services import ROOT, Site, wait_until

CTRL_C = b"\x03"


def run_on_terminal(site: Site, makefile: Path) -> tuple[int, int]:
    """Start make in a terminal of its own; return its process id and the terminal."""
    makefile.write_text(f"run:\n\t@exec {sys.executable} manage.py up --take-terminal > {site.folder}/up.log 2>&1\n")
    (site.folder / "home").mkdir()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        environment = {"PATH": os.environ["PATH"], "IAMCONSOLE_VAR": str(site.var), "PORT": str(site.port)}
        os.execvpe("make", ["make", "--file", str(makefile), "run"], {**environment, **site.environment})  # noqa: S606
    return pid, terminal


def test_ctrl_c_ends_make_run_with_exit_code_0(site: Site, tmp_path: Path) -> None:
    make, terminal = run_on_terminal(site, tmp_path / "Makefile")
    wait_until(site.answers, f"an answer of {site.url}")
    assert os.tcgetpgrp(terminal) != make

    os.write(terminal, CTRL_C)
    _, status = os.waitpid(make, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert site.processes() == {}
    termios.tcflush(terminal, termios.TCIOFLUSH)
    os.close(terminal)
