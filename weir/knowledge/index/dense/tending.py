"""The order in which the dense index of a base is kept: vectors, then files, then what serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row, select

from weir.core.store import Store
from weir.knowledge.encoder import Encoder
from weir.knowledge.index.dense.building import build, forget_unused, renew
from weir.knowledge.index.dense.dense import Dense, enlist
from weir.knowledge.index.dense.encoding import catch_up
from weir.knowledge.index.dense.vectors import encoder_number, known_encoder
from weir.knowledge.tables import bases, dense, encoders

Renew = Callable[[Row[Any]], object]
"""Writes anew what is due of a row of `dense` that serves."""
Serve = Callable[[Store, Row[Any]], bool]
"""Makes all of a row of `dense` anew from the store and lets searches use it."""


def tend(store: Store, index: Dense, current: Sequence[Encoder], these: Sequence[int] | None = None) -> None:
    """Bring bases, all or these, nearer to what they should be; cheap where there is nothing to do."""
    tend_bases(store, current, these, partial(_build, index), lambda row: renew(store, index, row))
    if these is None:
        with store.read() as connection:
            index.collect(connection)


def rebuild(store: Store, index: Dense, current: Sequence[Encoder]) -> None:
    """Make every file anew from the store, and the vectors that chunks lack."""
    tend(store, index, current)
    for row in _rows(store):
        encoder = _named(row.name, current)
        if encoder is None or catch_up(store, row, encoder):
            build(store, index, _again(store, row))


def tend_bases(
    store: Store, current: Sequence[Encoder], these: Sequence[int] | None, serve: Serve, renew: Renew
) -> None:
    """The order of it, for any driver.

    `current` are the encoders that are there, the one for new vectors first. A base that it does not serve
    yet is encoded anew: the old index serves until the new one is whole.
    """
    query = select(bases.c.number).where(bases.c.deleted_at.is_(None))
    if these is not None:
        query = query.where(bases.c.number.in_(these))
    with store.read() as connection:
        numbers = connection.execute(query.order_by(bases.c.number)).scalars().all()
    for base in numbers:
        _enlist(store, base, current[:1])
        for row in _rows(store, base):
            encoder = _named(row.name, current)
            behind = not row.serving or row.problem is not None
            if behind and encoder is not None and catch_up(store, row, encoder):
                serve(store, _again(store, row))
            elif not behind:
                renew(row)
    if these is None:
        forget_unused(store)


def _build(index: Dense, store: Store, row: Row[Any]) -> bool:
    return build(store, index, row)


def _enlist(store: Store, base: int, current: Sequence[Encoder]) -> None:
    with store.read() as connection:
        known = {encoder.name: encoder_number(connection, encoder.name) for encoder in current}
        query = select(dense.c.encoder).where(dense.c.base == base)
        there = set(connection.execute(query).scalars())
    for encoder in current:
        if known[encoder.name] not in there:
            with store.write() as connection:
                number = known[encoder.name]
                enlist(connection, base, known_encoder(connection, encoder) if number is None else number)


def _rows(store: Store, base: int | None = None) -> Sequence[Row[Any]]:
    """The rows of `dense` with their encoders' names, what serves first."""
    query = select(dense, encoders.c.name).join(encoders, encoders.c.number == dense.c.encoder)
    if base is not None:
        query = query.where(dense.c.base == base)
    with store.read() as connection:
        return connection.execute(query.order_by(dense.c.base, dense.c.serving.desc())).all()


def _again(store: Store, row: Row[Any]) -> Row[Any]:
    """The row as it is now."""
    with store.read() as connection:
        this = dense.c.base == row.base, dense.c.encoder == row.encoder
        return connection.execute(select(dense).where(*this)).one()


def _named(name: str, current: Sequence[Encoder]) -> Encoder | None:
    return next((encoder for encoder in current if encoder.name == name), None)
