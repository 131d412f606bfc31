"""How well retrieval finds the passage that answers: nDCG@10, recall, MRR and latency on anybody's data."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log2
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from weir.core.errors import error_kind
from weir.core.store import Store
from weir.knowledge.bases import create_base, get_base
from weir.knowledge.encoder import Encoder, passage, passage_digest
from weir.knowledge.forms import forms
from weir.knowledge.index import EmbeddedIndex, Entry, Filter
from weir.knowledge.nearest import nearest
from weir.knowledge.retrieval import Nearest, Tools, retrieve
from weir.knowledge.shelf import shelve
from weir.knowledge.tables import chunks

TWICE = error_kind(
    "retrieval.id_twice",
    400,
    en="Two passages have the id {id}.",
    zh="有两个段落的 id 都是 {id}。",
    do_en="Give every passage an id of its own.",
    do_zh="请为每个段落指定唯一的 id。",
)
NO_PASSAGE = error_kind(
    "retrieval.no_passage",
    400,
    en="Question {question} is answered by passage {id}, which is not in the corpus.",
    zh="问题 {question} 的答案在段落 {id} 中，但语料里没有该段落。",
    do_en="Add the passage, or leave the question out.",
    do_zh="请补上该段落，或去掉这个问题。",
)
NOTHING = error_kind(
    "retrieval.nothing_to_measure",
    400,
    en="There is nothing to measure: no passages or no questions were given.",
    zh="没有可评测的内容：缺少段落或问题。",
    do_en="Give files with at least one row each.",
    do_zh="请提供至少各有一行的文件。",
)

NO_ENCODER = error_kind(
    "retrieval.no_encoder",
    400,
    en="Searching by meaning needs an embedding model, and none is configured.",
    zh="按语义检索需要嵌入模型，但尚未配置。",
    do_en="Set knowledge.encoder to a model of `weir models list`, or name one with --encoder.",
    do_zh="请将 knowledge.encoder 设为 `weir models list` 中的模型，或用 --encoder 指定。",
)

Mode = Literal["lexical", "dense", "hybrid"]
"""Which way of searching is measured: by words, by meaning, or both as a question is answered."""

_DEPTH = 10
_BATCH = 1000


def evaluate(
    corpus: Sequence[Mapping[str, Any]],
    questions: Sequence[Mapping[str, Any]],
    mode: Mode = "lexical",
    encoder: Encoder | None = None,
) -> dict[str, Any]:
    """Index the corpus in a store of its own and ask every question; one passage is right for each.

    `corpus`: rows ``{id, title?, text}``, each one chunk. `questions`: rows ``{id, question, passage}``.
    Gives ``{"ndcg_at_10", "recall_at_1", "recall_at_10", "mrr", "latency_ms": {"p50", "p95"}, "n"}``; what is
    below the tenth place counts as not found. The latency is that of a question, its encoding included.
    Errors: ``retrieval.id_twice``, ``no_passage``, ``nothing_to_measure``, ``no_encoder``.
    """
    _checked(corpus, questions)
    if encoder is None and mode != "lexical":
        raise NO_ENCODER()
    encoders = [encoder] if encoder and mode != "lexical" else []
    with tempfile.TemporaryDirectory(prefix="weir-evaluate-") as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'weir.db'}", durability="process")
        try:
            index = EmbeddedIndex(Path(folder) / "index")
            where = Filter((_indexed(store, index, corpus, encoders),))
            with store.read() as connection:
                near = nearest(connection, index, encoders, where)
                search = _Search(connection, index, where, near, by_words=mode != "dense")
                asked = [_ask(search, question) for question in questions]
        finally:
            store.close()
    return _summary([rank for rank, _ in asked], [1000 * seconds for _, seconds in asked])


def _checked(corpus: Sequence[Mapping[str, Any]], questions: Sequence[Mapping[str, Any]]) -> None:
    """Raise for data that would give figures without a meaning."""
    if not (corpus and questions):
        raise NOTHING()
    ids = _ids(corpus)
    for question in questions:
        if str(question["passage"]) not in ids:
            raise NO_PASSAGE(question=question["id"], id=question["passage"])


def _ids(corpus: Iterable[Mapping[str, Any]]) -> set[str]:
    seen: set[str] = set()
    for row in corpus:
        if str(row["id"]) in seen:
            raise TWICE(id=row["id"])
        seen.add(str(row["id"]))
    return seen


def _indexed(
    store: Store, index: EmbeddedIndex, corpus: Sequence[Mapping[str, Any]], encoders: Sequence[Encoder]
) -> int:
    with store.write() as connection:
        base = get_base(connection, create_base(connection, "evaluation", "", "", False, ())).number
        document = shelve(connection, base, "corpus", "", 0).id
    for at in range(0, len(corpus), _BATCH):
        rows = [_chunk(base, document, at + i, row) for i, row in enumerate(corpus[at : at + _BATCH])]
        with store.write() as connection:
            connection.execute(insert(chunks), rows)
            index.upsert(
                connection,
                [Entry(row["number"], base, *forms(row["context"], "", row["text"])) for row in rows],
            )
    index.tend(store, encoders, [base])
    return base


def _chunk(base: int, document: str, position: int, row: Mapping[str, Any]) -> dict[str, Any]:
    text, title = str(row["text"]), row.get("title") or ""
    return {
        "number": position + 1, "id": str(row["id"]), "base": base, "document_id": document,
        "position": position, "kind": "paragraph", "context": title, "headings": "[]",
        "text": text, "lead": 0, "start": 0, "end": len(text),
        "sha256": sha256(f"{row['id']} {text}".encode()).hexdigest(),
        "passage": passage_digest(passage(title, "", text)),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Search:
    """The base of an evaluation, and how it is searched."""

    connection: Connection
    index: EmbeddedIndex
    where: Filter
    near: Nearest | None
    by_words: bool

    def best(self, question: str) -> list[str]:
        """The ids of the best passages."""
        if self.by_words or self.near is None:
            tools = Tools(nearest=self.near)
            found = retrieve(self.connection, self.index, question, self.where, _DEPTH, tools)
            return [evidence.id for evidence in found]
        numbers = [hit.number for hit in self.near(question, _DEPTH)]
        rows = self.connection.execute(
            select(chunks.c.number, chunks.c.id).where(chunks.c.number.in_(numbers))
        )
        ids = {row.number: row.id for row in rows}
        return [ids[number] for number in numbers]


def _ask(search: _Search, question: Mapping[str, Any]) -> tuple[int | None, float]:
    """The place of the right passage, from 1, and the seconds that it took."""
    started = time.perf_counter()
    ids = search.best(str(question["question"]))
    taken = time.perf_counter() - started
    right = str(question["passage"])
    return (ids.index(right) + 1 if right in ids else None), taken


def _summary(ranks: Sequence[int | None], milliseconds: Sequence[float]) -> dict[str, Any]:
    cuts = quantiles([*milliseconds, milliseconds[-1]], n=20, method="inclusive")
    return {
        "ndcg_at_10": round(fmean(1 / log2(rank + 1) if rank else 0.0 for rank in ranks), 4),
        "recall_at_1": round(fmean(rank == 1 for rank in ranks), 4),
        "recall_at_10": round(fmean(rank is not None for rank in ranks), 4),
        "mrr": round(fmean(1 / rank if rank else 0.0 for rank in ranks), 4),
        "latency_ms": {"p50": round(cuts[9], 2), "p95": round(cuts[18], 2)},
        "n": len(ranks),
    }
