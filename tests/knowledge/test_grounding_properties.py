"""What must hold for any text: nothing raises, quotations are verbatim, strangers' evidence is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.knowledge import Evidence, Kind, analyse, answer_from, check
from weir.knowledge.grounding.dates import dates
from weir.knowledge.grounding.folding import fold
from weir.knowledge.grounding.quantities import quantities
from weir.knowledge.grounding.sentences import sentences

WORDS = """谁 什么时候 多少人 《》 《渡口》 第七届 2031年 3月4日 12人死亡 5.7%
400亿美元 在杭州举行 ， 。 ？ ... · 凯尔·内斯
Who When 2031 $1.2billion Norvane CEO Dr. U.S. ’s — ﾊﾝｶｸ 𝒳
é ß İ ] [1] 一二三 百 万 . , : ?"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\t", "\u3000", "\x00"])
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_no_text_makes_an_answer_or_a_check_fail(question: str, texts: list[str]) -> None:
    evidence = [Evidence(str(number), text, "a.txt") for number, text in enumerate(texts)]
    answer = answer_from(question, evidence)
    assert 0 <= answer.confidence <= 1
    assert answer.sufficient == bool(answer.sentences)
    support = check(question, evidence)
    assert 0 <= support.score <= 1.0001


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_every_quotation_is_the_evidence_character_for_character(question: str, texts: list[str]) -> None:
    evidence = [Evidence(str(number), text, "a.txt") for number, text in enumerate(texts)]
    answer = answer_from(question, evidence)
    for cited in (*answer.sentences, *([answer.span] if answer.span else [])):
        assert evidence[cited.evidence].text[cited.start : cited.end] == cited.text
        assert cited.text


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_folding_keeps_offsets_and_sentences_do_not_overlap(text: str) -> None:
    assert len(fold(text)) == len(text)
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    folded = fold(text)
    assert all(0 <= found.start < found.end <= len(folded) for found in [*dates(folded), *quantities(folded)])


@pytest.mark.parametrize(
    "question",
    [
        "南川大学的校长是谁？",
        "白鹭大桥全长多少米？",
        "Who is the CEO of Norvane?",
        "When was the Corvin Tower opened?",
    ],
)
def test_evidence_about_something_else_is_refused(question: str) -> None:
    recipe = (
        "将面粉与水混合，静置30分钟后烤40分钟。Mix the flour with water and bake for 40 minutes in March."
    )
    answer = answer_from(question, [Evidence("1", recipe, "recipe.md")])
    assert not answer.sufficient
    assert answer.reason


def test_no_evidence_is_refused_in_the_language_of_the_question() -> None:
    assert "资料" in answer_from("校长是谁？", []).reason
    assert "documents" in answer_from("Who is the dean?", []).reason


def test_an_answer_stays_within_its_budget() -> None:
    long = "，".join(f"南川大学第{number}任校长是陆怀瑾" for number in range(1, 200)) + "。"
    answer = answer_from("南川大学的校长是谁？", [Evidence(str(n), long, "a.txt") for n in range(5)])
    assert answer.sufficient
    assert len(answer.text) <= 300
    assert len(answer.sentences) <= 3


def test_sources_that_disagree_are_reported() -> None:
    answer = answer_from(
        "白鹭大桥全长多少米？",
        [Evidence("1", "白鹭大桥全长1860米。", "a.txt"), Evidence("2", "白鹭大桥全长1920米。", "b.txt")],
    )
    assert answer.sufficient
    assert [(value.text, value.evidence) for value in answer.conflict] == [("1920米", 1)]
    assert any(sentence.holds(answer.conflict[0]) for sentence in answer.sentences)


def test_the_heading_names_what_the_chunk_does_not() -> None:
    chunk = Evidence(
        "1", "整机保修24个月，滤芯不在保修范围内。", "manual.pdf", headings=("云泉净水器", "保修")
    )
    assert answer_from("云泉净水器的保修期是多久？", [chunk]).span is not None


def test_traditional_characters_find_simplified_ones() -> None:
    answer = answer_from("白鷺大橋全長多少米？", [Evidence("1", "白鹭大桥全长1860米。", "a.txt")])
    assert answer.question.kind is Kind.number
    assert answer.span is not None
    assert answer.span.text == "1860米"


def test_a_question_without_content_is_refused() -> None:
    assert analyse("？？").terms == ()
    assert not answer_from("？？", [Evidence("1", "白鹭大桥全长1860米。", "a.txt")]).sufficient
