"""Become a command that must not outlive the process that started it: `lifeline.py PARENT COMMAND...`.

Run by its path, so nothing of iamconsole is imported first.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Ask the kernel for SIGTERM at the death of `parent`, then become `command`."""
    # The kernel keeps this request across exec, so no second process has to stay and watch a pipe; and since it is
    # made here rather than in Popen's preexec_fn, the supervisor, which has threads, runs no Python after fork.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # It may have died before the request was made.
    if os.getppid() != parent:
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - the supervisor wrote the command  # nosec B606


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
