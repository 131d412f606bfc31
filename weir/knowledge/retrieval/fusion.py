"""One list out of several that were found in different ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weir.knowledge.index import Hit


@dataclass(frozen=True, slots=True)
class Found:
    """What one way of searching found, best first, and how much its word counts."""

    by: str
    hits: Sequence[Hit]
    weight: float = 1.0


def fused(lists: Sequence[Found]) -> list[Hit]:
    """All hits of the lists, best first. `why` holds what each list says of a hit, with its rank there.

    Scores are compared as shares of the best of their list: BM25 falls steeply where one chunk stands out,
    which ranks alone (RRF) throw away. What a list does not hold counts as its last.
    """
    scores: dict[int, float] = {}
    why: dict[int, dict[str, object]] = {}
    for found in (found for found in lists if found.hits):
        top, floor = found.hits[0].score, _floor(found.hits)
        for rank, hit in enumerate(found.hits, 1):
            share = (hit.score - floor) / (top - floor) if top > floor else 1.0
            scores[hit.number] = scores.get(hit.number, 0.0) + found.weight * share
            why.setdefault(hit.number, {})[found.by] = {"rank": rank, **hit.why}
    ordered = sorted(scores, key=lambda number: (-scores[number], number))
    return [Hit(number, scores[number], why[number]) for number in ordered]


def _floor(hits: Sequence[Hit]) -> float:
    """What counts as nothing: a text search has a zero, likeness in meaning only its own worst."""
    return hits[-1].score if "cosine" in hits[0].why else 0.0
