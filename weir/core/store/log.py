"""Waiting for SQLite's write-ahead log to reach the disk, apart from the transactions that wrote it.

A transaction is durable once the log is on disk up to its end (https://sqlite.org/wal.html). With
``synchronous = FULL`` SQLite waits for that within each COMMIT, while it holds the lock of the one writer.
Waiting afterwards gives the same promise, and the next transaction can be written meanwhile. A crash before
leaves a shorter log, never a broken one: its frames carry checksums and count only up to the last whole
transaction.
"""

from __future__ import annotations

import os
from pathlib import Path

_sync_data = getattr(os, "fdatasync", os.fsync)


class Log:
    """The log beside one database file. Used by one thread at a time."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}-wal")
        self._file: int | None = None

    def sync(self) -> None:
        """Return once everything committed so far would survive a loss of power. Raises OSError."""
        if self._file is None or not os.fstat(self._file).st_nlink:  # deleted: SQLite has begun another
            self.close()
            self._file = os.open(self._path, os.O_RDONLY)
            self._sync_name()
        _sync_data(self._file)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _sync_name(self) -> None:
        """A file is not safe before its name is."""
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
