"""Snapshots and merges: everything comes back word for word, and nobody is asked for a vector twice."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.knowledge.encoders import HashedTerms
from weir.core.errors import WeirError
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge

FILES = {
    "a.md": "# 员工手册\n\n## 年假\n\n满一年的员工有五天年假。",
    "b.md": "# 差旅\n\n| 城市 | 标准 |\n|---|---|\n| 北京 | 500 |\n| 上海 | 600 |",
}


@pytest.fixture
def encoder() -> HashedTerms:
    return HashedTerms()


@pytest.fixture
def knowledge(store: Store, home: Path, encoder: HashedTerms) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers, encoders=[encoder])


def _fill(knowledge: Knowledge, files: dict[str, str] = FILES) -> str:
    base = knowledge.create("base", "pr_1").id
    for name, text in files.items():
        knowledge.ingest(knowledge.add_document(base, name, text.encode()).id)
    return base


def _held(knowledge: Knowledge, base: str) -> list[tuple[str, str, list[object]]]:
    return [(d.id, d.name, list(knowledge.elements(d.id))) for d in knowledge.documents(base)]


def test_a_base_goes_back_to_a_snapshot_word_for_word(knowledge: Knowledge, encoder: HashedTerms) -> None:
    base = _fill(knowledge)
    before, found = _held(knowledge, base), knowledge.retrieve("年假有几天", [base])
    point = knowledge.snapshot(base, "月初")
    assert (point.documents, point.chunks) == (2, knowledge.get(base).chunks)
    knowledge.delete_document(before[0][0])
    knowledge.ingest(knowledge.add_document(base, "c.md", "后来的规定。".encode()).id)
    asked = len(encoder.asked)
    changed = knowledge.restore(base, "月初")
    assert (changed.removed, changed.restored) == (1, 1)
    assert _held(knowledge, base) == before
    again = knowledge.retrieve("年假有几天", [base])
    assert [(e.id, e.text, e.document_id) for e in again] == [(e.id, e.text, e.document_id) for e in found]
    assert len([text for text in encoder.asked[asked:] if "员工手册" in text]) == 0
    assert knowledge.verify(base).clean
    assert knowledge.original(before[0][0]) == FILES["a.md"].encode()
    assert knowledge.restore(base, "月初") == type(changed)(0, 0)


def test_what_a_snapshot_needs_outlives_its_documents(knowledge: Knowledge) -> None:
    base = _fill(knowledge)
    knowledge.snapshot(base, "s")
    for document in knowledge.documents(base):
        knowledge.delete_document(document.id)
    for path in knowledge.files.folder.glob("??/*"):
        os.utime(path, (time.time() - 7200, time.time() - 7200))
    knowledge.sweep()
    assert knowledge.restore(base, "s").restored == 2
    assert [knowledge.original(d.id) for d in knowledge.documents(base)] == [
        t.encode() for t in FILES.values()
    ]
    knowledge.drop_snapshot(base, "s")
    assert knowledge.snapshots(base) == []
    for path in knowledge.files.folder.glob("??/*"):
        os.utime(path, (time.time() - 7200, time.time() - 7200))
    knowledge.sweep()
    assert len(list(knowledge.files.folder.glob("??/*"))) == 2  # the documents' own


def test_a_snapshot_has_one_name_in_its_base(knowledge: Knowledge) -> None:
    base = _fill(knowledge)
    knowledge.snapshot(base, "s")
    with pytest.raises(WeirError, match=r"knowledge\.snapshot_taken"):
        knowledge.snapshot(base, " s ")
    with pytest.raises(WeirError, match=r"auth\.not_found"):
        knowledge.restore(base, "nothing")
    with pytest.raises(WeirError, match=r"knowledge\.name_empty"):
        knowledge.snapshot(base, " ")


def test_a_base_takes_in_another_without_reading_or_encoding_it(
    knowledge: Knowledge, encoder: HashedTerms, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = _fill(knowledge, {"a.md": FILES["a.md"]})
    source = _fill(knowledge)
    asked = len(encoder.asked)
    monkeypatch.setattr(Parsers, "parse", None)
    assert knowledge.merge(source, target) == 1
    assert knowledge.merge(source, target) == 0
    assert encoder.asked[asked:] == []
    assert sorted(d.name for d in knowledge.documents(target)) == ["a.md", "b.md"]
    assert len(knowledge.documents(source)) == 2
    health = knowledge.verify(target)
    assert health.clean, health
    assert health.vectors == health.chunks
    assert "600" in knowledge.retrieve("上海的标准", [target])[0].text
    knowledge.delete(source)
    assert knowledge.verify(target).clean
    assert "600" in knowledge.retrieve("上海的标准", [target])[0].text


def test_a_closed_document_is_found_and_opened_by_its_readers_alone(knowledge: Knowledge) -> None:
    base = _fill(knowledge)
    closed = knowledge.documents(base)[0].id
    assert knowledge.share_document(closed, ["board"]).readers == {"board"}
    knowledge.change(base, readers=["hr"])

    def found(*names: str) -> bool:
        return bool(knowledge.retrieve("年假", [base], reader=frozenset(names), document_ids=[closed]))

    assert [found("x", "hr"), found("x", "hr", "board"), found("x", "board"), found("pr_1")] == [
        False, True, False, True,
    ]  # fmt: skip
    knowledge.share_document(closed, None)
    assert found("x", "hr")
