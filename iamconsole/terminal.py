"""Take the terminal from the program that started us, so that Ctrl-C is ours alone.

`make` answers Ctrl-C by dying of SIGINT, whatever its recipe returns. A recipe that is the terminal's foreground
group is the only one that hears Ctrl-C, ends in order, and lets make end with exit code 0.
"""

import atexit
import os
import signal
import sys


def take_terminal() -> None:
    """Become the foreground process group of the terminal, until this process ends."""
    before = os.getpgrp()
    if not sys.stdin.isatty() or os.tcgetpgrp(0) != before or before == os.getpid():
        return
    # SIGTTOU: changing the foreground group from the background stops a process otherwise.
    # SIGTSTP: Ctrl-Z would stop us alone, and make would wait for ever.
    for number in (signal.SIGTTOU, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    atexit.register(os.tcsetpgrp, 0, before)
