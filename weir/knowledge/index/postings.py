"""Which chunks hold a term: an inverted index inside the store, one form for each database.

A posting is named ``BASE/TERM``, so that a lookup sees one knowledge base and nothing else, and counts are
exact for it. ``BASE/`` alone is the posting of every chunk of the base, which is how `verify` counts them.
"""

# ruff: noqa: S608 - the names of tables are our own; what comes from texts is bound

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

_LARGE = 20_000  # chunks of a base in which it is worth while
_FREQUENT = 100  # a term in more than one chunk of so many
_MOST = 100_000

Terms = Mapping[int, Collection[str]]
"""The distinct terms of each chunk of one base, by the chunk's number."""


class SqlitePostings:
    """FTS5 without content, positions or sizes: the smallest and fastest that it can be.

    A chunk is taken out by naming the terms it was put in with, which is why the index keeps lexical forms.
    `suffix` is that of the tables' names.
    """

    def __init__(self, suffix: str = "") -> None:
        self.table, self.counts = f"knowledge_postings{suffix}", f"knowledge_terms{suffix}"
        self.lookup = f"SELECT group_concat(rowid) FROM {self.table} WHERE {self.table} MATCH ?"

    def add(self, connection: Connection, base: int, terms: Terms) -> None:
        rows = [(number, _named(base, held)) for number, held in terms.items()]
        _many(connection, f"INSERT INTO {self.table} (rowid, terms) VALUES (?, ?)", rows)

    def remove(self, connection: Connection, base: int, terms: Terms) -> None:
        rows = [("delete", number, _named(base, held)) for number, held in terms.items()]
        _many(connection, f"INSERT INTO {self.table} ({self.table}, rowid, terms) VALUES (?, ?, ?)", rows)

    def create(self, connection: Connection) -> None:
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {self.table} USING fts5(terms, content='', columnsize=0, detail=none, "
            "tokenize=\"ascii tokenchars '.%/'\")"
        )
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {self.counts} USING fts5vocab({self.table}, row)")

    def drop(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {self.counts}")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {self.table}")

    def take_place_of(self, connection: Connection, old: SqlitePostings) -> None:
        """Have the names of the old tables, which go."""
        old.drop(connection)
        connection.exec_driver_sql(f"ALTER TABLE {self.table} RENAME TO {old.table}")
        connection.exec_driver_sql(f"DROP TABLE {self.counts}")
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {old.counts} USING fts5vocab({old.table}, row)")

    def quoted(self, name: str) -> str:
        return f'"{name}"'


class PostgresPostings:
    """An array of terms under a GIN index, and a table of counts, which GIN does not keep."""

    def __init__(self, suffix: str = "") -> None:
        self.table, self.counts = f"knowledge_postings{suffix}", f"knowledge_terms{suffix}"
        self.lookup = f"SELECT string_agg(number::text, ',') FROM {self.table} WHERE terms @> ARRAY[%s::text]"

    def add(self, connection: Connection, base: int, terms: Terms) -> None:
        rows = [(number, _named(base, held).split(" ")) for number, held in terms.items()]
        _many(connection, f"INSERT INTO {self.table} (number, terms) VALUES (%s, %s)", rows)
        self._count(connection, [names for _, names in rows], 1)

    def remove(self, connection: Connection, base: int, terms: Terms) -> None:
        named = [_named(base, held).split(" ") for held in terms.values()]
        connection.exec_driver_sql(f"DELETE FROM {self.table} WHERE number = ANY(%s)", (list(terms),))
        self._count(connection, named, -1)
        connection.exec_driver_sql(
            f"DELETE FROM {self.counts} WHERE doc <= 0 AND term = ANY(%s)",
            (sorted(set(chain.from_iterable(named))),),
        )

    def create(self, connection: Connection) -> None:
        for statement in (
            f"CREATE TABLE {self.table} (number BIGINT PRIMARY KEY, terms TEXT[] NOT NULL)",
            f"CREATE INDEX ON {self.table} USING gin (terms)",
            f'CREATE TABLE {self.counts} (term TEXT COLLATE "C" PRIMARY KEY, doc BIGINT NOT NULL)',
        ):
            connection.exec_driver_sql(statement)

    def drop(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {self.table}, {self.counts}")

    def take_place_of(self, connection: Connection, old: PostgresPostings) -> None:
        """Have the names of the old tables, which go."""
        old.drop(connection)
        connection.exec_driver_sql(f"ALTER TABLE {self.table} RENAME TO {old.table}")
        connection.exec_driver_sql(f"ALTER TABLE {self.counts} RENAME TO {old.counts}")

    def quoted(self, name: str) -> str:
        return name

    def _count(self, connection: Connection, names: Sequence[Sequence[str]], sign: int) -> None:
        counts = Counter(chain.from_iterable(names))
        ordered = sorted(counts)  # every writer locks in one order: no deadlock
        connection.exec_driver_sql(
            f"INSERT INTO {self.counts} AS t (term, doc) SELECT * FROM unnest(%s::text[], %s::bigint[])"
            " ON CONFLICT (term) DO UPDATE SET doc = t.doc + EXCLUDED.doc",
            (ordered, [sign * counts[name] for name in ordered]),
        )


Postings = SqlitePostings | PostgresPostings


def postings_for(connection: Connection, suffix: str = "") -> Postings:
    """The inverted index of this database."""
    return SqlitePostings(suffix) if connection.dialect.name == "sqlite" else PostgresPostings(suffix)


def numbers_of(connection: Connection, name: str, suffix: str = "") -> Numbers:
    """The numbers of the chunks under one posting, ascending on SQLite, in any order on PostgreSQL."""
    import numpy as np

    postings = postings_for(connection, suffix)
    # Numbers joined by commas are the quickest way to get many of them out of either database.
    joined = connection.exec_driver_sql(postings.lookup, (postings.quoted(name),)).scalar()
    return np.fromstring(joined, dtype=np.int64, sep=",") if joined else np.empty(0, np.int64)


class Counts:
    """In how many chunks terms occur. Those of frequent terms in large bases are remembered for a while.

    SQLite counts a term by walking its postings, which for the most frequent words of a large base takes
    longer than the rest of a search. A remembered count serves until its base has changed by a fiftieth: the
    weight of a word that is in every fifth chunk hardly moves.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[int, str], tuple[int, int]] = {}

    def of(self, connection: Connection, base: int, terms: Sequence[str], chunks: int) -> dict[str, int]:
        """The counts of the terms in a base of so many chunks; terms that occur nowhere are left out."""
        known = {
            term: held[0]
            for term in terms
            if (held := self._held.get((base, term))) and abs(chunks - held[1]) * 50 <= chunks
        }
        names = {f"{base}/{term}": term for term in terms if term not in known}
        rows = connection.execute(_FREQUENCIES, {"names": list(names)}) if names else ()
        for name, count in rows:
            if count > 0:
                known[names[name]] = count
            if chunks >= _LARGE and count * _FREQUENT > chunks:
                self._remember((base, names[name]), (count, chunks))
        return known

    def _remember(self, key: tuple[int, str], count: tuple[int, int]) -> None:
        if len(self._held) > _MOST:
            self._held.clear()
        self._held[key] = count


def total(connection: Connection, base: int, suffix: str = "") -> int:
    """The postings of a base: distinct terms summed over its chunks."""
    # "0" follows "/" in ASCII, so this is every name that begins with BASE/ and goes on.
    query = f"SELECT sum(doc) FROM knowledge_terms{suffix} WHERE term > :low AND term < :high"
    return int(connection.execute(text(query), {"low": f"{base}/", "high": f"{base}0"}).scalar() or 0)


_FREQUENCIES = text("SELECT term, doc FROM knowledge_terms WHERE term IN :names").bindparams(
    bindparam("names", expanding=True)
)


def _named(base: int, terms: Collection[str]) -> str:
    """The postings of a chunk between blanks, that of its base first."""
    return f" {base}/".join([f"{base}/", *terms])


def _many(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)
