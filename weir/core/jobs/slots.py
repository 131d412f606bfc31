"""A number for each living server, held by a lock that dies with the process.

Who may touch a job that another server was running? Only someone who knows that the server is dead. A
heartbeat with a time limit errs when the clock jumps or the process is suspended; a lock that the
operating system (SQLite) or the database (PostgreSQL) frees at death does not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from weir.core.jobs.place import Place

_ADVISORY = 0x57454952  # "WEIR"; the first half of the key of each PostgreSQL advisory lock


class Lock(Protocol):
    """A held lock."""

    def held(self) -> bool: ...
    def release(self) -> None: ...


class Slots:
    """The numbers of one place."""

    def __init__(self, place: Place, engine: Engine) -> None:
        self._place = place
        self._engine = engine

    def take(self) -> tuple[int, Lock]:
        """The lowest free number, so that a restarted server finds what its predecessor left."""
        for number in count():
            if lock := self._try(number):
                return number, lock
        raise AssertionError("unreachable")

    @contextmanager
    def while_dead(self, number: int) -> Iterator[bool]:
        """True if the server with this number is dead; nobody can take the number inside the block."""
        lock = self._try(number)
        try:
            yield lock is not None
        finally:
            if lock is not None:
                lock.release()

    def _try(self, number: int) -> Lock | None:
        return self._try_file(number) if self._place.is_sqlite else self._try_advisory(number)

    def _try_file(self, number: int) -> Lock | None:
        file = self._place.file
        path = file.with_name(f"{file.stem}-{number}.lock")
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            return None
        return _FileLock(connection)

    def _try_advisory(self, number: int) -> Lock | None:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        query = text("SELECT pg_try_advisory_lock(:a, :b)")
        if connection.scalar(query, {"a": _ADVISORY, "b": number}):
            return _AdvisoryLock(connection)
        connection.close()
        return None


class _FileLock:
    """SQLite's own file lock on an empty file: it works on every platform and survives no process."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def held(self) -> bool:
        return True

    def release(self) -> None:
        self._connection.close()


class _AdvisoryLock:
    """A PostgreSQL session lock; it is lost with its connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self) -> bool:
        try:
            self._connection.scalar(text("SELECT 1"))
        except DBAPIError:
            return False
        return not self._connection.invalidated

    def release(self) -> None:
        # The pool would keep the session, and with it the lock, alive.
        self._connection.invalidate()
        self._connection.close()
