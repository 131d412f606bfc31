"""What a worker gives up before it looks at any file. Each rule is set by the worker on itself.

Its parent also kills it by the clock; the rules here hold even when the parent is gone or has stalled.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from typing import Any

from weir.documents.limits import MEGABYTE, Limits

_MOST_WRITTEN = 64 * MEGABYTE
_MOST_OPEN_FILES = 64
_ENGINES_MB = 512
"""Address space for the engines themselves, which are loaded when a file first needs them."""
_GRACE_S = 5
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "pty.spawn",
)


def settle() -> int:
    """Once, at the start: no network, no programs, few and small files. Gives the address space in use."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _MOST_WRITTEN)
    _limit(resource.RLIMIT_NOFILE, _MOST_OPEN_FILES)
    if sys.platform == "linux":
        _leave_network()
    sys.addaudithook(_refuse)
    return address_space()


def begin(limits: Limits, base: int) -> None:
    """Before each file: bounds on memory and time. `base` is what `settle` gave."""
    if sys.platform == "linux":
        most = base + (limits.memory_mb + _ENGINES_MB) * MEGABYTE
        _soften(resource.RLIMIT_AS, most)
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Engines may use several threads, so that a second of the clock can cost more than a second of CPU.
    cpu = int(used.ru_utime + used.ru_stime + (limits.timeout_s + _GRACE_S) * 4)
    _soften(resource.RLIMIT_CPU, cpu)
    signal.setitimer(signal.ITIMER_REAL, limits.timeout_s + _GRACE_S)  # no handler: it ends the process


def end() -> None:
    """After each file: the clock stops."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def address_space() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    return _statm(0)


def resident() -> int:
    """Bytes of memory in use; 0 where the system does not tell."""
    return _statm(1)


def _statm(field: int) -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _soften(which: int, value: int) -> None:
    """Set the limit that counts now; the hard one stays, so that the next file can have another."""
    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _limit(which: int, value: int) -> None:
    """Set a limit for good."""
    hard = resource.getrlimit(which)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _leave_network() -> None:
    """Move to an empty network, where the kernel lets us. It is a second wall behind the audit hook."""
    library = ctypes.CDLL(None, use_errno=True)
    library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} is not allowed while a document is read")
