"""Group commit: many callers, one writer, one transaction a batch.

A commit to disk costs one fsync whether it holds one row or five hundred. Callers hand their items over
and wait; the writer thread takes whatever waits by then, writes it in one transaction, and wakes them after
COMMIT. So an answer leaves only when its record cannot be lost, and thousands of answers a second still fit.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Connection

from weir.core.errors import WeirError, error_kind
from weir.core.store import Store

Handler = Callable[[Connection, Sequence[Any]], Callable[[], None] | None]
"""Writes the items of one key, in order of arrival. What it returns, if anything, is called after COMMIT:
there it may remember what it wrote; before that the transaction may yet be rolled back and tried again."""

CLOSED = error_kind(
    "commit.closed",
    503,
    en="Weir is shutting down and takes no more records.",
    zh="Weir 正在关闭，不再接收新的记录。",
    do_en="Try again in a moment.",
    do_zh="请稍后重试。",
)

logger = logging.getLogger(__name__)

_MOST = 1024  # submissions of one transaction


class _Submission:
    """What one caller wants committed, and how he is told."""

    __slots__ = ("error", "future", "items", "loop")

    def __init__(
        self,
        items: Mapping[str, Any],
        future: asyncio.Future[None] | Future[None],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.items = items
        self.future = future
        self.loop = loop  # None: a thread waits
        self.error: BaseException | None = None


class GroupCommit:
    """The one writer of a store's busy tables.

    ::

        group = GroupCommit(store, {"audit": append, "usage": add_usage})
        await group.commit(audit=entry, usage=delta)   # returns after COMMIT
        group.close()

    Handlers run in the order in which they were given. One bad item fails alone with the handler's own error;
    a failure of the store (``store.*``) fails every caller whose items were in the batch.
    """

    def __init__(self, store: Store, handlers: Mapping[str, Handler]) -> None:
        self._store = store
        self._handlers = dict(handlers)
        self._waiting: SimpleQueue[_Submission | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._writer = threading.Thread(target=self._run, name="weir-commit", daemon=True)
        self._writer.start()

    def register(self, key: str, handler: Handler) -> None:
        """Add a handler after the others; before the first commit that uses its key."""
        if key in self._handlers:
            raise ValueError(f"{key} has a handler already")
        self._handlers[key] = handler

    async def commit(self, **items: Any) -> None:
        """Write the items, one a key, in one transaction; returns once they are durable.

        A caller who is cancelled while waiting does not take his items back.
        """
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._submit(_Submission(items, future, loop))
        await future

    def commit_and_wait(self, **items: Any) -> None:
        """`commit` for a plain thread."""
        future: Future[None] = Future()
        self._submit(_Submission(items, future, None))
        future.result()

    def close(self) -> None:
        """Commit everything that waits, then stop. Further commits raise ``commit.closed``."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._writer.join()

    def _submit(self, submission: _Submission) -> None:
        for key in submission.items:
            if key not in self._handlers:
                raise KeyError(f"no handler for {key}")
        with self._closing:  # so that nothing is put behind the last mark
            if self._closed:
                raise CLOSED()
            self._waiting.put(submission)

    def _run(self) -> None:
        open_ = True
        while open_:
            batch, open_ = self._take()
            if batch:
                self._write(batch)
                _wake(batch)

    def _take(self) -> tuple[list[_Submission], bool]:
        """Wait for one submission, then take all that are there."""
        batch: list[_Submission] = []
        submission = self._waiting.get()
        while submission is not None:
            batch.append(submission)
            if len(batch) == _MOST:
                return batch, True
            try:
                submission = self._waiting.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _write(self, batch: list[_Submission]) -> None:
        """Write the batch in one transaction, or, if one of it is bad, each in its own."""
        try:
            committed = self._transact(batch)
        except BaseException as error:
            if len(batch) == 1 or _is_of_the_store(error):
                for submission in batch:
                    submission.error = error
                return
            for submission in batch:
                self._write([submission])
            return
        for then in committed:
            _tell(then)

    def _transact(self, batch: list[_Submission]) -> list[Callable[[], None]]:
        committed: list[Callable[[], None]] = []
        with self._store.write() as connection:
            for key, handler in self._handlers.items():
                items = [submission.items[key] for submission in batch if key in submission.items]
                then = handler(connection, items) if items else None
                if then is not None:
                    committed.append(then)
        return committed


def _is_of_the_store(error: BaseException) -> bool:
    return isinstance(error, WeirError) and error.code.startswith("store.")


def _tell(then: Callable[[], None]) -> None:
    """What is committed is committed, whatever a handler does with the news."""
    try:
        then()
    except Exception:
        logger.exception("a handler failed after its commit")


def _wake(batch: list[_Submission]) -> None:
    """Tell every caller; one call into each event loop, however many wait there."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[_Submission]] = defaultdict(list)
    for submission in batch:
        by_loop[submission.loop].append(submission)
    for loop, submissions in by_loop.items():
        if loop is None:
            _settle(submissions)
            continue
        try:
            loop.call_soon_threadsafe(_settle, submissions)
        except RuntimeError:  # that loop is closed: nobody waits there any more
            continue


def _settle(submissions: list[_Submission]) -> None:
    for submission in submissions:
        future = submission.future
        if future.done():  # cancelled meanwhile
            continue
        if submission.error is None:
            future.set_result(None)
        else:
            future.set_exception(submission.error)
