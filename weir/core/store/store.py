"""The store as everybody uses it: one way to read, one way to write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from weir.core.store.engine import BUSY_S, Durability, make_engine, parse_url
from weir.core.store.failures import DEVICE, LOCKED, as_weir_errors
from weir.core.store.log import Log
from weir.core.store.migrate import bring_up_to_date


class Store:
    """One SQLite file or one PostgreSQL database, its schema current. Thread-safe; blocking.

    ::

        store = Store.open("sqlite:////home/me/.weir/weir.db")
        with store.write() as connection:
            connection.execute(bases.insert(), rows)
        with store.read() as connection:
            rows = connection.execute(select(bases)).mappings().all()

    Failures of the store itself raise ``store.*`` errors; a broken constraint raises `IntegrityError`.
    """

    def __init__(self, engine: Engine, url: str, log: Log | None = None) -> None:
        self.url = url
        """Where the store is, without a password."""
        self.dialect = engine.dialect.name
        """``sqlite`` or ``postgresql``."""
        self.engine = engine
        self._writing = engine.execution_options(weir_write=True)
        self._writing_ahead = engine.execution_options(weir_write=True, weir_ahead=True)
        self._log = log  # None where COMMIT waits for the disk, or nobody does
        # One writer at a time is SQLite's rule; queueing here is fair and free of its sleeping retries.
        self._turn = threading.Lock() if self.dialect == "sqlite" else None

    @classmethod
    def open(cls, url: str, durability: Durability = "power") -> Store:
        """Open (SQLite: create) the store and migrate it. Two servers may open one store at the same time."""
        parsed = parse_url(url)
        shown = parsed.render_as_string(hide_password=True).replace("+psycopg", "")
        waits = parsed.drivername == "sqlite" and durability == "power"
        log = Log(Path(parsed.database or "")) if waits else None
        store = cls(make_engine(parsed, durability), shown, log)
        try:
            bring_up_to_date(store)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the store. What it writes by mistake is rolled back."""
        with as_weir_errors(self.url), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed on the way out, rolled back on an exception.

        Never await inside it and never nest it: on SQLite there is one writer at a time.
        """
        with self._my_turn(), as_weir_errors(self.url), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def write_ahead(self) -> Iterator[Connection]:
        """`write`, but what is committed may be lost with the power until `sync` has returned."""
        with self._my_turn(), as_weir_errors(self.url), self._writing_ahead.begin() as connection:
            yield connection

    def sync(self) -> None:
        """Wait until everything that this process has committed would survive a loss of power.

        Raises ``store.device``. One thread at a time.
        """
        if self._log is None:
            return
        try:
            self._log.sync()
        except OSError as error:
            raise DEVICE(url=self.url, reason=error.strerror or str(error)) from error

    def close(self) -> None:
        """Give the connections back. The last one to close a SQLite file folds its log into it."""
        if self._log is not None:
            self._log.close()
        self.engine.dispose()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_S):
            raise LOCKED(url=self.url)
        try:
            yield
        finally:
            self._turn.release()
