"""Does the embedded index say what the store says? Every chunk and every term is compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, select

from weir.knowledge.index.contract import Entry, Health, Snapshot
from weir.knowledge.index.lexical import TRUTH, entry_of
from weir.knowledge.index.postings import numbers_of, total
from weir.knowledge.tables import chunks, lexical_rows
from weir.knowledge.tokens import terms


def truth(connection: Connection, base: int) -> Iterator[Entry]:
    """What the index must hold of a base, worked out from the chunks themselves."""
    return map(entry_of, connection.execute(_streamed(TRUTH.where(chunks.c.base == base))))


def verify(connection: Connection, base: int, snapshot: Snapshot) -> Health:
    """Compare lexical forms one by one, the postings by name and number, the kept counts with the sums."""
    indexed = _indexed(connection, base)
    missing, stale, count, length, postings = [], [], 0, 0, 0
    for entry in truth(connection, base):
        count += 1
        found = indexed.pop(entry.number, None)
        if found is None:
            missing.append(entry.number)
        elif found != hash((entry.heading, entry.body)):
            stale.append(entry.number)
        occurring = list(terms(entry.body))
        length += len(occurring)
        postings += len({*occurring, *terms(entry.heading)})
    return Health(
        chunks=count,
        indexed=snapshot.chunks,
        missing=tuple(missing),
        extra=tuple(indexed),
        stale=tuple(stale),
        problems=tuple(_problems(connection, base, snapshot, Snapshot(count, length, postings))),
    )


def _problems(connection: Connection, base: int, kept: Snapshot, true: Snapshot) -> Iterator[str]:
    if kept != true:
        yield f"The index counts {kept}; the chunks make {true}."
    if (held := total(connection, base)) != true.postings:
        yield f"The index holds {held} postings; the chunks make {true.postings}."
    if (marked := len(numbers_of(connection, f"{base}/"))) != true.chunks:
        yield f"The index can find {marked} chunks; there are {true.chunks}."


def _indexed(connection: Connection, base: int) -> dict[int, int]:
    """A checksum of each row of the index, by the chunk's number."""
    rows = connection.execute(_streamed(select(lexical_rows).where(lexical_rows.c.base == base)))
    return {row.number: hash((row.heading, row.body)) for row in rows}


def _streamed(query: Select[Any]) -> Select[Any]:
    """The query with its rows fetched in portions, so that a base of any size can be walked."""
    return query.execution_options(yield_per=1000)
