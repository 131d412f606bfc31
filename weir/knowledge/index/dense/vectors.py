"""Vectors in the store, where they are kept by the digest of what was encoded.

They are truth, in half precision: dear to make, shared by every chunk and base that says the same, and what
the files of the index are made from again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, Select, and_, exists, func, select

from weir.core.errors import error_kind
from weir.core.store import insert_into
from weir.knowledge.encoder import Encoder
from weir.knowledge.tables import chunks, encoders, vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

DIMENSIONS = error_kind(
    "knowledge.dimensions_changed",
    409,
    en="{encoder} gave vectors of {found} numbers; those of the knowledge bases have {known}.",
    zh="{encoder} 返回 {found} 维向量，而知识库中的向量为 {known} 维。",
    do_en="Give the changed model another name and choose it in knowledge.encoder: every base is then "
    "encoded anew while the old index serves.",
    do_zh="请为变更后的模型另取名称，并在 knowledge.encoder 中选用：各知识库将重新编码，期间旧索引继续服务。",
)
_KEPT = np.dtype("<f2")


def encoder_number(connection: Connection, name: str) -> int | None:
    """What the store calls an encoder; None when it has no vectors of it."""
    return connection.execute(select(encoders.c.number).where(encoders.c.name == name)).scalar()


def known_encoder(connection: Connection, encoder: Encoder) -> int:
    """The number of an encoder, new or as before; ``knowledge.dimensions_changed``."""
    row = {"name": encoder.name, "dimensions": encoder.dimensions}
    statement = insert_into(connection, encoders).values(row)
    connection.execute(statement.on_conflict_do_nothing(index_elements=["name"]))
    known = connection.execute(select(encoders).where(encoders.c.name == encoder.name)).one()
    if known.dimensions != encoder.dimensions:
        raise DIMENSIONS(encoder=encoder.name, found=encoder.dimensions, known=known.dimensions)
    return int(known.number)


def encoded_by(encoder: Encoder, texts: Sequence[str]) -> Floats:
    """What the encoder says, checked; ``knowledge.dimensions_changed`` and what the encoder raises."""
    found = np.asarray(encoder.encode(texts), np.float32)
    if found.shape != (len(texts), encoder.dimensions):
        shown = found.shape[-1] if found.ndim == 2 else "?"
        raise DIMENSIONS(encoder=encoder.name, found=shown, known=encoder.dimensions)
    return found


def keep(connection: Connection, encoder: int, made: Mapping[bytes, Floats]) -> None:
    """Keep vectors by their digests; those that are there stay."""
    rows = [
        {"encoder": encoder, "passage": digest, "vector": made[digest].astype(_KEPT).tobytes()}
        for digest in sorted(made)  # every writer in one order: no deadlock, and neighbouring pages
    ]
    if rows:
        statement = insert_into(connection, vectors)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["encoder", "passage"]), rows)


def known_passages(connection: Connection, encoder: int, digests: Sequence[bytes]) -> set[bytes]:
    """Those of the digests that have a vector."""
    query = select(vectors.c.passage).where(vectors.c.encoder == encoder, vectors.c.passage.in_(digests))
    return set(connection.execute(query).scalars())


def of_chunks(connection: Connection, encoder: int, *where: Any) -> tuple[NDArray[np.int64], Floats]:
    """The numbers, ascending, of the chunks that `where` says and that have a vector, and these."""
    query = _of_chunks(encoder).where(*where).order_by(chunks.c.number)
    return unpacked(connection.execute(query).all())


def portions(
    connection: Connection, encoder: int, base: int, size: int = 5000
) -> Iterator[tuple[NDArray[np.int64], Floats]]:
    """All of a base as `of_chunks` gives it, `size` chunks at a time."""
    low = 0
    while True:
        query = _of_chunks(encoder).where(chunks.c.base == base, chunks.c.number > low)
        rows = connection.execute(query.order_by(chunks.c.number).limit(size)).all()
        if not rows:
            return
        yield unpacked(rows)
        low = rows[-1].number


def missing(connection: Connection, encoder: int, base: int) -> int:
    """How many chunks of a base have no vector."""
    query = select(func.count()).where(chunks.c.base == base, ~_has_vector(encoder))
    return int(connection.execute(query).scalar() or 0)


def without_vector(encoder: int, base: int, after: int, limit: int) -> Select[Any]:
    """A query for chunks that have none, ascending by number."""
    query = select(chunks).where(chunks.c.base == base, chunks.c.number > after, ~_has_vector(encoder))
    return query.order_by(chunks.c.number).limit(limit)


def unpacked(rows: Sequence[Any]) -> tuple[NDArray[np.int64], Floats]:
    """Rows (number, vector) as arrays."""
    numbers = np.array([row[0] for row in rows], np.int64)
    flat = np.frombuffer(b"".join(row[1] for row in rows), _KEPT).astype(np.float32)
    return numbers, flat.reshape(len(rows), -1) if rows else flat.reshape(0, 0)


def _of_chunks(encoder: int) -> Select[Any]:
    same = and_(vectors.c.encoder == encoder, vectors.c.passage == chunks.c.passage)
    return select(chunks.c.number, vectors.c.vector).join(vectors, same)


def _has_vector(encoder: int) -> Any:
    return exists().where(vectors.c.encoder == encoder, vectors.c.passage == chunks.c.passage)
