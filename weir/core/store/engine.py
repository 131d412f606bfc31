"""SQLAlchemy engines, tuned for each database."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from weir.core.store.failures import READ_ONLY, UNREACHABLE, URL_UNSUPPORTED

Durability = Literal["power", "process"]
BUSY_S = 10.0
"""How long a writer waits for another process before `store.locked`."""


def parse_url(url: str) -> URL:
    """The URL with its driver; ``store.url_unsupported`` unless it is a SQLite file or PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise URL_UNSUPPORTED(url=url.partition("://")[0] or "(empty)") from None
    name = parsed.get_backend_name()
    in_file = name == "sqlite" and parsed.database not in (None, "", ":memory:")
    if not in_file and name != "postgresql":
        raise URL_UNSUPPORTED(url=parsed.render_as_string(hide_password=True))
    return parsed.set(drivername="sqlite" if in_file else "postgresql+psycopg")


def make_engine(url: URL, durability: Durability) -> Engine:
    """An engine whose connections begin, lock and sync as the store promises."""
    return _sqlite(url, durability) if url.drivername == "sqlite" else _postgresql(url)


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=8,
        max_overflow=8,
        pool_timeout=BUSY_S,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "options": f"-c lock_timeout={int(BUSY_S * 1000)} -c timezone=UTC",
        },
    )


def _sqlite(url: URL, durability: Durability) -> Engine:
    _make_private(Path(url.database or ""), url)
    engine = create_engine(
        url,
        pool_size=8,
        max_overflow=24,
        pool_timeout=BUSY_S,
        # Without an isolation level the driver never begins by itself; `begin` below does (Python 3.11).
        connect_args={"timeout": BUSY_S, "check_same_thread": False, "isolation_level": None},
    )
    synchronous = "FULL" if durability == "power" else "NORMAL"

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -16384")  # 16 MiB a connection
        connection.execute("PRAGMA mmap_size = 268435456")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: a read that turns into a write later would fail instead of waiting.
        options = connection.get_execution_options()
        if not options.get("weir_write"):
            connection.exec_driver_sql("BEGIN")
            return
        waits = "NORMAL" if options.get("weir_ahead") else synchronous  # cannot change within a transaction
        raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        raw.execute(f"PRAGMA synchronous = {waits}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _make_private(path: Path, url: URL) -> None:
    """Create folder and file for this account alone; SQLite gives its side files the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(path, os.R_OK | os.W_OK):  # closing it would take SQLite's locks from this process
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except PermissionError as error:
        kind = READ_ONLY if path.exists() else UNREACHABLE
        raise kind(url=str(url), reason=error.strerror) from None
    except OSError as error:
        kind = READ_ONLY if path.exists() and not path.is_dir() else UNREACHABLE
        raise kind(url=str(url), reason=error.strerror) from None
