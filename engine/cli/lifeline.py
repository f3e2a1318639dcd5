"""A child must not outlive its supervisor, however that dies."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

#: the process id of the supervisor, in the environment of its children
SUPERVISOR = "LAUFWEG_SUPERVISOR"

_PR_SET_PDEATHSIG = 1


def follow_supervisor() -> None:
    """Ask Linux to end this process (SIGTERM) when its supervisor dies; nothing when it has none.

    Elsewhere the orphan stays, and the next start says that its port is taken.
    """
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor is None or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died before we asked
        sys.exit(0)
