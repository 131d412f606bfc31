"""The driver: what transactions changed is written down in them, and told to Milvus afterwards.

A chunk that was written or deleted stands in `knowledge_tombs` from its transaction on until Milvus has
confirmed it; a crash on either side only means that it is told again. Hits are looked up among the chunks of
the store, so what Milvus holds too long is never served.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, Row, delete, func, select

from weir.core.store import Store, insert_into
from weir.knowledge.encoder import Encoder
from weir.knowledge.index import dense as dense_room
from weir.knowledge.index.allowed import allowed, readable
from weir.knowledge.index.contract import Entry, Filter, Health, Hit, Snapshot
from weir.knowledge.index.dense.building import serve_without_file
from weir.knowledge.index.dense.dense import serving
from weir.knowledge.index.dense.vectors import missing, of_chunks
from weir.knowledge.index.lexical import TRUTH, batches, entry_of
from weir.knowledge.index.milvus.collection import Collection, analysed, connect
from weir.knowledge.tables import bases, chunks, dense, encoders, tombs

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PAGE = 500


class MilvusIndex:
    """An `IndexDriver` over a Milvus. `url` is that of a server, or the path of a milvus-lite file."""

    def __init__(self, url: str, token: str = "", prefix: str = "weir") -> None:
        self._url, self._token, self._prefix = url, token, prefix
        self._collections: dict[int, Collection] = {}
        self._opening = Lock()

    def upsert(self, connection: Connection, entries: Sequence[Entry]) -> None:
        self._note(connection, [(entry.base, entry.number) for entry in entries])

    def delete(self, connection: Connection, numbers: Iterable[int]) -> None:
        for batch in batches(numbers):
            query = select(chunks.c.base, chunks.c.number).where(chunks.c.number.in_(batch))
            self._note(connection, [(row.base, row.number) for row in connection.execute(query)])

    def search(
        self, connection: Connection, terms: Mapping[str, float], where: Filter, limit: int
    ) -> list[Hit]:
        where = readable(connection, where)
        if not terms or not where.bases:
            return []
        sought = analysed(f" {' '.join(terms)} ")
        found = self._text.search(sought, where.bases, allowed(connection, where), limit)
        return _alive(
            connection, where, [Hit(near.number, near.score, {"bm25": near.score}) for near in found]
        )

    def search_dense(
        self, connection: Connection, vectors: Mapping[str, NDArray[np.float32]], where: Filter, limit: int
    ) -> list[Hit]:
        where = readable(connection, where)
        left = allowed(connection, where)
        hits: list[Hit] = []
        for row in serving(connection, where.bases):
            vector = vectors.get(row.name)
            if vector is not None and len(vector) == row.dimensions:
                found = self._of(row).search(vector.tolist(), [row.base], left, limit)
                hits += [Hit(near.number, near.score, {"cosine": round(near.score, 4)}) for near in found]
        hits = _alive(connection, where, hits)
        return sorted(hits, key=lambda hit: (-hit.score, hit.number))[:limit]

    def encoders(self, connection: Connection, bases: Sequence[int]) -> set[str]:
        return dense_room.serving_names(connection, bases)

    def snapshot(self, connection: Connection, base: int) -> Snapshot:
        held = sum(1 for _ in self._text.digests(base))
        return Snapshot(held, 0, 0)

    def verify(self, connection: Connection, base: int) -> Health:
        true = {
            row["number"]: row["digest"]
            for row in map(_text_row, connection.execute(TRUTH.where(chunks.c.base == base)))
        }
        held = dict(self._text.digests(base))
        waiting = connection.execute(select(func.count()).where(tombs.c.base == base)).scalar() or 0
        problems = [f"{waiting} chunks have still to be told to Milvus."] if waiting else []
        row = next(iter(serving(connection, [base])), None)
        vectors = dict(self._of(row).digests(base)) if row is not None else {}
        if row is not None:
            problems += self._dense_problems(connection, row, vectors)
        return Health(
            chunks=len(true),
            indexed=len(held),
            missing=tuple(sorted(true.keys() - held.keys())),
            extra=tuple(sorted(held.keys() - true.keys())),
            stale=tuple(number for number, digest in true.items() if held.get(number, digest) != digest),
            problems=tuple(problems),
            vectors=len(vectors),
        )

    def rebuild(self, store: Store, encoders: Sequence[Encoder] = ()) -> None:
        """Everything is told again, a portion at a time, over what is there; what is of no chunk goes."""
        with store.read() as connection:
            numbers = connection.execute(select(bases.c.number)).scalars().all()
        for base in numbers:
            with store.write() as connection:
                everything = select(chunks.c.base, chunks.c.number).where(chunks.c.base == base)
                known = {(row.base, row.number) for row in connection.execute(everything)}
                self._note(connection, known | {(base, number) for number in self._held(connection, base)})
        self.tend(store, encoders)

    def tend(
        self, store: Store, encoders: Sequence[Encoder] = (), bases: Sequence[int] | None = None
    ) -> None:
        dense_room.tend_bases(store, encoders, bases, self._serve, lambda row: None)
        while self._told(store, bases):
            pass

    def drop(self, connection: Connection, base: int) -> None:
        for row in serving(connection, [base]):
            self._of(row).remove_base(base)
        self._text.remove_base(base)
        connection.execute(delete(dense).where(dense.c.base == base))
        connection.execute(delete(tombs).where(tombs.c.base == base))

    @cached_property
    def _client(self) -> Any:
        return connect(self._url, self._token)

    @property
    def _text(self) -> Collection:
        return self._collection(0, None)

    def _of(self, row: Row[Any]) -> Collection:
        """The collection of an encoder."""
        return self._collection(row.encoder, row.dimensions)

    def _collection(self, encoder: int, dimensions: int | None) -> Collection:
        with self._opening:
            if encoder not in self._collections:
                name = f"{self._prefix}_{'text' if dimensions is None else f'vectors_{encoder}'}"
                self._collections[encoder] = Collection(self._client, name, dimensions)
            return self._collections[encoder]

    def _note(self, connection: Connection, rows: Iterable[tuple[int, int]]) -> None:
        """Write down that Milvus has still to be told of these (base, number)."""
        statement = insert_into(connection, tombs)
        statement = statement.on_conflict_do_nothing(index_elements=["base", "number"])
        for batch in batches({"base": base, "number": number} for base, number in sorted(rows)):
            connection.execute(statement, batch)

    def _held(self, connection: Connection, base: int) -> set[int]:
        """The numbers that Milvus has of a base, of any encoder that serves it."""
        of_vectors = (self._of(row).digests(base) for row in serving(connection, [base]))
        return {number for rows in (self._text.digests(base), *of_vectors) for number, _ in rows}

    def _told(self, store: Store, bases: Sequence[int] | None) -> bool:
        """Tell Milvus of a portion of what changed; False when there was nothing."""
        query = select(tombs.c.base, tombs.c.number).limit(_PAGE)
        if bases is not None:
            query = query.where(tombs.c.base.in_(bases))
        with store.read() as connection:
            told = connection.execute(query).all()
            numbers = [row.number for row in told]
            rows = [_text_row(row) for row in connection.execute(TRUTH.where(chunks.c.number.in_(numbers)))]
            touched = _encoded_by(connection, sorted({row.base for row in told}))
            made = [(each, _vector_rows(connection, each, numbers)) for each in touched]
        self._text.put(rows)
        self._text.remove(sorted(set(numbers) - {row["number"] for row in rows}))
        for each, vectors in made:
            mine = {row.number for row in told if row.base == each.base}
            self._of(each).put(vectors)
            self._of(each).remove(sorted(mine - {row["number"] for row in vectors}))
        with store.write() as connection:
            for row in told:
                connection.execute(
                    delete(tombs).where(tombs.c.base == row.base, tombs.c.number == row.number)
                )
        return bool(told)

    def _serve(self, store: Store, row: Row[Any]) -> bool:
        """Give Milvus all vectors of a base by an encoder, and let searches use them."""
        with store.read() as connection:
            (known,) = [each for each in _encoded_by(connection, [row.base]) if each.encoder == row.encoder]
            numbers = (
                connection.execute(select(chunks.c.number).where(chunks.c.base == row.base)).scalars().all()
            )
        for batch in batches(numbers):
            with store.read() as connection:
                made = _vector_rows(connection, known, batch)
            self._of(known).put(made)
        return serve_without_file(store, row)

    def _dense_problems(self, connection: Connection, row: Row[Any], held: Mapping[int, str]) -> list[str]:
        here = connection.execute(select(chunks.c.number).where(chunks.c.base == row.base)).scalars().all()
        true = {
            each["number"]: each["digest"] for b in batches(here) for each in _vector_rows(connection, row, b)
        }
        without = missing(connection, row.encoder, row.base)
        different = sum(held.get(number) != digest for number, digest in true.items())
        more = len(held.keys() - true.keys())
        return [
            *([f"{without} chunks have no vector of {row.name}."] if without else []),
            *([f"{different} chunks have no vector, or another one, in Milvus."] if different else []),
            *([f"{more} vectors in Milvus are of no chunk."] if more else []),
        ]


def _alive(connection: Connection, where: Filter, hits: Sequence[Hit]) -> list[Hit]:
    """The hits whose chunks are still in the bases that were searched."""
    numbers = [hit.number for hit in hits]
    query = select(chunks.c.number).where(chunks.c.number.in_(numbers), chunks.c.base.in_(where.bases))
    there = set(connection.execute(query).scalars())
    return [hit for hit in hits if hit.number in there]


def _encoded_by(connection: Connection, bases: Sequence[int]) -> Sequence[Row[Any]]:
    """The encoders that serve these bases, or are to, with their names and dimensions."""
    query = select(dense, encoders.c.name, encoders.c.dimensions)
    query = query.join(encoders, encoders.c.number == dense.c.encoder).where(dense.c.base.in_(bases))
    return connection.execute(query).all()


def _text_row(row: Any) -> dict[str, Any]:
    entry = entry_of(row)
    terms = analysed(entry.body, entry.heading)
    digest = blake2b(terms.encode(), digest_size=16).hexdigest()
    return {"number": entry.number, "base": entry.base, "digest": digest, "terms": terms}


def _vector_rows(connection: Connection, row: Row[Any], numbers: Sequence[int]) -> list[dict[str, Any]]:
    here = chunks.c.base == row.base, chunks.c.number.in_(numbers)
    found, vectors = of_chunks(connection, row.encoder, *here)
    return [
        {
            "number": int(number),
            "base": row.base,
            "digest": blake2b(vector.tobytes(), digest_size=16).hexdigest(),
            "vector": vector.tolist(),
        }
        for number, vector in zip(found, vectors, strict=True)
    ]
