"""Does the dense index say what the store says? Every file, chunk and code is compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, select

from weir.core.errors import CATALOGUE
from weir.knowledge.index.dense.codes import encoded
from weir.knowledge.index.dense.dense import Dense
from weir.knowledge.index.dense.parts import dead_numbers
from weir.knowledge.index.dense.segment import Damaged, read
from weir.knowledge.index.dense.vectors import missing, portions
from weir.knowledge.tables import dense, encoders


def problems(connection: Connection, index: Dense, base: int) -> list[str]:
    """What is wrong with the dense index of a base, one English sentence each."""
    query = select(dense, encoders.c.name).join(encoders, encoders.c.number == dense.c.encoder)
    rows = connection.execute(query.where(dense.c.base == base)).all()
    return [problem for row in rows for problem in _problems(connection, index, row)]


def vector_count(connection: Connection, base: int) -> int:
    """Chunks of the base that searches find by their vectors."""
    row = connection.execute(select(dense).where(dense.c.base == base, dense.c.serving)).first()
    return sum(len(numbers) for numbers, _ in portions(connection, row.encoder, base)) if row else 0


def _problems(connection: Connection, index: Dense, row: Row[Any]) -> Iterator[str]:
    without = missing(connection, row.encoder, row.base)
    if without:
        yield f"{without} chunks have no vector of {row.name}{_reason(row)}."
    elif not row.serving:
        yield f"The index by {row.name} is not in use yet."
    if row.file:
        try:
            yield from _differences(connection, index, row)
        except Damaged as damage:
            yield f"The dense index is damaged: {damage}."


def _differences(connection: Connection, index: Dense, row: Row[Any]) -> Iterator[str]:
    """What the file holds otherwise than the store."""
    if index.folder is None:
        raise Damaged("there is no folder for files of the index")
    codes = read(index.folder / row.file, row.digest)
    alive = codes.numbers[~np.isin(codes.numbers, dead_numbers(connection, row.base))]
    true, changed = 0, 0
    for numbers, vectors in portions(connection, row.encoder, row.base):
        inside = numbers <= row.high
        fresh = encoded(numbers[inside], vectors[inside])
        places = np.searchsorted(codes.numbers, fresh.numbers)
        places = np.minimum(places, len(codes) - 1)
        held = codes.numbers[places] == fresh.numbers
        # Another processor may round a number the other way.
        near = np.abs(codes.bytes[places].astype(np.int16) - fresh.bytes).max(axis=1, initial=0) <= 1
        true += len(fresh)
        changed += int((~(held & near)).sum())
    if changed:
        yield f"{changed} chunks are missing from the dense index or have other codes there."
    if len(alive) != true:
        yield f"The dense index holds {len(alive)} chunks; there are {true}."


def _reason(row: Row[Any]) -> str:
    if row.problem is None:
        return ""
    import orjson

    found = orjson.loads(row.problem)
    kind = CATALOGUE.get(found["code"])
    return f": {kind(**found['params']).text('en')}".rstrip(".") if kind else f": {found['code']}"
