"""The Milvus driver, against milvus-lite: what every index promises, and what only Milvus can break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.knowledge.encoders import HashedTerms
from weir.core.errors import WeirError
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge
from weir.knowledge.index import condition_from
from weir.knowledge.index.milvus import MilvusIndex
from weir.knowledge.index.milvus.collection import analysed
from weir.knowledge.tables import tombs
from weir.knowledge.tokens import lexical

pytest.importorskip("pymilvus", reason="the milvus extra is not installed")
pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")

FILES = {
    "假.md": "# 员工手册\n\n## 年假\n\n满一年的员工有五天年假。\n\n## 病假\n\n病假需要医生证明。",
    "trip.md": "# Travel\n\nTravel costs are paid by the usual rates, 40% in advance.",
}


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One milvus-lite file: only one process may open it, and starting it takes a second."""
    return tmp_path_factory.mktemp("milvus") / "milvus.db"


@pytest.fixture
def index(lite: Path, request: pytest.FixtureRequest) -> MilvusIndex:
    return MilvusIndex(str(lite), prefix=f"t{abs(hash(request.node.name))}")


@pytest.fixture
def knowledge(store: Store, home: Path, index: MilvusIndex) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers, index, encoders=[HashedTerms()])


def _fill(knowledge: Knowledge, files: dict[str, str] = FILES) -> str:
    base = knowledge.create("base", "pr_1").id
    for name, text in files.items():
        knowledge.ingest(knowledge.add_document(base, name, text.encode()).id)
    return base


@pytest.mark.parametrize(("question", "answer"), [("年假有幾天？", "五天年假"), ("paid in advance", "40%")])
def test_a_question_finds_its_chunk(knowledge: Knowledge, question: str, answer: str) -> None:
    assert answer in knowledge.retrieve(question, [_fill(knowledge)])[0].text


def test_text_and_vectors_are_in_milvus_and_agree_with_the_store(knowledge: Knowledge) -> None:
    base = _fill(knowledge)
    health = knowledge.verify(base)
    assert health.clean, health
    assert health.chunks == health.indexed == health.vectors


def test_what_was_deleted_is_not_found_even_before_milvus_knows(knowledge: Knowledge) -> None:
    base = _fill(knowledge)
    knowledge.delete_document(next(d.id for d in knowledge.documents(base) if d.name == "假.md"))
    assert all("年假" not in evidence.text for evidence in knowledge.retrieve("年假有几天", [base]))
    assert not knowledge.verify(base).clean
    knowledge.tend()
    assert knowledge.verify(base).clean


def test_only_what_the_filter_leaves_is_found(knowledge: Knowledge) -> None:
    base, other = _fill(knowledge), _fill(knowledge)
    english = condition_from({"field": "language", "eq": "en"})
    found = knowledge.retrieve("年假 travel", [base], condition=english)
    assert {evidence.document for evidence in found} == {"trip.md"}
    assert {evidence.knowledge_base for evidence in knowledge.retrieve("年假", [base])} == {base}
    assert knowledge.retrieve("年假", [other], reader=frozenset({"pr_2"})) == []


def test_what_milvus_lost_or_holds_too_much_is_named_and_made_good(
    knowledge: Knowledge, index: MilvusIndex, store: Store
) -> None:
    base = _fill(knowledge)
    number = knowledge.get(base).number
    index._text.remove_base(number)
    index._text.put([{"number": 10**6, "base": number, "digest": "x", "terms": "x"}])
    health = knowledge.verify(base)
    assert len(health.missing) == health.chunks
    assert health.extra == (10**6,)
    knowledge.rebuild()
    health = knowledge.verify(base)
    assert health.clean, health
    with store.read() as connection:
        assert connection.execute(select(tombs)).all() == []


def test_another_encoder_takes_over(
    knowledge: Knowledge, store: Store, home: Path, index: MilvusIndex
) -> None:
    base = _fill(knowledge)
    with Parsers(workers=1) as parsers:
        changed = Knowledge(store, home, parsers, index, encoders=[HashedTerms("new", 32)])
        changed.tend()
        health = changed.verify(base)
        assert health.clean, health
        assert health.vectors == health.chunks
        assert "五天" in changed.retrieve("年假有几天", [base])[0].text


def test_a_server_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(WeirError, match=r"knowledge\.milvus_failed"), store.read() as connection:
        MilvusIndex("http://127.0.0.1:1").verify(connection, 1)


def test_terms_are_words_that_every_tokenizer_leaves_alone() -> None:
    words = analysed(lexical("年假 1.5 40% O'Brien")).split()
    assert all(word.isascii() and word.isalnum() for word in words)
    assert len(analysed("词" * 50_000)) <= 60_000
