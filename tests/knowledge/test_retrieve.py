"""Retrieval: the question's own words, no copies, no stranger's text, and a reason for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from weir.core.auth import NOT_FOUND
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Evidence, Knowledge, evaluate
from weir.knowledge.index import Filter, Hit
from weir.knowledge.index.score import nearness
from weir.knowledge.retrieval import TEXT_ALONE, Query, Tools, question_terms, retrieve
from weir.knowledge.tables import bases, chunks

HANDBOOK = "# 员工手册\n\n## 年假\n\n满一年的员工有五天年假。\n\n## 病假\n\n病假需要医生证明。\n"


@pytest.fixture
def knowledge(store: Store, home: Path) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers)


def _filled(knowledge: Knowledge, *texts: str) -> str:
    base = knowledge.create("base", "pr_1")
    for number, text in enumerate(texts):
        knowledge.ingest(knowledge.add_document(base.id, f"{number}.md", text.encode()).id)
    return base.id


def test_evidence_says_where_it_is_from_and_why(knowledge: Knowledge) -> None:
    base = _filled(knowledge, HANDBOOK)
    (evidence, *_) = knowledge.retrieve("年假有几天？", [base])
    assert "五天年假" in evidence.text
    assert (evidence.document, evidence.knowledge_base) == ("0.md", base)
    assert evidence.document_id == knowledge.documents(base)[0].id
    assert evidence.why["rank"] == 1
    assert {"rank", "bm25", "coverage", "nearness"} <= set(evidence.why["found"]["text"])
    assert "年假" in evidence.why["matched"]


def test_texts_that_say_the_same_come_once(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "# a\n\n年假有五天。", "# b\n\n年假有五天。")
    assert [evidence.text for evidence in knowledge.retrieve("年假有几天", [base])] == ["年假有五天。"]


def test_only_the_bases_that_were_given_are_searched(knowledge: Knowledge) -> None:
    mine, other = _filled(knowledge, "我们的年假有五天。"), _filled(knowledge, "他们的年假有九天。")
    assert [e.text for e in knowledge.retrieve("年假有几天", [mine])] == ["我们的年假有五天。"]
    assert len(knowledge.retrieve("年假有几天", [mine, other])) == 2
    assert knowledge.retrieve("年假有几天", []) == []


def test_only_the_documents_that_were_named_are_searched(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "北京的年假有五天。", "上海的年假有九天。")
    wanted = knowledge.documents(base)[1].id
    assert [e.document_id for e in knowledge.retrieve("年假", [base], document_ids=[wanted])] == [wanted]


def test_words_that_only_ask_are_not_searched_for() -> None:
    assert not {"什么", "时候", "哪"} & set(question_terms("公司是什么时候在哪里成立的？"))
    assert set(question_terms("Who wrote the poem?")) == {"wrot", "poem"}


def test_a_question_that_only_asks_still_has_terms() -> None:
    assert question_terms("什么")
    assert question_terms("who is who")


def test_a_question_without_words_finds_nothing(knowledge: Knowledge) -> None:
    assert knowledge.retrieve("？！ …", [_filled(knowledge, HANDBOOK)]) == []


@pytest.mark.parametrize(
    "question", ['" OR *', "a' --", "NEAR(年 假)", "年假 AND NOT x", "%s :x ?", "\0\ud800"]
)
def test_a_question_is_never_read_as_a_query(knowledge: Knowledge, question: str) -> None:
    knowledge.retrieve(question, [_filled(knowledge, HANDBOOK)])


def test_terms_that_stand_together_are_nearer_than_terms_apart() -> None:
    weights = {"年假": 1.0, "五天": 1.0}
    together, apart = " 年假有五天 ", f" 年假{'的' * 200}五天 "
    assert nearness(together, weights) == 1.0
    assert nearness(apart, weights) == 0.5


def test_evaluation_counts_places_from_one() -> None:
    corpus = [
        {"id": "a", "title": "休假", "text": "满一年的员工有五天年假。"},
        {"id": "b", "text": "差旅费用按标准报销。"},
    ]
    questions = [
        {"id": 1, "question": "年假有几天", "passage": "a"},
        {"id": 2, "question": "差旅怎么报销", "passage": "b"},
        {"id": 3, "question": "差旅怎么报销", "passage": "a"},
    ]
    report = evaluate(corpus, questions)
    assert report["n"] == 3
    assert report["recall_at_1"] == report["recall_at_10"] == report["ndcg_at_10"] == report["mrr"] == 0.6667
    assert report["latency_ms"]["p95"] >= report["latency_ms"]["p50"] > 0


def _found(
    knowledge: Knowledge, question: str, base: str, tools: Tools = TEXT_ALONE, limit: int = 5
) -> list[Evidence]:
    with knowledge.store.read() as connection:
        number = connection.execute(select(bases.c.number).where(bases.c.id == base)).scalar_one()
        return retrieve(connection, knowledge.index, question, Filter((number,)), limit, tools)


def _numbers(knowledge: Knowledge, text: str) -> list[int]:
    with knowledge.store.read() as connection:
        return [*connection.execute(select(chunks.c.number).where(chunks.c.text.contains(text))).scalars()]


def test_a_greeting_looks_for_nothing(knowledge: Knowledge) -> None:
    assert knowledge.retrieve("你好！", [_filled(knowledge, "你好，这里是年假说明。")]) == []


def test_what_is_quoted_comes_first(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "年假申请与年假审批：年假由主管审批。", "带薪年休假申请由人事处理。")
    assert "人事" in _found(knowledge, "年假审批里的“带薪年休假”由谁处理", base)[0].text


def test_chunks_near_in_meaning_are_fused_with_those_near_in_words(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "年假有五天。", "Staff rest for a week each summer.")
    (near,) = _numbers(knowledge, "rest for a week")
    tools = Tools(nearest=lambda text, limit: [Hit(near, 0.9, {"cosine": 0.9})])
    found = _found(knowledge, "年假有几天", base, tools)
    assert sorted(list(evidence.why["found"]) for evidence in found) == [["meaning"], ["text"]]


def test_a_reranker_decides_the_order(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "年假有五天，年假年假。", "年假由主管批准，不得转让。")
    tools = Tools(rerank=lambda question, texts: [float("批准" in text) for text in texts])
    found = _found(knowledge, "年假", base, tools)
    assert "批准" in found[0].text
    assert found[0].why["features"]["model"] == 1.0


def test_a_reranker_that_fails_is_said_and_costs_no_answer(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "年假有五天。")

    def fails(question: str, texts: object) -> list[float]:
        raise NOT_FOUND(kind="model", id="a")

    (evidence,) = _found(knowledge, "年假有几天", base, Tools(rerank=fails))
    assert evidence.why["features"]["rerank failed"] == NOT_FOUND.code


def test_parts_that_a_model_sees_are_searched_for_too(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "年假有五天。", "差旅住宿每晚450元。")
    tools = Tools(decompose=lambda question: ["差旅住宿多少钱"])
    found = _found(knowledge, "年假有几天", base, tools)
    assert [set(evidence.why["found"]) for evidence in found] == [{"text"}, {"part"}]


def test_other_names_find_what_the_question_calls_otherwise(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "石头记写的是贾府的兴衰。")
    tools = Tools(synonyms=lambda name: ["石头记"] if name == "红楼梦" else [])
    (evidence,) = _found(knowledge, "《红楼梦》主题", base, tools)
    assert set(evidence.why["found"]) == {"synonyms"}


def test_what_the_graph_leads_to_is_fused_with_what_the_words_find(knowledge: Knowledge) -> None:
    base = _filled(knowledge, "年假有五天。")

    def graph(query: Query, limit: int) -> list[Hit]:
        return [Hit(_numbers(knowledge, "五天")[0], 1.0)] if "总结" in query.text else []

    (evidence,) = _found(knowledge, "年假有几天", base, Tools(graph=graph))
    assert set(evidence.why["found"]) == {"text"}
    (evidence,) = _found(knowledge, "总结年假的规定", base, Tools(graph=graph))
    assert set(evidence.why["found"]) == {"text", "graph"}


def test_a_second_look_finds_what_only_the_first_evidence_names(knowledge: Knowledge) -> None:
    base = _filled(
        knowledge,
        "《红楼梦》由曹雪芹写成。",
        "曹雪芹生于江宁，即今南京。",
        "出生地登记表须由本人填写出生地。",
    )
    found = _found(knowledge, "《红楼梦》的作者的出生地在哪里？", base)
    assert any("江宁" in evidence.text for evidence in found[:2])
    assert any("second look" in evidence.why["found"] for evidence in found)
