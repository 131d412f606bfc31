"""The index that lives with the store: its text part inside, its dense part in files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from weir.core.store import Store
from weir.knowledge.encoder import Encoder
from weir.knowledge.index import dense, lexical
from weir.knowledge.index.allowed import allowed, readable
from weir.knowledge.index.contract import Entry, Filter, Health, Hit, Snapshot
from weir.knowledge.index.lexical import Lexical
from weir.knowledge.index.postings import Counts
from weir.knowledge.index.search import search
from weir.knowledge.index.verify import verify
from weir.knowledge.tables import snapshots
from weir.knowledge.tokens import ANALYSER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class EmbeddedIndex:
    """A lexical index in SQLite (FTS5) or PostgreSQL (GIN), and a dense one in files of a folder.

    The results are the same on both databases. Without a folder, vectors are held in memory alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.lexical = Lexical()
        self.dense = dense.Dense(folder)
        self._counts = Counts()

    def upsert(self, connection: Connection, entries: Sequence[Entry]) -> None:
        self.lexical.delete(connection, [entry.number for entry in entries])
        self.lexical.insert(connection, entries)

    def delete(self, connection: Connection, numbers: Iterable[int]) -> None:
        for batch in lexical.batches(numbers):
            self.lexical.delete(connection, batch)
            self.dense.remove(connection, batch)

    def search(
        self, connection: Connection, terms: Mapping[str, float], where: Filter, limit: int
    ) -> list[Hit]:
        return search(connection, terms, readable(connection, where), limit, self._counts)

    def search_dense(
        self, connection: Connection, vectors: Mapping[str, NDArray[np.float32]], where: Filter, limit: int
    ) -> list[Hit]:
        where = readable(connection, where)
        return self.dense.search(connection, vectors, where.bases, allowed(connection, where), limit)

    def encoders(self, connection: Connection, bases: Sequence[int]) -> set[str]:
        return dense.serving_names(connection, bases)

    def snapshot(self, connection: Connection, base: int) -> Snapshot:
        return self.lexical.size(connection, base)

    def verify(self, connection: Connection, base: int) -> Health:
        health = verify(connection, base, self.snapshot(connection, base))
        problems = (*health.problems, *dense.problems(connection, self.dense, base))
        return replace(health, problems=problems, vectors=dense.vector_count(connection, base))

    def rebuild(self, store: Store, encoders: Sequence[Encoder] = ()) -> None:
        lexical.rebuild(store, self.lexical)
        dense.rebuild(store, self.dense, encoders)

    def tend(
        self, store: Store, encoders: Sequence[Encoder] = (), bases: Sequence[int] | None = None
    ) -> None:
        with store.read() as connection:
            outdated = self.outdated(connection)
        if outdated:
            lexical.rebuild(store, self.lexical)
        dense.tend(store, self.dense, encoders, bases)

    def drop(self, connection: Connection, base: int) -> None:
        self.dense.drop(connection, base)

    def outdated(self, connection: Connection) -> bool:
        """Whether another version of this code wrote the text index, so that it must be made anew."""
        other = select(snapshots.c.base).where(snapshots.c.analyser != ANALYSER).limit(1)
        return connection.execute(other).first() is not None
