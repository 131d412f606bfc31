"""Which chunks hold a term: an inverted index inside the store, one form for each database.

A posting is named ``BASE/TERM``, so that a lookup sees one knowledge base and nothing else, and counts are
exact for it. ``BASE/`` alone is the posting of every chunk of the base, which is how `verify` counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

Names = Mapping[int, Sequence[str]]
"""The postings of each chunk, by the chunk's number."""


class SqlitePostings:
    """FTS5 without content, positions or sizes: the smallest and fastest that it can be.

    A chunk is taken out by naming the terms it was put in with, which is why the index keeps lexical forms.
    """

    lookup = "SELECT group_concat(rowid) FROM knowledge_postings WHERE knowledge_postings MATCH ?"

    def add(self, connection: Connection, names: Names) -> None:
        rows = [(number, " ".join(terms)) for number, terms in names.items()]
        _many(connection, "INSERT INTO knowledge_postings (rowid, terms) VALUES (?, ?)", rows)

    def remove(self, connection: Connection, names: Names) -> None:
        rows = [("delete", number, " ".join(terms)) for number, terms in names.items()]
        statement = "INSERT INTO knowledge_postings (knowledge_postings, rowid, terms) VALUES (?, ?, ?)"
        _many(connection, statement, rows)

    def clear(self, connection: Connection) -> None:
        connection.exec_driver_sql(
            "INSERT INTO knowledge_postings (knowledge_postings) VALUES ('delete-all')"
        )

    def quoted(self, name: str) -> str:
        return f'"{name}"'


class PostgresPostings:
    """An array of terms under a GIN index, and a table of counts, which GIN does not keep."""

    lookup = "SELECT string_agg(number::text, ',') FROM knowledge_postings WHERE terms @> ARRAY[%s::text]"

    def add(self, connection: Connection, names: Names) -> None:
        rows = [(number, list(terms)) for number, terms in names.items()]
        _many(connection, "INSERT INTO knowledge_postings (number, terms) VALUES (%s, %s)", rows)
        self._count(connection, names, 1)

    def remove(self, connection: Connection, names: Names) -> None:
        connection.exec_driver_sql("DELETE FROM knowledge_postings WHERE number = ANY(%s)", (list(names),))
        self._count(connection, names, -1)
        connection.exec_driver_sql(
            "DELETE FROM knowledge_terms WHERE doc <= 0 AND term = ANY(%s)",
            (sorted(set(chain.from_iterable(names.values()))),),
        )

    def clear(self, connection: Connection) -> None:
        connection.exec_driver_sql("TRUNCATE knowledge_postings, knowledge_terms")

    def quoted(self, name: str) -> str:
        return name

    def _count(self, connection: Connection, names: Names, sign: int) -> None:
        counts = Counter(chain.from_iterable(names.values()))
        ordered = sorted(counts)  # every writer locks in one order: no deadlock
        connection.exec_driver_sql(
            "INSERT INTO knowledge_terms AS t (term, doc) SELECT * FROM unnest(%s::text[], %s::bigint[])"
            " ON CONFLICT (term) DO UPDATE SET doc = t.doc + EXCLUDED.doc",
            (ordered, [sign * counts[name] for name in ordered]),
        )


Postings = SqlitePostings | PostgresPostings


def postings_for(connection: Connection) -> Postings:
    """The inverted index of this database."""
    return SqlitePostings() if connection.dialect.name == "sqlite" else PostgresPostings()


def numbers_of(connection: Connection, name: str) -> Numbers:
    """The numbers of the chunks under one posting, ascending on SQLite, in any order on PostgreSQL."""
    import numpy as np

    postings = postings_for(connection)
    # Numbers joined by commas are the quickest way to get many of them out of either database.
    joined = connection.exec_driver_sql(postings.lookup, (postings.quoted(name),)).scalar()
    return np.fromstring(joined, dtype=np.int64, sep=",") if joined else np.empty(0, np.int64)


def frequencies(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    """In how many chunks each posting occurs; those that occur nowhere are left out."""
    rows = connection.execute(_FREQUENCIES, {"names": list(names)}) if names else ()
    return {term: doc for term, doc in rows if doc > 0}


def total(connection: Connection, base: int) -> int:
    """The postings of a base: distinct terms summed over its chunks."""
    return int(connection.execute(_TOTAL, {"low": f"{base}/", "high": f"{base}0"}).scalar() or 0)


_FREQUENCIES = text("SELECT term, doc FROM knowledge_terms WHERE term IN :names").bindparams(
    bindparam("names", expanding=True)
)
# "0" follows "/" in ASCII, so this is every name that begins with BASE/ and goes on.
_TOTAL = text("SELECT sum(doc) FROM knowledge_terms WHERE term > :low AND term < :high")


def _many(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)
