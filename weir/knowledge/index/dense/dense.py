"""The dense index of the embedded driver: an exact scan of small codes, one file a base and encoder.

A file holds the chunks up to some number and never changes. Chunks of later transactions are read from the
store, deleted ones stand in `knowledge_tombs`; so a search sees exactly what its transaction sees, and a
crash can leave nothing behind but a file that nobody names. The best candidates are compared again with the
vectors of the store, by chunks that are there: no file can make a wrong row be found.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, Row, delete, exists, insert, select

from weir.core.store import insert_into, now_ms
from weir.knowledge.index.contract import Hit
from weir.knowledge.index.dense.parts import Parts, candidates, dead_numbers
from weir.knowledge.index.dense.segment import Damaged
from weir.knowledge.index.dense.vectors import of_chunks
from weir.knowledge.tables import chunks, dense, encoders, tombs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

_YOUNG_S = 3600
_SPARE = 64  # candidates beyond those wanted that are compared exactly


class Dense:
    """Vectors of chunks, searched. Thread-safe. Without a folder nothing is written: all stays in memory."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.parts = Parts(folder)

    def search(
        self,
        connection: Connection,
        vectors: Mapping[str, Floats],
        bases: Sequence[int],
        allowed: Numbers | None,
        limit: int,
    ) -> list[Hit]:
        """The nearest chunks to a question, whose vector is given for each encoder by name, best first.

        A base whose index serves another encoder or other dimensions, or whose file is damaged, has no hits.
        """
        hits: list[Hit] = []
        for row in serving(connection, bases):
            vector = vectors.get(row.name)
            if vector is not None and len(vector) == row.dimensions:
                hits += self._search(connection, row, vector, allowed, limit)
        return sorted(hits, key=lambda hit: (-hit.score, hit.number))[:limit]

    def _search(
        self, connection: Connection, row: Row[Any], vector: Floats, allowed: Numbers | None, limit: int
    ) -> list[Hit]:
        try:
            part = self.parts.part(connection, row)
        except Damaged:
            return []
        dead = dead_numbers(connection, row.base)
        numbers = candidates(part, vector, limit + _SPARE, allowed, dead)
        here = chunks.c.base == row.base, chunks.c.number.in_(numbers.tolist())
        found, exact = of_chunks(connection, row.encoder, *here)
        near = exact @ vector if len(found) else np.empty(0)
        best = np.argsort(-near, kind="stable")[:limit]
        return [Hit(int(found[at]), float(near[at]), {"cosine": round(float(near[at]), 4)}) for at in best]

    def remove(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Take chunks out: at once from searches, from the files when they are next written.

        To be called while the chunks are still in the store.
        """
        encoded = exists().where(dense.c.base == chunks.c.base)
        query = select(chunks.c.base, chunks.c.number).where(chunks.c.number.in_(numbers), encoded)
        rows = [{"base": base, "number": number} for base, number in connection.execute(query)]
        if rows:
            statement = insert_into(connection, tombs)
            connection.execute(statement.on_conflict_do_nothing(index_elements=["base", "number"]), rows)

    def drop(self, connection: Connection, base: int) -> None:
        """Take out a whole base."""
        connection.execute(delete(dense).where(dense.c.base == base))
        connection.execute(delete(tombs).where(tombs.c.base == base))
        self.parts.forget(base)

    def collect(self, connection: Connection) -> None:
        """Delete the files that nobody names, but for those of the last hour: one may be named soon."""
        if self.folder is None:
            return
        named = set(connection.execute(select(dense.c.file)).scalars())
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):
                if path.name not in named and time.time() - path.stat().st_mtime > _YOUNG_S:
                    path.unlink()


def serving(connection: Connection, bases: Sequence[int]) -> Sequence[Row[Any]]:
    """The rows of `dense` that searches of these bases use, with their encoders' names and dimensions."""
    query = select(dense, encoders.c.name, encoders.c.dimensions)
    query = query.join(encoders, encoders.c.number == dense.c.encoder)
    return connection.execute(query.where(dense.c.base.in_(bases), dense.c.serving)).all()


def serving_names(connection: Connection, bases: Sequence[int]) -> set[str]:
    """The names of the encoders that searches of these bases use."""
    query = select(encoders.c.name).join(dense, dense.c.encoder == encoders.c.number)
    return set(connection.execute(query.where(dense.c.base.in_(bases), dense.c.serving)).scalars())


def enlist(connection: Connection, base: int, encoder: int) -> None:
    """Let a base be encoded by an encoder from now on; at once what searches use where it has no chunks."""
    known = select(dense.c.base).where(dense.c.base == base, dense.c.encoder == encoder)
    if connection.execute(known).first() is not None:
        return
    first = connection.execute(select(chunks.c.number).where(chunks.c.base == base).limit(1)).first() is None
    row = {"base": base, "encoder": encoder, "serving": first, "file": "", "digest": "", "chunks": 0,
           "high": 0, "version": 0, "problem": None, "updated_at": now_ms()}  # fmt: skip
    connection.execute(insert(dense), row)
