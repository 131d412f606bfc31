"""The windows in the store, shared by all servers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

from sqlalchemy import Connection, delete, or_, select

from weir.core.quotas.windows import SPAN_MS, Amount, WindowKey
from weir.core.tables import usage_windows

Totals = dict[WindowKey, Amount]

_MOST_ROWS = 1000  # of one statement: 6,000 parameters, well under both databases' limits
_KEPT_MS = {"minute": 3_600_000, "day": 7 * 86_400_000}  # far more than clocks of servers differ


def add(connection: Connection, sums: Mapping[WindowKey, Amount]) -> Totals:
    """Add to the windows, in one statement a thousand; what each has come to, by all servers."""
    # In one order on every server: two that add to the same windows then wait, and never deadlock.
    rows = iter(sorted(sums.items()))
    totals: Totals = {}
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    while chunk := list(islice(rows, _MOST_ROWS)):
        values = tuple(value for key, amount in chunk for value in (*key, *amount))
        for row in connection.exec_driver_sql(_upsert(len(chunk), mark), values):
            totals[WindowKey(row[0], row[1], row[2])] = Amount(row[3], row[4], row[5])
    return totals


@lru_cache(64)
def _upsert(rows: int, mark: str) -> str:
    """Hand-written, because it runs for every exchange: SQLAlchemy would compile each number of rows anew."""
    values = ", ".join([f"({', '.join([mark] * 6)})"] * rows)
    return (
        "INSERT INTO usage_windows (subject, span, started_at, requests, tokens, money) "  # noqa: S608
        f"VALUES {values} ON CONFLICT (subject, span, started_at) DO UPDATE SET "
        "requests = usage_windows.requests + excluded.requests, "
        "tokens = usage_windows.tokens + excluded.tokens, "
        "money = usage_windows.money + excluded.money "
        "RETURNING subject, span, started_at, requests, tokens, money"
    )


def read_current(connection: Connection, wall_ms: int) -> Totals:
    """The windows that are open at this time."""
    table = usage_windows.c
    open_now = or_(
        *((table.span == span) & (table.started_at == wall_ms - wall_ms % ms) for span, ms in SPAN_MS.items())
    )
    rows = connection.execute(select(usage_windows).where(open_now))
    return {
        WindowKey(row.subject, row.span, row.started_at): Amount(row.requests, row.tokens, row.money)
        for row in rows
    }


def prune(connection: Connection, wall_ms: int) -> None:
    """Delete windows that have ended long ago; the usage report has its own table."""
    for span, kept in _KEPT_MS.items():
        over = (usage_windows.c.span == span) & (usage_windows.c.started_at < wall_ms - kept)
        connection.execute(delete(usage_windows).where(over))
