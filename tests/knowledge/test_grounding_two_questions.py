"""A question that asks for two things is taken apart, and one that does not is left whole."""

from __future__ import annotations

import pytest

from weir.knowledge import Evidence, answer_from
from weir.knowledge.grounding.parts import parts


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("云栖和柳溪2031年的GDP分别是多少？", ["云栖2031年的GDP是多少？", "柳溪2031年的GDP是多少？"]),
        ("山海杯男单和女单冠军分别是谁？", ["山海杯男单冠军是谁？", "山海杯女单冠军是谁？"]),
        ("论坛的时间和地点", ["论坛的时间", "论坛的地点"]),
        ("展会的开始和结束时间", ["展会的开始时间", "展会的结束时间"]),
        ("2030年和2031年山海杯冠军", ["2030年山海杯冠军", "2031年山海杯冠军"]),
        ("山海奖最佳影片和最佳男演员分别是什么？", ["山海奖最佳影片是什么？", "山海奖最佳男演员是什么？"]),
        ("海澜科技2031年前两季度营收分别是多少？",
         ["海澜科技2031年第一季度营收是多少？", "海澜科技2031年第二季度营收是多少？"]),
    ],
)  # fmt: skip
def test_each_thing_is_asked_by_a_whole_question(question: str, asked: list[str]) -> None:
    assert parts(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "杭州和宁波之间的距离是多少？",
        "顾长风和林小满是什么关系？",
        "有多少个国家和地区参加了论坛？",
        "《风与海》什么时候上映？",
        "和平奖的得主是谁？",
    ],
)
def test_what_is_asked_of_both_together_stays_one_question(question: str) -> None:
    assert parts(question) == [question]


def test_both_answers_are_quoted() -> None:
    texts = [
        "2031年云栖市GDP为4321亿元，增长5.1%。",
        "据统计，2031年柳溪市GDP为2026亿元。",
        "云栖市下辖六个区。",
    ]
    answer = answer_from(
        "云栖市和柳溪市2031年的GDP分别是多少？", [Evidence(str(n), t, "") for n, t in enumerate(texts)]
    )
    assert "4321亿元" in answer.text
    assert "2026亿元" in answer.text
