"""Group commit: many callers, one writer, one transaction a batch, one wait for the disk for many.

A commit to disk costs one wait whether it holds one row or five hundred. Callers hand their items over and
wait. The *writer* thread takes whatever waits by then and commits it in one transaction; the *syncer* thread
waits for the disk, once for all the transactions that were committed meanwhile, and only then wakes their
callers. So an answer leaves only when its record cannot be lost, and thousands a second still fit.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection

from weir.core.errors import WeirError, error_kind
from weir.core.store import Store

T = TypeVar("T")

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


Items = Mapping[str, Any]
"""What one caller wants committed: an item a handler, by the handler's key."""


class _Submission:
    """How the items of one caller are made, and how he is told."""

    __slots__ = ("error", "future", "items", "loop", "make")

    def __init__(
        self,
        make: Callable[[], Items],
        future: asyncio.Future[None] | Future[None],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.make = make
        self.future = future
        self.loop = loop  # None: a thread waits
        self.items: Items = {}
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
        self._written: SimpleQueue[list[_Submission] | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._writer = threading.Thread(target=self._run, name="weir-commit", daemon=True)
        self._syncer = threading.Thread(target=self._sync, name="weir-sync", daemon=True)
        self._writer.start()
        self._syncer.start()

    def register(self, key: str, handler: Handler) -> None:
        """Add a handler after the others; before the first commit that uses its key."""
        if key in self._handlers:
            raise ValueError(f"{key} has a handler already")
        self._handlers[key] = handler

    async def commit(self, **items: Any) -> None:
        """Write the items, one a key, in one transaction; returns once they are durable.

        A caller who is cancelled while waiting does not take his items back.
        """
        await self.commit_made(lambda: items)

    async def commit_made(self, make: Callable[[], Items]) -> None:
        """`commit` of items that `make` returns; the writer thread calls it, so that its work (signatures
        above all, during which Python runs on) does not hold up the event loop."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._submit(_Submission(make, future, loop))
        await future

    def commit_and_wait(self, **items: Any) -> None:
        """`commit` for a plain thread."""
        future: Future[None] = Future()
        self._submit(_Submission(lambda: items, future, None))
        future.result()

    def close(self) -> None:
        """Commit everything that waits, then stop. Further commits raise ``commit.closed``."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._writer.join()
        self._syncer.join()

    def _submit(self, submission: _Submission) -> None:
        with self._closing:  # so that nothing is put behind the last mark
            if self._closed:
                raise CLOSED()
            self._waiting.put(submission)

    def _run(self) -> None:
        open_ = True
        while open_:
            batch, open_ = self._take()
            made = [submission for submission in batch if self._make(submission)]
            if made:
                self._write(made)
            self._written.put(batch)
        self._written.put(None)

    def _take(self) -> tuple[list[_Submission], bool]:
        """Wait for one submission, then take all that are there; False at the end."""
        batch = _all_of(self._waiting)
        return [submission for submission in batch if submission is not None], None not in batch

    def _sync(self) -> None:
        """Wait for the disk, and wake those whose items are on it."""
        open_ = True
        while open_:
            batches = _all_of(self._written)
            open_ = None not in batches
            written = [submission for batch in batches if batch for submission in batch]
            try:
                self._store.sync()
            except BaseException as error:
                for submission in written:
                    submission.error = submission.error or error
            _wake(written)

    def _make(self, submission: _Submission) -> bool:
        """Make the items; whether there is anything to write."""
        try:
            submission.items = submission.make()
            if unknown := submission.items.keys() - self._handlers.keys():
                raise KeyError(f"no handler for {unknown}")
        except BaseException as error:
            submission.error = error
            return False
        return bool(submission.items)

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
        with self._store.write_ahead() as connection:
            for key, handler in self._handlers.items():
                items = [submission.items[key] for submission in batch if key in submission.items]
                then = handler(connection, items) if items else None
                if then is not None:
                    committed.append(then)
        return committed


def _all_of(queue: SimpleQueue[T]) -> list[T]:
    """Wait for one, then take what else is there."""
    taken = [queue.get()]
    with suppress(Empty):
        while len(taken) < _MOST:
            taken.append(queue.get_nowait())
    return taken


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
