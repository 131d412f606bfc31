"""The RGB protocol: which passages are drawn, what counts as right, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from weir.evals import Marked, Reply, evaluate, grounded, summarise, wilson
from weir.evals.rgb import is_correct, sample

ROW = {
    "id": 1,
    "query": "白鹭大桥全长多少米？",
    "answer": ["1860米"],
    "positive": ["白鹭大桥全长1860米。", "全长1860米的白鹭大桥通车。", "白鹭大桥长1860米，主跨720米。"],
    "negative": [
        "白鹭大桥于2027年动工。",
        "红枫大桥通车了。",
        "白鹭大桥是省重点工程。",
        "大桥设有非机动车道。",
        "桥面双向六车道。",
    ],
    "positive_wrong": ["白鹭大桥全长1960米。", "全长1960米的白鹭大桥通车。"],
}


def count(passages: Sequence[str]) -> tuple[int, int]:
    return sum("1860" in text for text in passages), sum("1860" not in text for text in passages)


@pytest.mark.parametrize(
    ("noise", "positives", "negatives"),
    # Three positives and five negatives: what one kind lacks, the other fills up.
    [(0, 3, 2), (0.4, 3, 2), (0.6, 2, 3), (0.8, 1, 4)],
)
def test_the_share_of_noise_is_kept_as_far_as_there_are_passages(
    noise: float, positives: int, negatives: int
) -> None:
    assert count(sample(ROW, noise, 5, seed=1)) == (positives, negatives)


def test_few_negatives_are_filled_up_with_positives() -> None:
    assert count(sample({**ROW, "negative": ROW["negative"][:1]}, 0.8, 3, seed=1)) == (2, 1)


def test_each_part_of_a_nested_answer_gives_a_passage() -> None:
    row = {"positive": [["a1", "a2"], ["b1"]], "negative": ["n1", "n2", "n3", "n4"]}
    drawn = sample(row, 0.8, 4, seed=3)
    assert len(drawn) == 4
    assert {text[0] for text in drawn} == {"a", "b", "n"}


def test_a_seed_draws_the_same_order_again() -> None:
    assert sample(ROW, 0.4, 5, seed=7) == sample(ROW, 0.4, 5, seed=7)


@pytest.mark.parametrize(
    ("gold", "text", "right"),
    [
        ("Tampa, Florida", "It was in TAMPA,  Florida.", True),
        (["2500万人次"], "吞吐量达２５００ 万人次。", True),
        ("12,000", "there were 12000 people", True),
        ([["June 2020", "Jun 2020"]], "in Jun 2020", True),
        (["1月3日", "1月12日"], "1月3日宣誓", False),
        ("Norway", "Sweden won", False),
    ],
)
def test_every_gold_answer_must_occur_in_any_of_its_spellings(gold: object, text: str, right: bool) -> None:
    assert is_correct(gold, text) is right


def test_the_evidence_first_answer_is_measured() -> None:
    marks: list[Marked] = []
    result = evaluate([ROW], grounded, on_mark=marks.append)
    assert result["correct_at_noise"] == {"0": 1.0, "0.4": 1.0, "0.8": 1.0}
    assert result["rejection"] == 1.0
    assert result["false_refusal"] == 0.0
    assert result["n"] == 1
    assert result["counterfactual"]["flagged"] == 1.0
    assert result["counterfactual"]["corrected"] == 1.0
    assert result["counterfactual"]["flagged_alone"] == result["counterfactual"]["false_alarm"] == 0.0
    assert 0 < result["mean_answer_characters"] < 300
    assert {mark.part for mark in marks} == {
        "0",
        "0.4",
        "0.8",
        "rejection",
        "counterfactual",
        "contradiction",
    }
    assert summarise(marks)["correct_at_noise"] == result["correct_at_noise"]


def test_an_answerer_that_always_refuses_is_never_right_and_always_rejects() -> None:
    result = evaluate([ROW] * 4, lambda question, passages: Reply("1860米", refused=True))
    assert set(result["correct_at_noise"].values()) == {0.0}
    assert result["rejection"] == result["false_refusal"] == 1.0


def test_an_answerer_that_says_everything_never_rejects() -> None:
    result = evaluate([ROW], lambda question, passages: Reply(" ".join(passages), refused=False))
    assert result["correct_at_noise"]["0.8"] == 1.0
    assert result["rejection"] == 0.0


def test_rows_without_negatives_do_not_count_for_rejection() -> None:
    result = evaluate([{**ROW, "negative": []}], grounded)
    assert result["intervals"]["rejection"] == (0.0, 1.0)


def test_wilson_holds_the_share_and_narrows_with_more_rows() -> None:
    low, high = wilson(45, 100)
    assert (round(low, 3), round(high, 3)) == (0.356, 0.548)
    assert wilson(450, 1000)[0] > low
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
