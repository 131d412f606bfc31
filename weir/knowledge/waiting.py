"""Waiting in a worker thread for what runs in an event loop: the models that knowledge asks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Waiting:
    """Runs coroutines in one event loop and waits for them. Thread-safe; not to be used in that loop itself.

    A server binds its own loop, in which its models live. Without one a loop of its own is started at first
    use, in a thread that ends with the process or with `close`.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Use this loop from now on."""
        self._loop = loop

    def result(self, work: Coroutine[Any, Any, T]) -> T:
        """What the coroutine returns; what it raises is raised here."""
        loop = self._running()
        if asyncio._get_running_loop() is loop:
            work.close()
            raise RuntimeError("waiting in the loop that would have to do the work")
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    def close(self, last: Coroutine[Any, Any, Any]) -> None:
        """Run `last` (to give back what was opened) and end the loop, if one was started here."""
        if self._thread is None or self._loop is None:
            last.close()
            return
        self.result(last)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="weir-waiting", daemon=True
                )
                self._thread.start()
            return self._loop
