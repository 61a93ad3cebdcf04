"""Collect the static files only when one of them changed: a second start must take seconds."""

import fcntl
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_when_changed() -> bool:
    """Bring STATIC_ROOT up to date; return whether anything had to be done."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".fingerprint").open("a+") as stamp:
        # Two processes that start at once: the second waits, and finds the work done.
        fcntl.flock(stamp, fcntl.LOCK_EX)
        stamp.seek(0)
        fingerprint = _fingerprint()
        if stamp.read() == fingerprint:
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.truncate(0)
        stamp.write(fingerprint)
    return True


def _fingerprint() -> str:
    lines = [repr(settings.STORAGES), *sorted(_sources())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            yield f"{name} {status.st_size} {status.st_mtime_ns}"
