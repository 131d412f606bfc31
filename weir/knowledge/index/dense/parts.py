"""What a process holds of a base's vectors: the file, mapped, and what came since, in memory."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, Row, func, select

from weir.knowledge.index.dense.codes import Codes, encoded, joined, nearest
from weir.knowledge.index.dense.segment import Damaged, intact, read
from weir.knowledge.index.dense.vectors import of_chunks
from weir.knowledge.tables import chunks, tombs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

log = logging.getLogger(__name__)

_FROM_STORE = 50_000  # chunks that are searched without their file while that is made anew
_PIECES = 8  # of what came since the file; more are joined
_NONE = np.empty(0, np.int64)


@dataclass(slots=True)
class Part:
    """The codes of one base by one encoder, ascending: the file's, then pieces of what came later."""

    file: str
    version: int
    segment: Codes | None
    high: int
    tail: list[Codes] = field(default_factory=list)

    @property
    def codes(self) -> list[Codes]:
        return ([self.segment] if self.segment is not None else []) + self.tail

    @property
    def waiting(self) -> int:
        """Vectors that are not in the file yet."""
        return sum(map(len, self.tail))


class Parts:
    """The parts that this process holds, kept in step with the store. Thread-safe."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.damaged: set[tuple[int, int]] = set()
        """Bases and encoders whose file must be made anew."""
        self._held: dict[tuple[int, int], Part] = {}
        self._loading = threading.Lock()

    def part(self, connection: Connection, row: Row[tuple[object]]) -> Part:
        """What there is of a row of `dense`, as far as the transaction sees; `Damaged`."""
        key = (row.base, row.encoder)
        newest = connection.execute(
            select(func.max(chunks.c.number)).where(chunks.c.base == row.base)
        ).scalar()
        with self._loading:
            held = self._held.get(key)
            if held is None or (held.file, held.version) != (row.file, row.version) or not self._whole(held):
                held = self._held[key] = self._opened(row)
            if held.high >= (newest or 0):
                return held
            grown = self._grown(connection, row, held, newest or 0)
            if not connection.get_execution_options().get("weir_write"):  # what may yet be undone is not kept
                self._held[key] = grown
            return grown

    def forget(self, base: int) -> None:
        """Let go of a base."""
        with self._loading:
            for key in [key for key in self._held if key[0] == base]:
                del self._held[key]

    def _whole(self, held: Part) -> bool:
        if held.segment is None:
            return True
        assert self.folder is not None
        return intact(self.folder / held.file, held.segment)

    def _opened(self, row: Row[tuple[object]]) -> Part:
        """The file; where that is damaged and the base is small, nothing: all is then read from the store."""
        if not row.file:
            return Part("", row.version, None, 0)
        try:
            if self.folder is None:
                raise Damaged("there is no folder for files of the index")
            segment = read(self.folder / row.file, row.digest)
        except Damaged as damage:
            log.warning("the dense index of base %s must be made anew: %s", row.base, damage)
            self.damaged.add((row.base, row.encoder))
            if row.chunks > _FROM_STORE:
                raise
            return Part(row.file, row.version, None, 0)
        return Part(row.file, row.version, segment, row.high)

    def _grown(self, connection: Connection, row: Row[tuple[object]], held: Part, newest: int) -> Part:
        where = chunks.c.base == row.base, chunks.c.number > held.high, chunks.c.number <= newest
        numbers, vectors = of_chunks(connection, row.encoder, *where)
        tail = [*held.tail, encoded(numbers, vectors)] if len(numbers) else held.tail
        if len(tail) > _PIECES:
            tail = [joined(tail, _NONE)]
        return Part(held.file, held.version, held.segment, newest, tail)


def dead_numbers(connection: Connection, base: int) -> Numbers:
    """Chunks that were deleted since the file of the base was written, ascending."""
    query = select(tombs.c.number).where(tombs.c.base == base).order_by(tombs.c.number)
    return np.array(connection.execute(query).scalars().all(), np.int64)


def candidates(part: Part, vector: Floats, count: int, allowed: Numbers | None, dead: Numbers) -> Numbers:
    """The numbers of about the `count` nearest chunks; of `allowed` alone, ascending, if that is given."""
    if allowed is not None:
        allowed = np.setdiff1d(allowed, dead, assume_unique=True)
    found = [nearest(codes, vector, count, _places(codes, allowed, dead)) for codes in part.codes]
    if not found:
        return _NONE
    numbers, near = (np.concatenate(each) for each in zip(*found, strict=True))
    return numbers[np.argsort(-near)[:count]]


def _places(codes: Codes, allowed: Numbers | None, dead: Numbers) -> NDArray[np.intp] | None:
    """Where in the codes the chunks stand that may be found, ascending; None for everywhere."""
    if allowed is None:
        gone = np.isin(codes.numbers, dead, assume_unique=True)
        return np.flatnonzero(~gone) if gone.any() else None
    places: NDArray[np.intp] = np.searchsorted(codes.numbers, allowed)
    inside = places < len(codes)
    there = codes.numbers[places[inside]] == allowed[inside]
    return np.asarray(places[inside][there])
