"""Where jobs are kept: beside the store, never inside its tables.

On SQLite a second file next to the store (``weir.db`` -> ``weir-jobs.db``), on PostgreSQL the schema
``weir_jobs`` of the same database. One file for both was tried and given up:

- DBOS takes SQLite's single write lock for every step, and every second when idle. With four jobs
  stepping as fast as they can, a commit to the store took 9.2 ms at p99 in one file, 2.2 ms in two;
- its tables carry plain names (``queues``, ``notifications``) that rooms may want, and migrate without
  Alembic.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url

SCHEMA = "weir_jobs"


@dataclass(frozen=True, slots=True)
class Place:
    """The database of the jobs: its address and, on PostgreSQL, the schema."""

    url: URL
    schema: str | None

    @property
    def is_sqlite(self) -> bool:
        return self.schema is None

    @property
    def file(self) -> Path:
        """The SQLite file; only when `is_sqlite`."""
        return Path(self.url.database or "")

    def engine(self, *, synchronous: str = "FULL", pool_size: int = 5) -> Engine:
        """A pool on this database. `synchronous` is SQLite's durability against a loss of power."""
        if not self.is_sqlite:
            return create_engine(self.url, pool_size=pool_size, pool_pre_ping=True)
        if not self.file.exists():  # opened beside a connection and closed, it would lose SQLite's locks
            os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))  # for this account alone
        engine = create_engine(self.url, pool_size=pool_size)
        _prepare_sqlite(engine, synchronous)
        return engine


def place_of(store_url: str) -> Place:
    """Where the jobs of the store at `store_url` are kept."""
    url = make_url(store_url)
    if url.get_backend_name() != "sqlite":
        return Place(url.set(drivername="postgresql+psycopg"), SCHEMA)
    store = Path(url.database or "")
    if not url.database or url.database == ":memory:":
        raise ValueError("jobs are durable and need a store in a file")
    return Place(url.set(database=str(store.with_name(f"{store.stem}-jobs{store.suffix}"))), None)


def _prepare_sqlite(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute("PRAGMA foreign_keys=ON")
