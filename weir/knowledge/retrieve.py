"""From a question to evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import Connection, Row, select

from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.folding import language_of
from weir.knowledge.index import Filter, Hit, IndexDriver
from weir.knowledge.tables import bases, chunks, documents
from weir.knowledge.tokens import is_cjk, lexical, terms

SINGLE = 0.5
"""Weight of a single Chinese character: its pairs, which are sought too, say more."""
_ABROAD = 2.5  # places that a chunk in another language than the question goes down
_IS = r"\s?(?:[(（][^)）]*[)）])?\s?(?:is|are|means|refers to|是|指|即|为)(?![a-z])"
_SPARE = 2  # hits fetched for each evidence wanted, so that copies can be left out
_SPARE_BARE = 6  # the same where the question has but one word

# Words that ask, in lexical form: they are in the question and not in the answer.
_ASKING_ZH = re.compile(
    "什么时候|什么时间|什么|哪一个|哪[个些里儿年位种]|哪|谁|多少|几|怎么样|怎么|怎样|如何|为何|为什么"
    "|请问|请告诉我|告诉我|是否|何[时地人处]|吗|呢|么"
)
_ASKING_EN = frozenset(
    lexical(
        "what which who whom whose when where why how does did do is are was were the of a an please tell me"
    ).split()
)


def question_terms(question: str) -> dict[str, float]:
    """The terms to search for, with their weights; all of them where a question only asks.

    What is said twice counts twice: people repeat what their question is about.
    """
    form = lexical(question)
    told = " ".join(word for word in _ASKING_ZH.sub(" ", form).split() if word not in _ASKING_EN)
    said = Counter(terms(told or form))
    return {
        term: often * (SINGLE if len(term) == 1 and is_cjk(term) else 1.0) for term, often in said.items()
    }


def retrieve(
    connection: Connection, index: IndexDriver, question: str, where: Filter, limit: int
) -> list[Evidence]:
    """The best evidence for a question, best first, at most `limit`; texts that say the same come once."""
    sought = question_terms(question)
    bare = len(sought) == 1  # its one word tells the chunks little apart: look at more of them
    hits = index.search(connection, sought, where, limit * (_SPARE_BARE if bare else _SPARE))
    rows = _rows(connection, [hit.number for hit in hits], where)
    found, seen = [], set()
    for rank, hit in enumerate(hits, 1):
        row = rows.get(hit.number)
        if row is not None and row.sha256 not in seen:
            seen.add(row.sha256)
            found.append(_evidence(row, hit, rank))
    return _preferred(found, question, next(iter(sought)) if bare else "")[:limit]


def _preferred(found: list[Evidence], question: str, bare: str) -> list[Evidence]:
    """What says what the one word of the question is comes first, and the language of the question moves up.

    A chunk in another language is passed only by such as follow it within a few places: where nothing in
    the language of the question answers, the others still come.
    """
    language = language_of(question)
    says = re.compile(rf"(?<!\w){re.escape(bare)}{_IS}", re.IGNORECASE) if bare else None

    def place(at: int) -> float:
        text = found[at].text
        defines = says is not None and says.search(text) is not None
        return (at if language_of(text) == language else at + _ABROAD) - len(found) * defines

    return [found[at] for at in sorted(range(len(found)), key=place)]


def _rows(connection: Connection, numbers: Sequence[int], where: Filter) -> Mapping[int, Row[tuple[object]]]:
    query = (
        select(chunks, documents.c.name.label("document"), bases.c.id.label("base_id"))
        .join(documents, documents.c.id == chunks.c.document_id)
        .join(bases, bases.c.number == chunks.c.base)
        .where(chunks.c.number.in_(numbers), chunks.c.base.in_(where.bases))
    )
    return {row.number: row for row in connection.execute(query)}


def _evidence(row: Row[tuple[object]], hit: Hit, rank: int) -> Evidence:
    return Evidence(
        id=row.id,
        text=row.text,
        document=row.document,
        document_id=row.document_id,
        knowledge_base=row.base_id,
        page=row.page_from,
        headings=tuple(orjson.loads(row.headings)),
        score=round(hit.score, 4),
        sha256=row.sha256,
        why={"rank": rank, **hit.why, "page_to": row.page_to, "start": row.start, "lead": row.lead},
    )
