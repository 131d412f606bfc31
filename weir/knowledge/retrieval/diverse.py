"""The chunks to keep of those that were ranked: what says the same comes once, and not all from one place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from weir.knowledge.retrieval.features import Judged

_COPY = 0.9
"""Share of pairs of letters in common (Jaccard) from which two chunks say the same."""
_LIKENESS = 0.2
"""What likeness to a chunk that was taken before costs, as a share of the score (Carbonell and Goldstein,
"The use of MMR", 1998). Low, because a question is often answered by chunks that are alike."""
_POOL = 3  # chunks looked at for each that is wanted


def diverse(judged: Sequence[Judged], limit: int) -> list[Judged]:
    """At most `limit` of the chunks, in the order in which they are worth most beside those before them."""
    pool = _without_copies(judged[: limit * _POOL])
    taken: list[tuple[Judged, frozenset[str]]] = []
    while pool and len(taken) < limit:
        best = max(pool, key=lambda each: each[0].score * (1 - _LIKENESS * _nearest(each[1], taken) ** 2))
        pool.remove(best)
        taken.append(best)
    return [each for each, _ in taken]


def _without_copies(judged: Sequence[Judged]) -> list[tuple[Judged, frozenset[str]]]:
    kept: list[tuple[Judged, frozenset[str]]] = []
    numbers: set[int] = set()
    for each in judged:
        same = each.row.duplicate_of in numbers or each.row.number in numbers
        said = frozenset(map("".join, pairwise(each.row.text)))
        if not same and _nearest(said, kept) < _COPY:
            kept.append((each, said))
            numbers |= {each.row.number, each.row.duplicate_of} - {None}
    return kept


def _nearest(said: frozenset[str], others: Sequence[tuple[Judged, frozenset[str]]]) -> float:
    return max((len(said & other) / (len(said | other) or 1) for _, other in others), default=0.0)
