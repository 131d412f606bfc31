"""The index that lives in the store itself and is written in the same transactions as the chunks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, delete, select

from weir.core.store import insert_into
from weir.knowledge.index.allowed import allowed, readable
from weir.knowledge.index.contract import Entry, Filter, Health, Hit, Snapshot
from weir.knowledge.index.dense import Dense
from weir.knowledge.index.postings import postings_for
from weir.knowledge.index.search import search
from weir.knowledge.index.verify import truth, verify
from weir.knowledge.tables import lexical_rows, snapshots
from weir.knowledge.tokens import ANALYSER, terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 500
_T = TypeVar("_T")


class EmbeddedIndex:
    """A lexical index in SQLite (FTS5) or PostgreSQL (GIN), and a dense one in files of a folder.

    The results are the same on both databases. Without a folder, vectors are held in memory alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.dense = Dense(folder)

    def upsert(self, connection: Connection, entries: Sequence[Entry]) -> None:
        self.delete(connection, [entry.number for entry in entries])
        for base, group in groupby(entries, key=lambda entry: entry.base):
            for batch in _batches(group):
                _insert(connection, base, batch)

    def delete(self, connection: Connection, numbers: Iterable[int]) -> None:
        for batch in _batches(sorted(numbers)):
            where = lexical_rows.c.number.in_(batch)
            rows = connection.execute(select(lexical_rows).where(where).order_by(lexical_rows.c.base))
            entries = [Entry(row.number, row.base, row.heading, row.body) for row in rows]
            for base, group in groupby(entries, key=lambda entry: entry.base):
                _remove(connection, base, list(group))
            connection.execute(delete(lexical_rows).where(where))
        connection.execute(delete(snapshots).where(snapshots.c.chunks == 0))

    def search(
        self, connection: Connection, terms: Mapping[str, float], where: Filter, limit: int
    ) -> list[Hit]:
        return search(connection, terms, readable(connection, where), limit)

    def search_dense(
        self, connection: Connection, vectors: Mapping[str, NDArray[np.float32]], where: Filter, limit: int
    ) -> list[Hit]:
        where = readable(connection, where)
        return self.dense.search(connection, vectors, where.bases, allowed(connection, where), limit)

    def snapshot(self, connection: Connection, base: int) -> Snapshot:
        row = connection.execute(select(snapshots).where(snapshots.c.base == base)).first()
        return Snapshot(row.chunks, row.length, row.postings) if row else Snapshot(0, 0, 0)

    def verify(self, connection: Connection, base: int) -> Health:
        return verify(connection, base, self.snapshot(connection, base))

    def rebuild(self, connection: Connection) -> None:
        postings_for(connection).clear(connection)
        connection.execute(delete(lexical_rows))
        connection.execute(delete(snapshots))
        for base, group in groupby(truth(connection), key=lambda entry: entry.base):
            for batch in _batches(group):
                _insert(connection, base, batch)

    def outdated(self, connection: Connection) -> bool:
        other = select(snapshots.c.base).where(snapshots.c.analyser != ANALYSER).limit(1)
        return connection.execute(other).first() is not None


def posting_names(entry: Entry) -> list[str]:
    """The postings of an entry, the one of its base first."""
    seen = {*terms(entry.heading), *terms(entry.body)}
    return [f"{entry.base}/", *(f"{entry.base}/{term}" for term in seen)]


def _insert(connection: Connection, base: int, entries: Sequence[Entry]) -> None:
    names = {entry.number: posting_names(entry) for entry in entries}
    connection.execute(lexical_rows.insert(), [_row(entry) for entry in entries])
    postings_for(connection).add(connection, names)
    _count(connection, base, entries, names, 1)


def _remove(connection: Connection, base: int, entries: Sequence[Entry]) -> None:
    names = {entry.number: posting_names(entry) for entry in entries}
    postings_for(connection).remove(connection, names)
    _count(connection, base, entries, names, -1)


def _count(
    connection: Connection, base: int, entries: Sequence[Entry], names: Mapping[int, Sequence[str]], sign: int
) -> None:
    grown = {
        "chunks": sign * len(entries),
        "length": sign * sum(_length(entry) for entry in entries),
        "postings": sign * sum(len(each) - 1 for each in names.values()),
    }
    statement = insert_into(connection, snapshots).values(base=base, analyser=ANALYSER, **grown)
    added = {name: snapshots.c[name] + statement.excluded[name] for name in grown}
    connection.execute(statement.on_conflict_do_update(index_elements=["base"], set_=added))


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "base": entry.base,
        "heading": entry.heading,
        "body": entry.body,
        "length": _length(entry),
    }


def _length(entry: Entry) -> int:
    return sum(1 for _ in terms(entry.body))


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
