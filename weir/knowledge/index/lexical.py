"""The text index in the store: what it writes, and how it is made anew beside the one that serves.

It has three parts: the lexical form of each chunk, the postings of its terms, and the sizes of each base.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import add
from typing import Any, TypeVar

from sqlalchemy import Connection, MetaData, delete, func, inspect, select

from weir.core.store import Store, insert_into
from weir.knowledge.forms import forms
from weir.knowledge.index.contract import Entry, Snapshot
from weir.knowledge.index.postings import Postings, Terms, postings_for
from weir.knowledge.tables import chunks, lexical_rows, snapshots
from weir.knowledge.tokens import ANALYSER, is_cjk

_BATCH = 500
_NEXT = "_next"
_T = TypeVar("_T")


class Lexical:
    """One text index: the one that serves, or with a suffix to its tables' names the one being made."""

    def __init__(self, suffix: str = "") -> None:
        self.suffix = suffix
        apart = MetaData()
        self.rows = lexical_rows.to_metadata(apart, name=lexical_rows.name + suffix)
        self.sizes = snapshots.to_metadata(apart, name=snapshots.name + suffix)

    def postings(self, connection: Connection) -> Postings:
        return postings_for(connection, self.suffix)

    def insert(self, connection: Connection, entries: Iterable[Entry]) -> None:
        _announce(connection)
        for base, group in groupby(entries, key=lambda entry: entry.base):
            for batch in batches(group):
                terms, rows = _analysed(batch)
                connection.execute(self.rows.insert(), rows)
                self.postings(connection).add(connection, base, terms)
                self._count(connection, base, rows, terms, 1)

    def delete(self, connection: Connection, numbers: Iterable[int]) -> None:
        _announce(connection)
        for batch in batches(sorted(numbers)):
            where = self.rows.c.number.in_(batch)
            found = connection.execute(select(self.rows).where(where).order_by(self.rows.c.base))
            entries = [Entry(row.number, row.base, row.heading, row.body) for row in found]
            for base, group in groupby(entries, key=lambda entry: entry.base):
                terms, rows = _analysed(list(group))
                self.postings(connection).remove(connection, base, terms)
                self._count(connection, base, rows, terms, -1)
            connection.execute(delete(self.rows).where(where))
        connection.execute(delete(self.sizes).where(self.sizes.c.chunks == 0))

    def size(self, connection: Connection, base: int) -> Snapshot:
        row = connection.execute(select(self.sizes).where(self.sizes.c.base == base)).first()
        return Snapshot(row.chunks, row.length, row.postings) if row else Snapshot(0, 0, 0)

    def _count(
        self,
        connection: Connection,
        base: int,
        rows: Sequence[Mapping[str, Any]],
        terms: Terms,
        sign: int,
    ) -> None:
        grown = {
            "chunks": sign * len(rows),
            "length": sign * sum(row["length"] for row in rows),
            "postings": sign * sum(map(len, terms.values())),
        }
        statement = insert_into(connection, self.sizes).values(base=base, analyser=ANALYSER, **grown)
        added = {name: self.sizes.c[name] + statement.excluded[name] for name in grown}
        connection.execute(statement.on_conflict_do_update(index_elements=["base"], set_=added))

    def create(self, connection: Connection) -> None:
        """Make the tables, empty, in place of what a cut off attempt left."""
        self.drop(connection)
        self.postings(connection).create(connection)
        for index in self.rows.indexes:
            other = f"knowledge_lexical_{secrets.token_hex(4)}"  # the old table keeps its own until it goes
            index.name = other  # type: ignore[assignment]
        self.rows.create(connection)
        self.sizes.create(connection)

    def drop(self, connection: Connection) -> None:
        self.postings(connection).drop(connection)
        self.rows.drop(connection, checkfirst=True)
        self.sizes.drop(connection, checkfirst=True)

    def take_place_of(self, connection: Connection, old: Lexical) -> None:
        """Serve from now on; the old tables go."""
        postings_for(connection, self.suffix).take_place_of(connection, postings_for(connection, old.suffix))  # type: ignore[arg-type]
        for mine, its in ((self.rows, old.rows), (self.sizes, old.sizes)):
            its.drop(connection)
            connection.exec_driver_sql(f"ALTER TABLE {mine.name} RENAME TO {its.name}")


def rebuild(store: Store, serving: Lexical) -> None:
    """Make the text index anew from the chunks, a portion a transaction, and let it serve when it is whole.

    Searches and writers go on with the old one; what they change meanwhile is brought in at the end. Two
    that rebuild at once work on the same new index.
    """
    fresh = Lexical(_NEXT)
    with store.write() as connection:
        _take_turn(connection)
        fresh.create(connection)
    more = True
    while more:
        with store.write() as connection:
            _take_turn(connection)
            if not inspect(connection).has_table(fresh.rows.name):
                return  # another has finished the work
            more = _portion(connection, fresh)
            if not more:
                _finish(connection, fresh, serving)


# On SQLite every writer is alone. On PostgreSQL those who rebuild wait for each other, and the swap waits for
# those who write the index: whoever comes later, even with chunks that he wrote before, writes the new one.
_REBUILDING, _WRITING = 1701344361, 1701344362


def _take_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_REBUILDING})")


def _announce(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({_WRITING})")


def _close(connection: Connection) -> None:
    """Wait until nobody writes or reads the old index: every reader looks at the sizes first."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")
        connection.exec_driver_sql(f"LOCK TABLE {snapshots.name} IN ACCESS EXCLUSIVE MODE")


def _portion(connection: Connection, index: Lexical) -> bool:
    """Bring in the next chunks; False when there are none."""
    last = connection.execute(select(func.max(index.rows.c.number))).scalar() or 0
    rows = connection.execute(TRUTH.where(chunks.c.number > last).limit(_BATCH)).all()
    index.insert(connection, map(entry_of, rows))
    return bool(rows)


def _finish(connection: Connection, fresh: Lexical, serving: Lexical) -> None:
    """Bring in what writers changed meanwhile, check the count, and serve."""
    _close(connection)
    same = chunks.c.number == fresh.rows.c.number
    gone = select(fresh.rows.c.number).where(~select(chunks.c.number).where(same).exists())
    fresh.delete(connection, connection.execute(gone).scalars().all())
    late = TRUTH.where(~select(fresh.rows.c.number).where(same).exists())
    fresh.insert(connection, map(entry_of, connection.execute(late).all()))
    held = connection.execute(select(func.sum(fresh.sizes.c.chunks))).scalar() or 0
    true = connection.execute(select(func.count()).select_from(chunks)).scalar() or 0
    if held != true:
        raise RuntimeError(f"the new text index holds {held} chunks; there are {true}")
    fresh.take_place_of(connection, serving)


_SAID = (chunks.c.number, chunks.c.base, chunks.c.context, chunks.c.summary, chunks.c.text)
TRUTH = select(*_SAID).order_by(chunks.c.number)
"""What `entry_of` needs of every chunk."""


def entry_of(row: Any) -> Entry:
    """What the index must hold of a chunk."""
    return Entry(row.number, row.base, *forms(row.context, row.summary, row.text))


def _analysed(entries: Sequence[Entry]) -> tuple[Terms, list[dict[str, Any]]]:
    """The distinct terms of each chunk, and its row."""
    terms, rows = {}, []
    for entry in entries:
        seen: set[str] = set()
        _gather(entry.heading, seen)
        length = _gather(entry.body, seen)
        terms[entry.number] = seen
        rows.append(
            {
                "number": entry.number,
                "base": entry.base,
                "heading": entry.heading,
                "body": entry.body,
                "length": length,
            }
        )
    return terms, rows


def _gather(form: str, seen: set[str]) -> int:
    """Add the terms of a lexical form, as `tokens.terms` has them, to those seen; how many there are.

    Most of the time of ingest would go into making them one by one.
    """
    length = 0
    for word in form.split():
        if is_cjk(word):
            seen.update(word)
            seen.update(map(add, word, word[1:]))
            length += 2 * len(word) - 1
        else:
            seen.add(word)
            length += 1
    return length


def batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
