"""The Debian packages that the tests need: installed when root asks, named otherwise, never done without."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def program(name: str) -> str | None:
    """Return the path of a program; Debian keeps PostgreSQL's servers outside PATH."""
    elsewhere = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return shutil.which(name) or next((str(path) for path in elsewhere), None)


NEEDED: dict[str, Callable[[], object]] = {
    "chromium": lambda: program("chromium"),
    "fonts-dejavu-core": FONT.exists,
    "postgresql": lambda: program("initdb"),
    "redis-server": lambda: program("redis-server"),
}


def ensure_packages() -> None:
    """Install what is missing, or end with its name."""
    missing = _missing()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing)
        missing = _missing()
    if missing:
        sys.exit(f"The tests need Debian packages that are missing: apt-get install {' '.join(missing)}")


def _missing() -> list[str]:
    return [name for name, is_there in NEEDED.items() if not is_there()]


def _install(names: list[str]) -> None:
    print(f"Installing {', '.join(names)} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "--yes", "--no-install-recommends", *names]
    for arguments in (["update"], install):
        done = subprocess.run(
            ["apt-get", "--quiet=2", *arguments],
            check=False,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            sys.exit(f"apt-get {' '.join(arguments)} failed:\n{done.stdout}")
