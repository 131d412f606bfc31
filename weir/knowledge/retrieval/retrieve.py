"""From a question to evidence, read from top to bottom:

understand   what the question names, quotes, fixes and wants
route        nothing to look for, text and meaning, or the graph as well
look         each way of searching gives a list; the lists are fused
hop          what the first evidence names is searched for, when the question only describes it
rerank       by features of the chunks, or by a model where one is configured
stand        a table comes for its rows
diversify    what says the same comes once
around       the rest of a section comes along
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection

from weir.core.errors import WeirError
from weir.knowledge.evidence import Evidence
from weir.knowledge.index import Filter, Hit, IndexDriver
from weir.knowledge.retrieval.around import around
from weir.knowledge.retrieval.asking import question_terms
from weir.knowledge.retrieval.diverse import diverse
from weir.knowledge.retrieval.features import Judged, reranked
from weir.knowledge.retrieval.fusion import Found, fused
from weir.knowledge.retrieval.hops import second_terms
from weir.knowledge.retrieval.query import Intent, Query, understand
from weir.knowledge.retrieval.rows import ChunkRow, rows_of
from weir.knowledge.retrieval.standing import other_sources, tables_for_rows
from weir.knowledge.retrieval.tools import TEXT_ALONE, Tools
from weir.knowledge.tokens import fold, is_cjk

_SPARE = 3  # hits fetched for each evidence wanted, so that features and copies can change the order
_SPARE_BARE = 6  # the same where the question has but one word, which tells the chunks little apart
_DEEPEST = 150  # hits fetched where the rows of one table were most of the first ones
_PART = 0.5  # what a part of the question counts, against the whole
_MEANING = 1.5  # what likeness in meaning counts, against the words: measured, see benchmarks/README.md
_LED = 1.5  # what the graph counts, where a question names several things: the ways between them decide
_HOP = 1.5  # what a second look counts, against the first: the answer stands there
_READ = 3  # chunks that are read for what they name
_MATCHED = 12  # terms that an explanation names


@dataclass(frozen=True, slots=True)
class _Search:
    """One search: where it looks, with which tools, and how deep."""

    connection: Connection
    index: IndexDriver
    where: Filter
    tools: Tools
    depth: int

    def text(self, terms: Mapping[str, float]) -> list[Hit]:
        return self.index.search(self.connection, terms, self.where, self.depth)


def retrieve(
    connection: Connection,
    index: IndexDriver,
    question: str,
    where: Filter,
    limit: int,
    tools: Tools = TEXT_ALONE,
) -> list[Evidence]:
    """The best evidence for a question, best first, at most `limit`; texts that say the same come once."""
    query = understand(question, tools.synonyms)
    if query.intent is Intent.none:
        return []
    bare = len(query.terms) == 1
    search = _Search(connection, index, where, tools, limit * (_SPARE_BARE if bare else _SPARE))
    hits, rows = _stood(search, query, limit)
    judged = _judged(query, [(rows[hit.number], hit.score) for hit in hits if hit.number in rows], tools)
    chosen = diverse(judged, limit)
    beside = around(connection, query, [each.row for each in chosen], where)
    evidence = [*_evidence(query, chosen, {hit.number: hit for hit in hits}, beside, limit)]
    also = other_sources(connection, [*(each.row for each in chosen), *beside], where)
    return [
        replace(each, why={**each.why, "also": also[each.id]}) if also.get(each.id) else each
        for each in evidence
    ]


def _stood(search: _Search, query: Query, limit: int) -> tuple[list[Hit], Mapping[int, ChunkRow]]:
    """What was found, with tables in place of their rows; deeper once, where one table had all the places."""
    found = _hopped(search, query, _looked(search, query))
    rows = rows_of(search.connection, [hit.number for hit in found], search.where)
    hits, rows = tables_for_rows(search.connection, found, rows, search.where)
    if len(hits) < min(limit, len(found)) and search.depth < _DEEPEST:
        return _stood(replace(search, depth=_DEEPEST), query, limit)
    return hits, rows


def _looked(search: _Search, query: Query) -> list[Hit]:
    return fused([*_lists(search, query)])


def _lists(search: _Search, query: Query) -> Iterator[Found]:
    """Every way of searching that this question takes."""
    yield Found("text", search.text(query.terms))
    if query.synonyms:
        yield Found("synonyms", search.text(question_terms(" ".join(query.synonyms))), _PART)
    for part in query.parts or _decomposed(search.tools, query):
        yield Found("part", search.text(question_terms(part)), _PART)
    if search.tools.nearest is not None:
        yield Found("meaning", search.tools.nearest(query.text, search.depth), _MEANING)
    if search.tools.graph is not None:
        yield Found("graph", search.tools.graph(query, search.depth), _LED)


def _decomposed(tools: Tools, query: Query) -> Sequence[str]:
    """The parts that a model sees in a question; a model that fails costs the parts, not the answer."""
    if tools.decompose is None:
        return ()
    try:
        return tools.decompose(query.text)
    except WeirError:
        return ()


def _hopped(search: _Search, query: Query, hits: list[Hit]) -> list[Hit]:
    """The hits, with those of a second look at what the first ones name where the question is a bridge."""
    if not (query.bridge and hits):
        return hits
    rows = rows_of(search.connection, [hit.number for hit in hits[:_READ]], search.where)
    named, terms = second_terms(query, [rows[hit.number].text for hit in hits[:_READ] if hit.number in rows])
    holding = {hit.number for hit in search.text(named)} if named else set()
    second = [hit for hit in search.text(terms) if hit.number in holding] if holding else []
    return fused([Found("first look", hits), Found("second look", second, _HOP)]) if second else hits


def _judged(query: Query, scored: Sequence[tuple[ChunkRow, float]], tools: Tools) -> list[Judged]:
    """The chunks, best first, by the reranker that is configured and its features where it fails."""
    judged = reranked(query, scored)
    if tools.rerank is None or not judged:
        return judged
    try:
        scores = tools.rerank(query.text, [f"{each.row.context}\n{each.row.text}" for each in judged])
    except WeirError as error:
        failed = {"rerank failed": error.code}
        return [Judged(each.row, each.score, {**each.features, **failed}) for each in judged]
    by_model = [
        Judged(each.row, score, {**each.features, "model": round(score, 4)})
        for each, score in zip(judged, scores, strict=True)
    ]
    return sorted(by_model, key=lambda each: -each.score)


def _evidence(
    query: Query, chosen: Sequence[Judged], hits: Mapping[int, Hit], beside: Sequence[ChunkRow], limit: int
) -> Iterator[Evidence]:
    """The chosen chunks and, in the last places, those that stand around them."""
    for rank, judged in enumerate(chosen[: limit - len(beside)], 1):
        folded = fold(f"{judged.row.context}\n{judged.row.text}")
        why = {
            "rank": rank,
            "found": hits[judged.row.number].why,
            "matched": [term for term in query.terms if _stands(term, folded)][:_MATCHED],
            "features": dict(judged.features),
        }
        yield _one(judged.row, judged.score, why)
    for rank, row in enumerate(beside, max(limit - len(beside), 0) + 1):
        yield _one(row, 0.0, {"rank": rank, "found": {"around": {}}, "matched": [], "features": {}})


def _stands(term: str, folded: str) -> bool:
    return term in folded if is_cjk(term) else re.search(rf"\b{re.escape(term)}", folded) is not None


def _one(row: ChunkRow, score: float, why: Mapping[str, Any]) -> Evidence:
    return Evidence(
        id=row.id,
        text=row.text,
        document=row.document,
        document_id=row.document_id,
        knowledge_base=row.base_id,
        page=row.page_from,
        headings=tuple(orjson.loads(row.headings)),
        score=round(score, 4),
        sha256=row.sha256,
        why={**why, "page_to": row.page_to, "start": row.start, "lead": row.lead},
    )
