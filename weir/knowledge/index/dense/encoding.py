"""Giving chunks their vectors: those of new documents, and of whole bases when the encoder changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from sqlalchemy import Connection, Row, bindparam, select, update

from weir.core.errors import WeirError, error_kind
from weir.core.store import Store, now_ms
from weir.knowledge.encoder import Encoder, passage, passage_digest
from weir.knowledge.index.dense.dense import enlist
from weir.knowledge.index.dense.vectors import (
    DIMENSIONS,
    encoded_by,
    encoder_number,
    keep,
    known_encoder,
    known_passages,
    without_vector,
)
from weir.knowledge.tables import chunks, dense, encoders

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

ABSENT = error_kind(
    "knowledge.encoder_absent",
    503,
    en="The index of this knowledge base was made with {encoder}, which is not there any more.",
    zh="该知识库的索引由 {encoder} 生成，而该模型已不可用。",
    do_en="Bring the model back, or choose another in knowledge.encoder: the base is then encoded anew.",
    do_zh="请恢复该模型，或在 knowledge.encoder 中另选模型，知识库将重新编码。",
)

_TOGETHER = 64  # texts that an encoder is given at once
_PAGE = 512


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoders of a base said of some passages, made before the transaction that keeps it."""

    passages: Sequence[bytes]
    """The digest of each chunk's passage, in the chunks' order."""
    made: Mapping[str, Mapping[bytes, Floats]]
    """The new vectors, by encoder and digest."""
    problems: Mapping[str, WeirError]
    """Why an encoder of the base gave none."""


def encode(store: Store, base: int, current: Sequence[Encoder], texts: Sequence[str]) -> Encoded:
    """Ask every encoder of a base about new passages; those that one of them knows are not asked again."""
    passages = [passage_digest(text) for text in texts]
    sought = dict(zip(passages, texts, strict=True))
    made: dict[str, Mapping[bytes, Floats]] = {}
    problems: dict[str, WeirError] = {}
    for name, encoder in _in_play(store, base, current).items():
        try:
            made[name] = _asked(store, encoder, name, sought)
        except WeirError as error:
            problems[name] = error
    return Encoded(passages, made, problems)


def keep_encoded(connection: Connection, base: int, current: Sequence[Encoder], said: Encoded) -> None:
    """Keep what was said in the caller's transaction, and note on the base what could not be.

    To be called before the chunks are written, so that a new base is known from its first chunk on.
    """
    for encoder in current:
        if said.made.get(encoder.name):
            keep(connection, known_encoder(connection, encoder), said.made[encoder.name])
    for encoder in current[:1]:
        known = encoder_number(connection, encoder.name)
        enlist(connection, base, known_encoder(connection, encoder) if known is None else known)
    for name, error in said.problems.items():
        number = select(encoders.c.number).where(encoders.c.name == name).scalar_subquery()
        _note(connection, dense.c.base == base, dense.c.encoder == number, problem=error)


def catch_up(store: Store, row: Row[Any], encoder: Encoder) -> bool:
    """Give every chunk of a base that lacks one its vector; False, with the reason noted, when one fails.

    Each portion is kept when it is made: cut off at any point, this goes on where it was.
    """
    number, changed, after = row.encoder, False, 0
    this = dense.c.base == row.base, dense.c.encoder == number
    try:
        while True:
            with store.read() as connection:
                rows = connection.execute(without_vector(number, row.base, after, _PAGE)).all()
            if not rows:
                break
            _fill(store, encoder, rows)
            after, changed = rows[-1].number, True
    except WeirError as error:
        with store.write() as connection:
            _note(connection, *this, problem=error)
        return False
    if changed or row.problem:
        with store.write() as connection:
            _note(connection, *this, problem=None)
    return True


def _in_play(store: Store, base: int, current: Sequence[Encoder]) -> dict[str, Encoder | None]:
    """The encoders of a base by name, None for one that is not there, and the one for new bases."""
    query = select(encoders.c.name).join(dense, dense.c.encoder == encoders.c.number)
    with store.read() as connection:
        names = connection.execute(query.where(dense.c.base == base)).scalars().all()
    here = {encoder.name: encoder for encoder in current}
    return {name: here.get(name) for name in dict.fromkeys([*names, *(e.name for e in current[:1])])}


def _asked(
    store: Store, encoder: Encoder | None, name: str, sought: Mapping[bytes, str]
) -> Mapping[bytes, Floats]:
    if encoder is None:
        raise ABSENT(encoder=name)
    with store.read() as connection:
        seen = connection.execute(select(encoders).where(encoders.c.name == name)).first()
        known = known_passages(connection, seen.number, list(sought)) if seen else set()
    if seen and seen.dimensions != encoder.dimensions:
        raise DIMENSIONS(encoder=name, found=encoder.dimensions, known=seen.dimensions)
    fresh = [digest for digest in sought if digest not in known]
    found: dict[bytes, Floats] = {}
    for at in range(0, len(fresh), _TOGETHER):
        group = fresh[at : at + _TOGETHER]
        found |= zip(group, encoded_by(encoder, [sought[digest] for digest in group]), strict=True)
    return found


def _fill(store: Store, encoder: Encoder, rows: Sequence[Row[Any]]) -> None:
    """Digests and vectors of chunks that have none."""
    texts = [passage(row.context, row.summary, row.text) for row in rows]
    digests = [passage_digest(text) for text in texts]
    made = _asked(store, encoder, encoder.name, dict(zip(digests, texts, strict=True)))
    stale = [
        {"key": row.number, "digest": digest}
        for row, digest in zip(rows, digests, strict=True)
        if row.passage != digest
    ]
    with store.write() as connection:
        if stale:
            statement = update(chunks).where(chunks.c.number == bindparam("key"))
            connection.execute(statement.values(passage=bindparam("digest")), stale)
        keep(connection, known_encoder(connection, encoder), made)


def _note(connection: Connection, *where: Any, problem: WeirError | None) -> None:
    packed = None
    if problem is not None:
        packed = orjson.dumps({"code": problem.code, "params": problem.params}, default=str).decode()
    values = {"problem": packed, "version": dense.c.version + 1, "updated_at": now_ms()}
    connection.execute(update(dense).where(*where).values(values))
