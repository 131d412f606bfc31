"""BM25F over heading and body, with what the order of words adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weir.knowledge.index.contract import Hit
from weir.knowledge.tokens import count

K1 = 1.2
B = 0.75
HEADING = 2.0
"""What a term in the title or the headings counts, against one in the text."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How many chunks are searched and how long they are in the mean, in terms."""

    chunks: int
    mean_length: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk to be scored: its two lexical forms and the terms in its body."""

    number: int
    heading: str
    body: str
    length: int


def scored(candidates: Sequence[Candidate], weights: Mapping[str, float], scale: Scale) -> list[Hit]:
    """The candidates that hold a term, best first; equal scores in the order of the chunks."""
    hits = [_hit(candidate, weights, scale) for candidate in candidates]
    return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: (-hit.score, hit.number))


def _hit(candidate: Candidate, weights: Mapping[str, float], scale: Scale) -> Hit:
    length = K1 * (1 - B + B * candidate.length / (scale.mean_length or 1))
    bm25 = covered = 0.0
    for term, weight in weights.items():
        often = count(term, candidate.body) + HEADING * count(term, candidate.heading)
        if often:
            bm25 += weight * often * (K1 + 1) / (often + length)
            covered += weight
    coverage = covered / (sum(weights.values()) or 1)
    return Hit(candidate.number, bm25, {"bm25": round(bm25, 3), "coverage": round(coverage, 3)})
