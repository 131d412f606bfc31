"""Dumps of other systems come in as documents, and a base goes out as it came in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.core.errors import WeirError
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge, passages_of, read_dump, write_dump


@pytest.fixture
def knowledge(store: Store, home: Path) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers)


LANGCHAIN = [
    {"page_content": "Leave is 25 days.", "metadata": {"source": "docs/leave.pdf", "page": 1}},
    {"page_content": "Notes from day three.", "metadata": {"source": "docs/leave.pdf", "page": 2}},
    {"page_content": "Laptops cost 1,450 euros.", "metadata": {"source": "it.html"}},
]
SERIALISED = [
    {"lc": 1, "type": "constructor", "id": ["langchain", "Document"], "kwargs": row} for row in LANGCHAIN
]
DIFY = {
    "data": [
        {"content": "年假几天？", "answer": "25 天。", "document_id": "d1", "position": 1},
        {"content": "病假需要证明吗？", "answer": "第三天起需要。", "document_id": "d1", "position": 2},
    ],
    "has_more": False,
}
RAGFLOW = {
    "code": 0,
    "data": {
        "chunks": [
            {"content": "住宿每晚 450 元。", "docnm_kwd": "报销.docx", "important_keywords": []},
            {"content_with_weight": "十日内提交。", "docnm_kwd": "报销.docx"},
        ],
        "total": 2,
    },
}


@pytest.mark.parametrize("rows", [LANGCHAIN, SERIALISED], ids=["documents", "serialised"])
@pytest.mark.parametrize("lines", [False, True], ids=["json", "lines"])
def test_langchain_documents_are_put_together_by_their_source(rows: Any, lines: bool) -> None:
    text = "\n".join(map(json.dumps, rows)) if lines else json.dumps(rows)
    found = read_dump(text.encode(), "dump.json")
    assert [document.name for document in found] == ["leave.pdf.md", "it.html.md"]
    assert found[0].text == "Leave is 25 days.\n\nNotes from day three."


def test_dify_segments_keep_question_and_answer_together() -> None:
    [document] = read_dump(json.dumps(DIFY).encode(), "dify.json")
    assert document.text.startswith("**年假几天？**\n\n25 天。")


def test_ragflow_chunks_come_in_under_the_name_of_their_document() -> None:
    [document] = read_dump(json.dumps(RAGFLOW).encode(), "ragflow.json")
    assert (document.name, document.text) == ("报销.docx.md", "住宿每晚 450 元。\n\n十日内提交。")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"not json", 1),
        (b'{"text": "a"}\n{"text": ', 2),
        (b'[{"text": "a"}, 5]', 1),
        (b'{"text": "a"}\n{"b": 1}', 2),
    ],
)
def test_what_is_no_dump_says_at_which_line(data: bytes, line: int) -> None:
    with pytest.raises(WeirError, match=r"dump\.unreadable") as caught:
        read_dump(data, "x.jsonl")
    assert caught.value.params["line"] == line


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(WeirError):
        assert all(document.name.endswith(".md") for document in read_dump(data, "x"))


@pytest.mark.parametrize("format", ["weir", "langchain"])
def test_what_was_exported_answers_again_after_it_was_imported(
    knowledge: Knowledge, store: Store, format: Any
) -> None:
    first = knowledge.create("a", "pr_1")
    text = "# Leave\n\n## Annual\n\nEvery employee has 25 days.\n\n# Equipment\n\nA laptop costs 1,450 euros."
    knowledge.ingest(knowledge.add_document(first.id, "handbook.md", text.encode()).id)
    dump = b"".join(write_dump(passages_of(store, first.id), format))
    second = knowledge.create("b", "pr_1")
    [document] = read_dump(dump, "a.jsonl")
    assert document.name == "handbook.md"
    knowledge.ingest(knowledge.add_document(second.id, document.name, document.text.encode()).id)
    assert "1,450" in knowledge.retrieve("What does a laptop cost?", [second.id])[0].text
