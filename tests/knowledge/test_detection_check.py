"""Sentences that a model might write, checked against evidence."""

from __future__ import annotations

import pytest

from weir.knowledge import Evidence, check

EVIDENCE = [
    Evidence("a", "海外网1月1日电 据报道，云顶寺发生踩踏事件，造成12人死亡、14人受伤。", "news.html"),
    Evidence("b", "公司员工每年享有15天年假，试用期员工不享受年假。报销单应在30日内提交。", "handbook.docx"),
    Evidence("c", "The warranty lasts 24 months. It does not cover water damage.", "warranty.pdf"),
    Evidence("d", "Anna Berg became chief executive in March 2021. Revenue was $1.2 billion.", "report.pdf"),
]


@pytest.mark.parametrize(
    "sentence",
    [
        "云顶寺踩踏事件造成12人死亡。",
        "云顶寺踩踏事件有12人遇难[1]。",
        "员工每年有15天年假。",
        "试用期员工不享受年假",
        "报销单应在30日内提交。",
        "The warranty lasts 24 months.",
        "The warranty is for 24 months [2].",
        "The warranty does not cover water damage.",
        "Anna Berg was named CEO in March 2021.",
        "Anna Berg became chief executive in 2021.",
        "Revenue was $1.2 billion.",
        "——",
    ],
)
def test_a_sentence_that_agrees_in_every_fact_is_supported(sentence: str) -> None:
    assert check(sentence, EVIDENCE).reasons == ()


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("云顶寺踩踏事件造成13人死亡。", "number"),
        ("云顶寺踩踏事件造成14人死亡。", "number"),
        ("员工每年享有15个月年假。", "number"),
        ("员工每年享有20天年假。", "number"),
        ("试用期员工享受年假", "negation"),
        ("The warranty lasts 12 months.", "number"),
        ("The warranty covers water damage.", "negation"),
        ("Anna Berg became chief executive in April 2021.", "date"),
        ("Anna Berg became chief executive in March 2020.", "date"),
        ("Tom Field became chief executive in March 2021.", "name"),
        ("Revenue was $1.4 billion.", "number"),
        ("云顶寺位于广州。", "name"),
        ("The company plans a new factory.", "wording"),
    ],
)
def test_a_sentence_that_differs_in_one_fact_is_not_supported_and_the_problem_is_named(
    sentence: str, problem: str
) -> None:
    support = check(sentence, EVIDENCE)
    assert not support.supported
    assert any(reason.kind == problem for reason in support.reasons), support.reasons


def test_the_span_is_where_it_is_said() -> None:
    support = check("报销单应在30日内提交。", EVIDENCE)
    assert support.evidence == 1
    assert "报销单" in EVIDENCE[1].text[support.start : support.end]


def test_nothing_supports_a_claim_when_there_is_no_evidence() -> None:
    assert not check("The warranty lasts 24 months.", []).supported
