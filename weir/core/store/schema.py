"""What rooms declare their tables with."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite

metadata = MetaData()
"""Every table of Weir. Rooms declare theirs against it in their own `tables.py`, portable types only."""

Int64 = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of 64 bits on both databases: times in milliseconds, sizes, counters. (PostgreSQL's own
INTEGER ends at 2,147,483,647; SQLite gives only a column called INTEGER its fast row id.)"""


def now_ms() -> int:
    """The time as the store keeps it: milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def insert_into(connection: Connection, table: Table) -> Any:
    """An INSERT with ``on_conflict_do_update`` and ``on_conflict_do_nothing``, on either database."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
