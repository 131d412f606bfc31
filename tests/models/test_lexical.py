"""The lexical reranker puts the passage that shares the question's words first, in Chinese and English."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.models import rank
from weir.models.lexical import LexicalRerank, terms


@pytest.mark.parametrize(
    ("query", "best", "others"),
    [
        (
            "Which river does the Dujiangyan weir divide?",
            "The Dujiangyan weir divides the Min river into an inner and an outer stream.",
            ["The river Rhine flows through Basel.", "A weir is a low wall.", "Bread is made of flour."],
        ),
        (
            "都江堰位于哪个省？",
            "都江堰位于四川省成都市，是一座无坝引水工程。",
            ["灵渠位于广西。", "四川省的省会是成都。", "今天的天气很好。"],
        ),
        (
            "annual leave carry over days",
            "# Annual leave\nUp to five days of annual leave carry over to the next year.",
            ["# Sick leave\nReport on the first of the days.", "Days over 30 degrees carry a warning."],
        ),
        (
            "2023 年营业收入",
            "2023 年营业收入为 12.5 亿元。",
            ["2022 年营业收入为 10 亿元。", "2023 年员工 300 人。"],
        ),
        ("GB/T 45654 标准", "本文件依据 GB/T 45654 标准编写。", ["本文件依据 GB/T 20000 标准编写。"]),
    ],
)
def test_the_passage_that_answers_comes_first(query: str, best: str, others: list[str]) -> None:
    assert rank(query, [*others, best])[0].index == len(others)
    assert rank(query, [best, *others])[0].index == 0


def test_words_in_order_and_close_together_beat_the_same_words_scattered() -> None:
    near = "The central bank raised interest rates in July."
    far = "Rates of rain were high. The bank of the river, in central parts, lost interest after it raised."
    assert rank("central bank raised interest rates", [far, near])[0].index == 1


def test_wide_letters_and_endings_do_not_matter() -> None:
    assert terms("ＢＡＮＫＳ") == terms("bank")
    assert rank("banks", ["nothing", "the bank"])[0].index == 1


def test_a_passage_without_a_shared_word_scores_nothing() -> None:
    assert [each.score for each in rank("volcano", ["bread and butter"])] == [0.0]


@given(st.text(max_size=60), st.lists(st.text(max_size=120), max_size=8))
def test_any_text_gets_a_score_between_0_and_1_and_the_same_one_each_time(
    query: str, texts: list[str]
) -> None:
    ranked = rank(query, texts)
    assert sorted(each.index for each in ranked) == list(range(len(texts)))
    assert all(0 <= each.score <= 1 for each in ranked)
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    assert rank(query, texts) == ranked


async def test_as_a_model_it_gives_the_best_n_with_equals_in_their_order() -> None:
    ranked = await LexicalRerank().rerank("bank", ["a bank", "b", "a bank", "c"], 2)
    assert [each.index for each in ranked] == [0, 2]


def test_a_hostile_query_takes_no_time() -> None:
    started = time.perf_counter()
    rank("银行" * 2000 + "a " * 2000, ["银行" * 2000, "a" * 10_000])
    assert time.perf_counter() - started < 5
