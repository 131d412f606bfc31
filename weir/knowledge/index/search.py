"""Search in two passes: the rare terms of a question find candidates, all of its terms score them exactly.

Frequent terms cost most and tell least, so the first pass looks the terms up from the rarest on and stops
when enough postings were read; the second pass counts every term in the candidates' lexical forms (BM25F
over heading and body), which is exact and independent of how many chunks there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from weir.knowledge.index.allowed import allowed
from weir.knowledge.index.contract import Filter, Hit
from weir.knowledge.index.postings import Counts, numbers_of
from weir.knowledge.index.score import Candidate, Scale, scored
from weir.knowledge.tables import chunks, lexical_rows, snapshots

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

READ = 20_000
"""Postings that the first pass reads before it stops; about 2 ms."""
KEPT = 150
"""Candidates that are scored exactly; about 3 ms."""
RARITY = 1.25
"""How much more than in plain BM25 a rare term counts against a frequent one: long questions gain by it."""
_LEAST = 4  # terms that are looked up whatever they cost
_SMALL = 1000  # documents named in a filter with fewer chunks than this are scored without a first pass


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the question with its count in each base and its weight over all of them."""

    text: str
    counts: Mapping[int, int]
    weight: float

    @property
    def count(self) -> int:
        return sum(self.counts.values())


def search(
    connection: Connection,
    terms: Mapping[str, float],
    where: Filter,
    limit: int,
    counts: Counts | None = None,
) -> list[Hit]:
    """See `IndexDriver.search`."""
    sizes = _sizes(connection, where.bases)
    scale = _scale(sizes)
    if not terms or not scale.chunks:
        return []
    weighed = _weighed(connection, terms, sizes, scale, counts or Counts())
    numbers = _candidates(connection, weighed, where)
    rows = connection.execute(
        select(lexical_rows)
        .join(chunks, chunks.c.number == lexical_rows.c.number)  # what the truth lost is not found
        .where(lexical_rows.c.number.in_(numbers), chunks.c.base.in_(where.bases))
    )
    found = [Candidate(row.number, row.heading, row.body, row.length) for row in rows]
    return scored(found, {term.text: term.weight for term in weighed}, scale)[:limit]


def _sizes(connection: Connection, bases: tuple[int, ...]) -> Mapping[int, tuple[int, int]]:
    """How many chunks and terms each base has."""
    query = select(snapshots.c.base, snapshots.c.chunks, snapshots.c.length)
    rows = connection.execute(query.where(snapshots.c.base.in_(bases)))
    return {row.base: (row.chunks, row.length) for row in rows}


def _scale(sizes: Mapping[int, tuple[int, int]]) -> Scale:
    count = sum(chunks for chunks, _ in sizes.values())
    return Scale(count, sum(length for _, length in sizes.values()) / max(count, 1))


def _weighed(
    connection: Connection,
    terms: Mapping[str, float],
    sizes: Mapping[int, tuple[int, int]],
    scale: Scale,
    counts: Counts,
) -> list[_Term]:
    """The terms that occur, the rarest first, weighed by Robertson and Spärck Jones."""
    found = {base: counts.of(connection, base, list(terms), chunks) for base, (chunks, _) in sizes.items()}
    result = []
    for term, given in terms.items():
        held = {base: each[term] for base, each in found.items() if term in each}
        if held:
            count = sum(held.values())
            weight = given * log1p((max(scale.chunks - count, 0) + 0.5) / (count + 0.5)) ** RARITY
            result.append(_Term(term, held, weight))
    return sorted(result, key=lambda term: term.count)


def _candidates(connection: Connection, terms: list[_Term], where: Filter) -> list[int]:
    """The chunks that hold most of the rare terms, by weight."""
    import numpy as np

    left = allowed(connection, where)
    if left is not None and len(left) <= _SMALL:
        return [int(number) for number in left]
    lists, weights, read = [], [], 0
    for place, term in enumerate(terms):
        read += term.count
        if read > READ and place >= _LEAST:
            break
        for base in term.counts:
            numbers = numbers_of(connection, f"{base}/{term.text}")
            lists.append(numbers if left is None else numbers[np.isin(numbers, left)])
            weights.append(np.full(len(lists[-1]), term.weight))
    return _heaviest(np.concatenate(lists), np.concatenate(weights)) if lists else []


def _heaviest(numbers: NDArray[np.int64], weights: NDArray[np.float64]) -> list[int]:
    import numpy as np

    distinct, place = np.unique(numbers, return_inverse=True)
    sums = np.bincount(place, weights=weights)
    if len(distinct) > KEPT:
        distinct = distinct[np.argpartition(-sums, KEPT)[:KEPT]]
    return [int(number) for number in distinct]
