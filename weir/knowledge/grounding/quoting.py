"""How much of a sentence to quote: all of it where it fits, else the clauses around the answer."""

from __future__ import annotations

from weir.knowledge.grounding.candidates import Candidate
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.sentences import Span

_LONG_SENTENCE = 160


def overlaps(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates stand in the same sentence."""
    return one.passage == other.passage and one.sentence == other.sentence


def quote(passage: Passage, candidate: Candidate, left: int) -> Span:
    """The span to quote, at most `left` characters; empty when not even the clause of the answer fits."""
    start, end = candidate.sentence
    limit = min(left, round(_LONG_SENTENCE * (1 if passage.scale == 1 else 1.6)))
    if end - start <= limit:
        return start, end
    pieces = passage.clauses(passage.sentence_of(start))
    middle = candidate.fact.start if candidate.fact else start
    at = next((i for i, piece in enumerate(pieces) if piece[0] <= middle < piece[1]), 0)
    first, last = _widen(pieces, at, limit)
    start, end = pieces[first][0], pieces[last][1]
    return _cut(passage, (start, end), candidate, limit)


def _widen(pieces: list[Span], at: int, limit: int) -> tuple[int, int]:
    """Clauses around `at` that fit the limit; those before it first, for they name what it is about."""
    first = last = at
    while True:
        if first > 0 and pieces[last][1] - pieces[first - 1][0] <= limit:
            first -= 1
        elif last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= limit:
            last += 1
        else:
            return first, last


def _cut(passage: Passage, span: Span, candidate: Candidate, limit: int) -> Span:
    start, end = span
    if end - start > limit:
        middle = candidate.fact.start if candidate.fact else start
        start = max(start, middle - limit // 2)
        end = min(end, start + limit)
    while start < end and passage.raw[start].isspace():
        start += 1
    while end > start and passage.raw[end - 1].isspace():
        end -= 1
    return start, end
