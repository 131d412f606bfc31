"""A base asked its own questions: what is in it is found, what was taken out is missed."""

from __future__ import annotations

import pytest

from weir.evals import examine
from weir.knowledge import Evidence, questions_of

TEXTS = {
    "差旅.md": "出差住宿标准为每晚 450 元。报销单须在出差结束后 10 个工作日内提交给财务部。",
    "公司.md": "阿里云成立于2009年9月10日。隐式标识是指写入文件元数据的标识信息。",
    "handbook.md": "The laptop of a new employee costs 1,450 euros. "
    "A receipt is a signed statement about an answer. The Eiffel Tower was completed on 31 March 1889. "
    "It is a tower. Nobody knows.",
}
PASSAGES = [Evidence(id=name, text=text, document=name) for name, text in TEXTS.items()]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("出差住宿标准为每晚多少元？", "450 元"),
        ("阿里云成立于什么时候？", "2009年9月10日"),
        ("什么是隐式标识？", "写入文件元数据的标识信息"),
        ("How much does the laptop of a new employee cost?", "1,450 euros"),
        ("When was the Eiffel Tower completed?", "31 March 1889"),
        ("What is a receipt?", "signed statement about an answer"),
    ],
)
def test_a_sentence_becomes_the_question_that_it_answers(question: str, answer: str) -> None:
    made = {one.question: one for one in questions_of(PASSAGES, 50)}
    assert made[question].answer == answer
    assert made[question].quote in TEXTS[made[question].document]


def test_a_sentence_that_points_elsewhere_becomes_no_question() -> None:
    assert not any("It" in one.question.split() for one in questions_of(PASSAGES, 50))


def test_questions_are_spread_over_the_documents_and_the_same_every_time() -> None:
    three = questions_of(PASSAGES, 3)
    assert {one.document for one in three} == set(TEXTS)
    assert three == questions_of(list(PASSAGES), 3)


def test_a_base_that_lost_a_document_misses_its_questions() -> None:
    asked = questions_of(PASSAGES, 50)
    whole = examine(asked, lambda question: PASSAGES)
    assert (whole["found_at_10"], whole["missed"]) == (1.0, [])
    assert whole["correct"] > 0.6
    broken = examine(asked, lambda question: PASSAGES[1:])
    assert {item["document"] for item in broken["missed"]} == {"差旅.md"}
    assert broken["found_at_10"] < 1
    low, high = broken["intervals"]["found_at_10"]
    assert low < broken["found_at_10"] < high


def test_nothing_to_ask_is_not_a_perfect_score() -> None:
    report = examine([], lambda question: PASSAGES)
    assert (report["n"], report["found_at_1"], report["mrr"]) == (0, None, None)
