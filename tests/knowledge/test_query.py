"""A question is read by rules: what it names, fixes, quotes, wants and is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.knowledge.retrieval import Intent, understand
from weir.knowledge.retrieval.asking import is_courtesy
from weir.knowledge.retrieval.hops import second_terms


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("你好！", Intent.none),
        ("您好，谢谢！", Intent.none),
        ("Hello there", Intent.none),
        ("Thanks, bye!", Intent.none),
        ("你好，年假有几天？", Intent.fact),
        ("什么是年假？", Intent.definition),
        ("如何申请年假？", Intent.steps),
        ("为什么要申请年假？", Intent.reason),
        ("年假和病假有什么区别？", Intent.compare),
        ("总结一下员工手册", Intent.overview),
        ("Summarise the handbook", Intent.overview),
        ("What is the difference between annual leave and sick leave?", Intent.compare),
        ("How do I apply for leave?", Intent.steps),
        ("Who wrote the poem?", Intent.fact),
    ],
)
def test_what_a_question_wants(question: str, intent: Intent) -> None:
    assert understand(question).intent is intent


def test_what_a_question_quotes_names_and_fixes() -> None:
    query = understand("1982年的电影《银翼杀手》里“电子羊”出现在第3章吗？")
    assert query.phrases == ("电子羊",)
    assert "银翼杀手" in query.names
    assert ("year", "1982") in query.fixed
    assert {"1982", "3"} <= set(query.numbers)


def test_the_language_is_that_of_most_words() -> None:
    assert understand("Python 的年假政策是什么").language == "zh"
    assert understand("What does 年假 mean").language == "en"


@pytest.mark.parametrize("question", ["最新的差旅标准是什么", "What is the latest travel policy?"])
def test_a_question_for_the_latest_is_seen(question: str) -> None:
    assert understand(question).fresh


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("高血压和糖尿病的区别是什么？", ("高血压", "糖尿病")),
        ("What is the difference between annual leave and sick leave?", ("annual leave", "sick leave")),
    ],
)
def test_a_comparison_is_also_asked_side_by_side(question: str, sides: tuple[str, str]) -> None:
    parts = understand(question).parts
    assert len(parts) == 2
    for part, side, other in zip(parts, sides, reversed(sides), strict=True):
        assert side in part
        assert other not in part


@pytest.mark.parametrize(
    "question",
    [
        "《红楼梦》的作者的出生地在哪里？",
        "写《呐喊》的那位作家的故乡在哪里？",
        "Where was the author of the novel that won the prize born?",
    ],
)
def test_a_thing_that_is_only_described_is_a_bridge(question: str) -> None:
    assert understand(question).bridge


@pytest.mark.parametrize("question", ["年假有几天？", "公司的地址是什么？", "Who wrote the poem?"])
def test_a_plain_question_is_no_bridge(question: str) -> None:
    assert not understand(question).bridge


def test_other_names_come_from_whoever_knows_them() -> None:
    others = {"红楼梦": ["石头记"]}
    assert understand("《红楼梦》讲什么？", lambda name: others.get(name, ())).synonyms == ("石头记",)


def test_the_second_look_searches_for_what_the_first_named() -> None:
    query = understand("《红楼梦》的作者的出生地在哪里？")
    named, terms = second_terms(query, ["《红楼梦》由曹雪芹写成。", "天气很好。"])
    assert "曹雪" in named
    assert terms["曹雪"] > terms["出生"]
    assert "红楼" not in terms
    assert second_terms(query, ["天气很好。"]) == ({}, {})


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    query = understand(text)
    assert all(weight > 0 for weight in query.terms.values())
    is_courtesy(text)
