"""Marking a detector: the area under its curve, F1, and the two measures that know nothing."""

from __future__ import annotations

import pytest

from weir.evals import GroundingRow, auroc, evaluate_grounding
from weir.evals.grounding import f1, novel_bigrams

ROWS: list[GroundingRow] = [
    {"evidence": "The library opened in 1998.", "answer": "The library opened in 1998.", "label": 0},
    {"evidence": ["铜导电。", "年假为15天。"], "answer": "年假为15天。", "label": 0},
    {"evidence": "The library opened in 1998.", "answer": "It serves lobster on Fridays.", "label": 1},
    {"evidence": "年假为15天。", "answer": "食堂供应龙虾，欢迎品尝！", "label": 1},
]


@pytest.mark.parametrize(
    ("scores", "area"),
    [
        ([0.1, 0.2, 0.8, 0.9], 1.0),
        ([0.9, 0.8, 0.2, 0.1], 0.0),
        ([0.5] * 4, 0.5),
        ([0.1, 0.8, 0.5, 0.9], 0.75),
    ],
)
def test_the_area_counts_pairs_in_order_and_ties_half(scores: list[float], area: float) -> None:
    assert auroc([0, 0, 1, 1], scores) == area


def test_without_both_labels_there_is_no_area() -> None:
    assert auroc([1, 1], [0.1, 0.2]) is None
    assert auroc([], []) is None


def test_f1_is_the_harmonic_mean() -> None:
    assert f1([1, 1, 0, 0], [True, False, True, False]) == 0.5
    assert f1([0], [False]) == 0


def test_novel_bigrams_are_those_that_the_evidence_lacks() -> None:
    assert novel_bigrams("a b c", ["a b d"]) == 0.5
    assert novel_bigrams("年", ["年假"]) == 0
    assert novel_bigrams("", ["x"]) == 0


def test_the_result_has_what_scripts_read() -> None:
    seen: list[int] = []
    result = evaluate_grounding(ROWS, seen.append)
    assert list(result) == [
        "auroc",
        "f1",
        "auroc_length_only",
        "auroc_novel_bigram",
        "latency_ms",
        "n",
    ]
    assert result["auroc"] == 1
    assert result["f1"] == 1
    assert result["n"] == 4
    assert seen == [1, 2, 3, 4]


def test_no_rows_give_no_figures() -> None:
    assert evaluate_grounding([])["auroc"] is None
