"""Processes that a benchmark starts, and stops again whatever happens."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str],
    ready_url: str,
    *,
    env: Mapping[str, str] | None = None,
    log: Path,
    wait_s: float = 60,
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that answers at `ready_url` before the body runs; ended by its id afterwards."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )
        try:
            _wait(process, ready_url, wait_s, log)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, seconds: float, log: Path) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError as problem:
            if getattr(problem, "code", None) is not None:
                return  # it answers, if only with an error
            time.sleep(0.05)
    raise RuntimeError(f"{url} did not come up: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def upstream(pace_ms: float = 0) -> Iterator[tuple[int, int]]:
    """The mock upstream: its port and its process id."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.upstream", str(port), str(pace_ms)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def resident_mb(pid: int) -> float:
    """Resident memory of a process and those below it."""
    total = 0.0
    for each in _family(pid):
        for line in Path(f"/proc/{each}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) / 1024
    return total


def cpu_seconds(pid: int) -> tuple[float, float]:
    """Processor time that a process and those below it have used: in their own code, and in the kernel."""
    tick = os.sysconf("SC_CLK_TCK")
    own = kernel = 0
    for each in _family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        own += int(fields[11])
        kernel += int(fields[12])
    return own / tick, kernel / tick


def listeners(port: int) -> int:
    """How many sockets listen on a port of IPv4 (proc(5); 0A is the state of those)."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(line[1].endswith(f":{port:04X}") and line[3] == "0A" for line in lines)


def _family(pid: int) -> list[int]:
    found = [pid]
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has just ended
            for child in file.read_text().split():
                found += _family(int(child))
    return found
