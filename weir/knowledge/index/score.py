"""BM25F over heading and body; of the best, those that hold the terms close together come first.

Measured on CMRC2018, DRCD and a medical set: nearness helps on all three; counting phrases, or coverage
once more, does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from weir.knowledge.forms import ASIDE
from weir.knowledge.index.contract import Hit
from weir.knowledge.tokens import as_written

K1 = 1.2
B = 0.75
HEADING = 2.0
"""What a term in the title or the headings counts, against one in the text."""
SUMMARY = 0.15
"""What a term counts in the sentence on the section around; at 1 it drowns what the chunk itself says."""
NEARNESS = 1.0
"""How much more a chunk is worth that holds all terms in one place."""
_WINDOW = 60  # characters of a lexical form that are "one place": a sentence or two
_BEST = 40  # chunks that are looked at for nearness


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
    sought = {as_written(term): weight for term, weight in weights.items()}
    hits = _ordered(_hit(candidate, sought, scale) for candidate in candidates)
    bodies = {candidate.number: candidate.body for candidate in candidates}
    best = _ordered(_with_nearness(hit, bodies[hit.number], sought) for hit in hits[:_BEST])
    return best + hits[_BEST:]


def nearness(body: str, weights: Mapping[str, float]) -> float:
    """The share of the terms' weight that stands in the best window of the text, 0 to 1."""
    places = sorted(_places(body, weights))
    inside: dict[str, int] = {}
    first, held, best = 0, 0.0, 0.0
    for at, term in places:
        inside[term] = inside.get(term, 0) + 1
        held += weights[term] if inside[term] == 1 else 0.0
        while places[first][0] < at - _WINDOW:
            gone = places[first][1]
            inside[gone] -= 1
            held -= 0.0 if inside[gone] else weights[gone]
            first += 1
        best = max(best, held)
    return best / (sum(weights.values()) or 1)


def _hit(candidate: Candidate, weights: Mapping[str, float], scale: Scale) -> Hit:
    length = K1 * (1 - B + B * candidate.length / (scale.mean_length or 1))
    heading, _, aside = candidate.heading.partition(ASIDE)
    body = candidate.body
    bm25 = covered = 0.0
    for term, weight in weights.items():
        often = body.count(term) + HEADING * heading.count(term) + SUMMARY * aside.count(term)
        if often:
            bm25 += weight * often * (K1 + 1) / (often + length)
            covered += weight
    coverage = covered / (sum(weights.values()) or 1)
    return Hit(candidate.number, bm25, {"bm25": round(bm25, 3), "coverage": round(coverage, 3)})


def _with_nearness(hit: Hit, body: str, weights: Mapping[str, float]) -> Hit:
    near = nearness(body, weights)
    return Hit(hit.number, hit.score * (1 + NEARNESS * near), {**hit.why, "nearness": round(near, 3)})


def _places(body: str, weights: Mapping[str, float]) -> Iterator[tuple[int, str]]:
    for term in weights:
        at = body.find(term)
        while at >= 0:
            yield at, term
            at = body.find(term, at + 1)


def _ordered(hits: Iterator[Hit]) -> list[Hit]:
    return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: (-hit.score, hit.number))
