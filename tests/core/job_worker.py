"""A server process for the tests of jobs: it runs jobs until it is killed or standard input closes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from weir.core.jobs import JobContext, Jobs


def append(path: str, line: str) -> None:
    """One line at the end of a file, whole even when the process is killed."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def count(job: JobContext, steps: int, pause: float, log: str) -> None:
    for number in range(steps):
        job.step(f"step {number}", one, number, pause, log)
        job.progress(number + 1, steps, f"step {number}")


def one(number: int, pause: float, log: str) -> int:
    append(log, f"{number} {os.getpid()}")
    time.sleep(pause)
    return number


def die(job: JobContext) -> None:
    job.step("die", os._exit, 9)


def main(url: str, concurrency: str) -> None:
    jobs = Jobs(url, concurrency=int(concurrency))
    jobs.register("count", count)
    jobs.register("die", die)
    jobs.launch()
    print("ready", flush=True)
    sys.stdin.read()
    jobs.close()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main(*sys.argv[1:])
