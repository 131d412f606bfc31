"""Making and renewing the files of the dense index, beside the searches.

Whatever is made is made beside what serves, read back, and then put in its place by one small transaction; a
crash before that leaves a file that nobody names. If the base changed meanwhile so that the new file would be
wrong, it is thrown away and the next round tries again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, Row, delete, func, select, update

from weir.core.store import Store, now_ms
from weir.knowledge.index.dense import segment
from weir.knowledge.index.dense.codes import Codes, encoded, joined
from weir.knowledge.index.dense.dense import Dense
from weir.knowledge.index.dense.parts import dead_numbers
from weir.knowledge.index.dense.segment import Damaged
from weir.knowledge.index.dense.vectors import portions
from weir.knowledge.tables import chunks, dense, encoders, tombs, vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

log = logging.getLogger(__name__)

FEW = 4096
"""Chunks that are searched without a file; as many may wait for one beside it."""
_SHARE = 4  # a file is written again when a quarter as many wait as are in it
_PAGE = 500


def renew(store: Store, index: Dense, row: Row[Any]) -> bool:
    """Write the file of a base again if that is due; whether it was."""
    if index.folder is None:
        return False
    key = (row.base, row.encoder)
    with store.read() as connection:
        if key not in index.parts.damaged and not _due(connection, row):
            return False
        high, dead = _newest(connection, row.base), dead_numbers(connection, row.base)
        try:
            codes = joined(index.parts.part(connection, row).codes, dead)
        except Damaged:
            codes = _from_store(connection, row)
    return _put(store, index, row, codes, high, dead)


def build(store: Store, index: Dense, row: Row[Any]) -> bool:
    """Make a base's file from the store alone and let searches use it; whether nothing came in between.

    What served the base before is dropped in the same transaction.
    """
    with store.read() as connection:
        high, dead = _newest(connection, row.base), dead_numbers(connection, row.base)
        codes = _from_store(connection, row)
    return _put(store, index, row, codes, high, dead)


def serve_without_file(store: Store, row: Row[Any]) -> bool:
    """Let searches use what a driver keeps elsewhere; whether nothing came in between."""
    with store.write() as connection:
        unchanged = _locked(connection, row)
        if unchanged:
            file = {"file": "", "digest": "", "chunks": 0, "high": 0}
            _swap(connection, row, file, np.empty(0, np.int64))
    return unchanged


def forget_unused(store: Store) -> None:
    """Delete the vectors of encoders that no base is encoded by any more, a few at a time."""
    unused = select(encoders.c.number).where(encoders.c.number.not_in(select(dense.c.encoder)))
    held = select(vectors.c.number).where(vectors.c.encoder.in_(unused)).limit(_PAGE)
    while True:
        with store.read() as connection:
            if connection.execute(held.limit(1)).first() is None:
                return
        with store.write() as connection:
            connection.execute(delete(vectors).where(vectors.c.number.in_(held)))


def _due(connection: Connection, row: Row[Any]) -> bool:
    later = select(func.count()).where(chunks.c.base == row.base, chunks.c.number > row.high)
    gone = select(func.count()).where(tombs.c.base == row.base)
    waiting = (connection.execute(later).scalar() or 0) + (connection.execute(gone).scalar() or 0)
    return bool(waiting > max(FEW, row.chunks // _SHARE))


def _newest(connection: Connection, base: int) -> int:
    query = select(func.max(chunks.c.number)).where(chunks.c.base == base)
    return int(connection.execute(query).scalar() or 0)


def _from_store(connection: Connection, row: Row[Any]) -> Codes:
    parts = [encoded(*portion) for portion in portions(connection, row.encoder, row.base)]
    return joined(parts, np.empty(0, np.int64))


def _put(store: Store, index: Dense, row: Row[Any], codes: Codes, high: int, dead: Numbers) -> bool:
    """Let the codes of the chunks up to `high` take the place of what the row names."""
    name = digest = ""
    if len(codes) >= FEW and index.folder is not None:
        name, digest = segment.write(index.folder, codes)
        segment.read(index.folder / name, digest)  # what the disk did not keep is not named
    file = {"file": name, "digest": digest, "chunks": len(codes) if name else 0, "high": high if name else 0}
    with store.write() as connection:
        unchanged = _locked(connection, row)
        if unchanged:
            _swap(connection, row, file, dead if name else np.empty(0, np.int64))
    _unlink(store, index, row.file if unchanged else name)
    index.parts.damaged.discard((row.base, row.encoder))
    return unchanged


def _locked(connection: Connection, row: Row[Any]) -> bool:
    """Whether the row still is what the new file was made from; it is held until the transaction ends."""
    query = select(dense.c.file, dense.c.version).where(
        dense.c.base == row.base, dense.c.encoder == row.encoder
    )
    now = connection.execute(query.with_for_update()).first()
    return now is not None and (now.file, now.version) == (row.file, row.version)


def _swap(connection: Connection, row: Row[Any], file: dict[str, Any], dead: Numbers) -> None:
    this = dense.c.base == row.base, dense.c.encoder == row.encoder
    values = {**file, "serving": True, "version": row.version + 1, "updated_at": now_ms()}
    connection.execute(update(dense).where(*this).values(values))
    if row.serving:
        others = select(dense.c.base).where(dense.c.base == row.base, dense.c.encoder != row.encoder)
        if connection.execute(others.limit(1)).first() is not None:
            return  # the other's file still holds what is dead
    else:
        connection.execute(delete(dense).where(dense.c.base == row.base, dense.c.encoder != row.encoder))
    for at in range(0, len(dead), _PAGE):
        page = dead[at : at + _PAGE].tolist()
        connection.execute(delete(tombs).where(tombs.c.base == row.base, tombs.c.number.in_(page)))


def _unlink(store: Store, index: Dense, name: str) -> None:
    """Delete a file that was replaced, unless a row still names it (the same codes have the same name)."""
    if not name or index.folder is None:
        return
    with store.read() as connection:
        if connection.execute(select(dense.c.base).where(dense.c.file == name).limit(1)).first() is None:
            (index.folder / name).unlink(missing_ok=True)
