"""Warm workers that read files one after another, and are replaced when a file breaks them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import dataclasses
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Generic, Self, TypeVar

from weir.core.errors import WeirError
from weir.documents.cleaning import clean_text
from weir.documents.elements import Box, Document
from weir.documents.errors import CRASHED, EMPTY, MEMORY, TIMEOUT, TOO_LARGE
from weir.documents.limits import Limits
from weir.documents.process import WorkerGone, WorkerLate, WorkerProcess
from weir.documents.wire import unpack_document, unpack_error

T = TypeVar("T")
_MOST_FILES = 300
"""After so many files a worker is replaced, whatever engines leaked into it."""
_FIRST_PARSER_SHARE = 0.8
"""Of the time limit, where another parser could follow."""
_OUT_OF_MEMORY = (
    "memory allocation of",
    "MemoryError",
    "bad_alloc",
    "out of memory",
    "Cannot allocate memory",
)


class Parsers:
    """The workers of a server. Open one for the process, share it between threads, close it at the end.

    At most `workers` files are read at once; others wait. A file that hangs, crashes or eats memory fails
    alone.

    >>> with Parsers() as parsers:
    ...     document = parsers.parse(b"# Weir", "weir.md")
    >>> document.title
    'Weir'
    """

    def __init__(self, workers: int = 2, limits: Limits | None = None, idle_s: float = 60) -> None:
        self.limits = limits or Limits()
        self._idle_s = idle_s  # then workers that nobody needs give their memory back
        self._rest: threading.Timer | None = None
        self._slots = threading.BoundedSemaphore(workers)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="weir-documents")
        self._lock = threading.Lock()
        self._idle: list[WorkerProcess] = []
        self._alive: set[WorkerProcess] = set()
        self._closed = False

    def parse(self, data: bytes | Path, name: str, limits: Limits | None = None) -> Document:
        """Read a file (its bytes or where it lies); blocks. Raises a `document.*` error."""
        return _Task(self, name, limits or self.limits, _document).run(data)

    async def parse_async(self, data: bytes | Path, name: str, limits: Limits | None = None) -> Document:
        """The same without blocking the event loop. When the task is cancelled, the worker is killed."""
        task = _Task(self, name, limits or self.limits, _document)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, task.run, data)
        except asyncio.CancelledError:
            task.cancel()
            raise

    def render(
        self, data: bytes | Path, name: str, page: int, box: Box | None = None, dpi: int = 144
    ) -> bytes:
        """A PNG of a page of a PDF or a picture, or of the part of it within `box`; blocks.

        Raises `document.no_picture` where there is nothing to show, and what `parse` raises.
        """
        picture = {"page": page, "box": box, "dpi": min(max(dpi, 18), 600)}
        return _Task(self, name, self.limits, _picture, {"picture": picture}).run(data)

    def close(self) -> None:
        """End all workers; files that are being read fail."""
        with self._lock:
            self._closed = True
            alive = list(self._alive)
            if self._rest:
                self._rest.cancel()
        for worker in alive:
            worker.kill()
        for worker in self._idle:
            worker.close()
        self._idle.clear()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def take(self) -> WorkerProcess:
        """An idle worker, or a new one."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the parsers are closed")
            idle = self._idle.pop() if self._idle else None
        if idle and idle.process.poll() is None:
            return idle
        if idle:
            self.drop(idle)
        try:
            return self._started()
        except (WorkerGone, WorkerLate):  # killed from outside, say; once is no reason to give up
            pass
        try:
            return self._started()
        except (WorkerGone, WorkerLate) as error:
            last_words = getattr(error, "last_words", "")
            raise RuntimeError(f"a document reader cannot start: {last_words}") from error

    def _started(self) -> WorkerProcess:
        """A new worker that is ready; raises `WorkerGone` or `WorkerLate`."""
        worker = WorkerProcess()
        with self._lock:
            self._alive.add(worker)
        try:
            worker.wait_until_ready()
        except (WorkerGone, WorkerLate):
            self.drop(worker)
            raise
        return worker

    def put_back(self, worker: WorkerProcess) -> None:
        """Keep a worker for the next file."""
        with self._lock:
            if not self._closed:
                self._idle.append(worker)
                self._rest_later()
                return
        self.drop(worker)

    def _rest_later(self) -> None:
        """Count the idle time from now; the caller holds the lock."""
        if self._rest:
            self._rest.cancel()
        self._rest = threading.Timer(self._idle_s, self._end_idle)
        self._rest.daemon = True
        self._rest.start()

    def _end_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            self.drop(worker)

    def drop(self, worker: WorkerProcess) -> None:
        """End a worker for good."""
        worker.close()
        with self._lock:
            self._alive.discard(worker)

    @contextlib.contextmanager
    def slot(self) -> Iterator[None]:
        """Hold one of the places for files that are read at once."""
        with self._slots:
            yield


class _Task(Generic[T]):
    """One file on its way through the workers. `unpack` makes the result of an answer, `wish` says what is
    wanted of the file if not its elements."""

    def __init__(
        self,
        parsers: Parsers,
        name: str,
        limits: Limits,
        unpack: Callable[[dict[str, Any]], T],
        wish: dict[str, Any] | None = None,
    ) -> None:
        self.parsers, self.limits, self.unpack, self.wish = parsers, limits, unpack, wish or {}
        self.name = clean_text(name).replace("\n", " ")[:255] or "document"
        self._worker: WorkerProcess | None = None
        self._cancelled = False
        self._parser = ""
        self._more = False
        self._end = 0.0

    def cancel(self) -> None:
        """Kill the worker that reads the file now."""
        self._cancelled = True
        if self._worker:
            self._worker.kill()

    def run(self, data: bytes | Path) -> T:
        with _open(data) as file:
            size = os.fstat(file.fileno()).st_size
            if size == 0:
                raise EMPTY(name=self.name)
            if size > self.limits.max_bytes:
                raise TOO_LARGE(name=self.name, size=size, limit=self.limits.max_bytes)
            with self.parsers.slot():
                return self._with_every_parser(file.fileno())

    def _with_every_parser(self, file: int) -> T:
        """Try again without the parser that broke its worker, while another is left and time remains."""
        self._end = time.monotonic() + self.limits.timeout_s
        excluded: list[str] = []
        first: WeirError | None = None
        while True:
            try:
                return self._once(file, excluded)
            except _Broke as broke:
                first = first or broke.error
                if not self._more or self._cancelled or time.monotonic() >= self._end:
                    raise first from broke.__cause__
                excluded.append(self._parser)
            except WeirError as error:
                raise first or error from error

    def _once(self, file: int, excluded: list[str]) -> T:
        self._parser, self._more = "", False
        limits = dataclasses.asdict(self.limits)
        message = {"name": self.name, "limits": limits, "excluded": excluded, **self.wish}
        asked = time.monotonic()
        worker = self._worker = self.parsers.take()
        started = time.monotonic()
        end = self._end = self._end + started - asked  # the start of a worker is not the file's fault

        def deadline(note: dict[str, Any]) -> float:
            self._parser, self._more = str(note.get("parser", "")), bool(note.get("more"))
            return started + (end - started) * _FIRST_PARSER_SHARE if self._more else end

        try:
            answer = worker.read(message, file, deadline, self.limits.max_result_bytes)
            result = unpack_error(answer["error"]) if "error" in answer else self.unpack(answer)
        except BaseException as error:
            self.parsers.drop(worker)
            raise self._explained(error) from error
        finally:
            self._worker = None
        self._keep_or_drop(worker, answer)
        if isinstance(result, WeirError):
            raise _Broke(result) if answer.get("spent") else result
        return result

    def _keep_or_drop(self, worker: WorkerProcess, answer: dict[str, Any]) -> None:
        """A worker that has grown or served long is not used again."""
        grown = int(answer.get("resident_mb") or 0) > max(self.limits.memory_mb // 2, 256)
        if grown or answer.get("spent") or worker.answered >= _MOST_FILES:
            self.parsers.drop(worker)
        else:
            self.parsers.put_back(worker)

    def _explained(self, error: BaseException) -> BaseException:
        """What the end of a worker means for the file."""
        if isinstance(error, WorkerLate):
            return _Broke(TIMEOUT(name=self.name, seconds=f"{self.limits.timeout_s:g}"))
        if isinstance(error, WorkerGone):
            if error.reason in ("signal SIGALRM", "signal SIGXCPU"):
                return _Broke(TIMEOUT(name=self.name, seconds=f"{self.limits.timeout_s:g}"))
            killed_by_system = error.reason == "signal SIGKILL" and not self._cancelled
            if killed_by_system or any(words in error.last_words for words in _OUT_OF_MEMORY):
                return _Broke(MEMORY(name=self.name, limit=self.limits.memory_mb))
            return _Broke(CRASHED(name=self.name, reason=error.reason))
        if isinstance(error, KeyError | TypeError | ValueError):
            return _Broke(CRASHED(name=self.name, reason="its answer has the wrong shape"))
        return error


class _Broke(Exception):
    """The worker did not survive the file, or should not."""

    def __init__(self, error: WeirError) -> None:
        super().__init__(error.code)
        self.error = error


def _document(answer: dict[str, Any]) -> Document:
    return unpack_document(answer["document"])


def _picture(answer: dict[str, Any]) -> bytes:
    return base64.b64decode(answer["picture"], validate=True)


def _open(data: bytes | Path) -> BinaryIO:
    """A file whose descriptor can be handed to a worker. Bytes go to memory, or to an unnamed file."""
    if isinstance(data, Path):
        return data.open("rb")
    if hasattr(os, "memfd_create"):
        file: BinaryIO = os.fdopen(os.memfd_create("weir-document"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(data)
    file.flush()
    return file
