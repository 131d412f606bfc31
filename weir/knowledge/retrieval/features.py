"""Rerank by what can be seen of a chunk: quotation, names and figures of the question, title, age, density.

The text index has weighed words and their nearness already; a feature here changes a score by a share of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weir.knowledge.grounding.folding import language_of
from weir.knowledge.retrieval.query import Intent, Query
from weir.knowledge.retrieval.rows import ChunkRow
from weir.knowledge.tokens import fold, is_cjk, lexical

WEIGHTS = {
    "quoted": 0.5,
    "unquoted": -0.5,
    "named": 0.1,
    "fixed": 0.1,
    "titled": 0.1,
    "fresh": 0.3,
    "thin": -0.1,
}
"""What a feature, 0 to 1, changes a score by, as a share of the score."""
_ABROAD = 2.5  # places that a chunk in another language than the question goes down
_IS = r"\s?(?:[(（][^)）]*[)）])?\s?(?:is|are|means|refers to|是|指|即|为)(?![a-z])"


@dataclass(frozen=True, slots=True)
class Judged:
    """A chunk with its score after reranking, and the features that made it."""

    row: ChunkRow
    score: float
    features: Mapping[str, Any]


def reranked(query: Query, scored: Sequence[tuple[ChunkRow, float]]) -> list[Judged]:
    """The chunks, best first; equal scores keep their order."""
    ages = _ages([row for row, _ in scored]) if query.fresh else {}
    says = _says(query)
    best = max((score for _, score in scored), default=0.0)
    judged = []
    for row, score in scored:
        features = dict(_features(query, row, ages, says))
        share = sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())
        first = best if "defines" in features else 0.0  # before all that only have the word
        judged.append(Judged(row, score * max(1 + share, 0.05) + first, features))
    return _home_first(sorted(judged, key=lambda each: -each.score), query)


def _home_first(judged: Sequence[Judged], query: Query) -> list[Judged]:
    """The language of the question moves up.

    A chunk in another language is passed only by such as follow it within a few places: where nothing in
    the language of the question answers, the others still come.
    """

    def place(at: int) -> float:
        return at if language_of(judged[at].row.text) == query.language else at + _ABROAD

    return [judged[at] for at in sorted(range(len(judged)), key=place)]


def _features(
    query: Query, row: ChunkRow, ages: Mapping[str, float], says: re.Pattern[str] | None
) -> Iterator[tuple[str, float]]:
    folded = fold(f"{row.context}\n{row.text}")
    if query.phrases:
        form = lexical(f"{row.context}\n{row.text}")
        quoted = _share(form, [phrase if is_cjk(phrase) else f" {phrase} " for phrase in query.phrases])
        yield ("quoted", quoted) if quoted else ("unquoted", 1.0)
    if query.names and (named := _share(folded, query.names)):
        yield "named", named
    if query.fixed and (fixed := _share(folded, [value for _, value in query.fixed])):
        yield "fixed", fixed
    if query.names and (titled := _share(fold(row.title or ""), query.names)):
        yield "titled", titled
    if query.fresh:
        yield "fresh", ages[row.document_id]
    if row.density < 0.5:
        yield "thin", 1 - 2 * row.density
    if says is not None and says.search(row.text):
        yield "defines", 1.0


def _share(text: str, wanted: Sequence[str]) -> float:
    return sum(each in text for each in wanted) / len(wanted)


def _ages(rows: Sequence[ChunkRow]) -> dict[str, float]:
    """How new each document is among those found: 0 the oldest, 1 the newest."""
    times = sorted({row.updated_at for row in rows})
    return {row.document_id: times.index(row.updated_at) / max(len(times) - 1, 1) for row in rows}


def _says(query: Query) -> re.Pattern[str] | None:
    """Text that says what the one thing asked about is."""
    words = [term for term in query.terms if len(term) > 1] or [*query.terms]
    if len(words) != 1 or query.intent not in (Intent.fact, Intent.definition):
        return None
    return re.compile(rf"(?<!\w){re.escape(words[0])}{_IS}", re.IGNORECASE)
