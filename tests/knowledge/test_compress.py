"""Compression: the sentences that answer stay, character for character, and the budget is kept."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from weir.knowledge import Evidence, compress, compressed, text_size

TALE = (
    "都江堰位于四川省成都市西北。它由鱼嘴、飞沙堰和宝瓶口三部分组成。当地的气候温和，物产丰富。"
    "飞沙堰的作用是把多余的洪水和泥沙排入外江。春天的时候，许多游人来这里看花。清明节会举行放水节。"
)
ENGLISH = (
    "The mill stands on the left bank. It was built of oak in 1790. Visitors like the garden behind it. "
    "The wheel is driven by water from the upper pond. A path leads along the river to the old bridge. "
    "In winter the wheel is stopped because of ice."
)
TABLE = "| 型号 | 功率 |\n| --- | --- |\n" + "\n".join(f"| A-{n} | {n * 1.5} kW |" for n in range(10, 60))


def _evidence(*texts: str) -> list[Evidence]:
    return [Evidence(str(at), text, f"{at}.md") for at, text in enumerate(texts)]


def _kept(question: str, budget: int, *texts: str) -> str:
    return " ".join(
        texts[span.at][span.start : span.end] for span in compress(question, _evidence(*texts), budget)
    )


def test_what_fits_is_kept_whole() -> None:
    (span,) = compress("飞沙堰有什么作用？", _evidence(TALE), 1000)
    assert (span.start, span.end) == (0, len(TALE))


def test_the_sentence_that_answers_is_kept() -> None:
    kept = _kept("飞沙堰的作用是什么？", 25, TALE, ENGLISH)
    assert "飞沙堰的作用是把多余的洪水和泥沙排入外江。" in kept
    assert "物产丰富" not in kept
    assert "because of ice" in _kept("Why is the wheel stopped in winter?", 30, TALE, ENGLISH)


def test_a_row_comes_with_the_header_of_its_table() -> None:
    kept = _kept("A-37 的功率是多少？", 60, TABLE)
    assert "| A-37 | 55.5 kW |" in kept
    assert kept.startswith("| 型号 | 功率 |\n| --- | --- |\n")


def test_what_was_said_is_not_said_again() -> None:
    other = "清明节会举行放水节，放水节的仪式在鱼嘴旁边进行。"
    kept = _kept("放水节在什么时候、什么地方举行？", 45, "清明节会举行放水节。" * 3, other)
    assert "鱼嘴旁边" in kept


def test_gaps_are_marked_in_the_text_for_a_model() -> None:
    first, second = compressed("飞沙堰的作用是什么？", _evidence(TALE, ENGLISH), 30)
    assert first.startswith("… ")
    assert first.endswith(" …")
    assert "飞沙堰的作用" in first
    assert second == ""
    assert compressed("mill", _evidence(ENGLISH), 1000) == [ENGLISH]


_texts = st.lists(st.text(st.sampled_from("年假五天。员工 word. | \n-不？12"), max_size=120), max_size=5)


@settings(deadline=None)
@given(st.text(max_size=40), _texts, st.integers(0, 80))
def test_spans_stand_in_the_evidence_in_order_and_keep_the_budget(
    question: str, texts: list[str], budget: int
) -> None:
    spans = compress(question, _evidence(*texts), budget)
    assert spans == sorted(spans, key=lambda span: (span.at, span.start))
    for span in spans:
        assert 0 <= span.start <= span.end <= len(texts[span.at])
    for left, right in pairwise(spans):
        assert left.at < right.at or left.end <= right.start
    if sum(map(text_size, texts)) > budget:
        held = sum(text_size(texts[span.at][span.start : span.end]) for span in spans)
        assert held <= budget + 2 * len(spans)  # blanks between sentences that became neighbours
