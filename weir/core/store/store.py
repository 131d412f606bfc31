"""The store as everybody uses it: one way to read, one way to write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from weir.core.store.engine import BUSY_S, Durability, make_engine, parse_url
from weir.core.store.failures import LOCKED, as_weir_errors
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

    def __init__(self, engine: Engine, url: str) -> None:
        self.url = url
        """Where the store is, without a password."""
        self.dialect = engine.dialect.name
        """``sqlite`` or ``postgresql``."""
        self.engine = engine
        self._writing = engine.execution_options(weir_write=True)
        # One writer at a time is SQLite's rule; queueing here is fair and free of its sleeping retries.
        self._turn = threading.Lock() if self.dialect == "sqlite" else None

    @classmethod
    def open(cls, url: str, durability: Durability = "power") -> Store:
        """Open (SQLite: create) the store and migrate it. Two servers may open one store at the same time."""
        parsed = parse_url(url)
        shown = parsed.render_as_string(hide_password=True).replace("+psycopg", "")
        store = cls(make_engine(parsed, durability), shown)
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

    def close(self) -> None:
        """Give the connections back. The last one to close a SQLite file folds its log into it."""
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
