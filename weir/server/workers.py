"""Further server processes beside the first, for machines with more cores than one Python process can use.

They share the port (the kernel spreads the connections) and the store, as servers on one store always can.
The first process starts them, starts one anew that has died, and ends them. They end by themselves when it is
gone.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

logger = logging.getLogger(__name__)

_PAUSE_S = 1.0  # before a process that died is started anew
_END_S = 30.0  # for a clean end; what takes longer is killed

_CONTEXT = multiprocessing.get_context("spawn")  # a fork would inherit threads and database connections


class Workers:
    """`count` processes that each run ``work(*given)``, from `start` to `stop`."""

    def __init__(self, count: int, work: Callable[..., None], given: tuple[Any, ...]) -> None:
        self._count = count
        self._job = (work, given)
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="weir-workers", daemon=True)

    def start(self) -> None:
        if self._count:
            # Nothing is ever said on this line: its end tells the processes that we are gone.
            self._line, self._our_end = _CONTEXT.Pipe(duplex=False)
            self._keeper.start()

    def stop(self) -> None:
        """End the processes and wait for them."""
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()

    def _keep(self) -> None:
        """Keep them running until `stop`. One that ended without a failure was told to by somebody."""
        processes = [self._begin() for _ in range(self._count)]
        while not self._stopping.wait(_PAUSE_S):
            for place, process in enumerate(processes):
                if process.exitcode:
                    logger.warning("server process %s died (%s)", process.pid, process.exitcode)
                    processes[place] = self._begin()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(_END_S)
            process.kill()

    def _begin(self) -> BaseProcess:
        process = _CONTEXT.Process(target=_work, args=(self._line, *self._job), name="weir-worker")
        process.start()
        return process


def _work(line: Connection, work: Callable[..., None], given: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_after, args=(line,), name="weir-first", daemon=True).start()
    work(*given)


def _end_after(line: Connection) -> None:
    """When the first process is gone, however it ended, so are we."""
    wait([line])
    while True:  # one signal may come just before anybody listens to it
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)
