"""The learned detector and the states of a sentence: what must hold for any text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.knowledge import LIKELY, Checker, Evidence, answer_risk, check, dispute
from weir.knowledge.detection.basis import basis_of
from weir.knowledge.detection.features import measure
from weir.knowledge.detection.figures import figures
from weir.knowledge.detection.risk import risk
from weir.knowledge.grounding.sentences import sentences

WORDS = """谁 2031年 3月4日 12人死亡 5.7% 400亿美元 在杭州举行 不 没有 ， 。 ？ · Who 1,450 $1.2billion not
Dr. twelve ’s — ﾊﾝｶｸ 𝒳 é ß İ [1] 一二三 百 万 . , : ? I think"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\x00", "\ud800"])
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=30).map("".join))
STATEMENTS = [
    "海陵水务局新建的污水处理厂每天处理污水38万吨。",
    "林晓峰于2019年3月担任青石大学校长。",
    "报名费为每人260元，截止日期是5月18日。",
    "The footbridge in Bergen is 412 metres long.",
    "Marta Lindqvist has led Norvik Energy since 2014.",
    "The survey covered 325 households in 17 towns.",
]


def held(*texts: str) -> list[Evidence]:
    return [Evidence(str(number), text, "a.txt") for number, text in enumerate(texts)]


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_no_text_makes_the_detector_fail(claim: str, texts: list[str]) -> None:
    assert 0 <= risk(claim, texts).value <= 1
    assert 0 <= answer_risk(claim, texts) <= 1
    for item in Checker(held(*texts)).check_answer(claim):
        support = item.support
        assert 0 <= support.risk <= 1
        assert support.supported == (not support.reasons)
        if support.evidence is not None:
            assert 0 <= support.start <= support.end <= len(texts[support.evidence])


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=2), TEXTS)
def test_more_evidence_never_raises_what_is_missing(claim: str, texts: list[str], more: str) -> None:
    before, after = measure(claim, basis_of(tuple(texts))), measure(claim, basis_of((*texts, more)))
    for name in ("new_words", "new_bits", "mass", "rarest", "new_pairs", "new_triples", "broken"):
        assert after[name] <= before[name] + 1e-9, name


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_same_words_are_supported_where_they_stand(statement: str) -> None:
    support = check(statement, held("Nothing of that. 另一段无关的话。", f"前言。Before. {statement} 后记。"))
    assert support.state == "supported"
    assert support.evidence == 1
    assert support.risk < LIKELY


@pytest.mark.parametrize("statement", STATEMENTS)
@given(which=st.integers(0, 9), less=st.integers(1, 9))
@settings(max_examples=20, deadline=None)
def test_a_changed_number_contradicts(statement: str, which: int, less: int) -> None:
    numbers = list(re.finditer(r"\d+", statement))
    match = numbers[which % len(numbers)]
    number = int(match.group())
    changed = str(max(1, number - less))  # a smaller month or day is still one
    claim = statement[: match.start()] + changed + statement[match.end() :]
    support = check(claim, held(statement))
    assert support.state == "contradicted", (claim, support)
    assert any(changed in reason.said and reason.found for reason in support.reasons)


@pytest.mark.parametrize(
    ("claim", "evidence", "found"),
    [
        ("该公司去年盈利。", "该公司去年亏损。", "亏损"),
        ("客流量同比增长。", "客流量同比下降。", "下降"),
        ("Revenue increased in 2020.", "Revenue declined in 2020.", "declined"),
        ("The board approved the merger.", "The board rejected the merger.", "rejected"),
    ],
)
def test_the_opposite_contradicts_and_is_named(claim: str, evidence: str, found: str) -> None:
    support = check(claim, held(evidence))
    assert support.state == "contradicted"
    assert found in [reason.found for reason in support.reasons]


@pytest.mark.parametrize(
    ("claim", "evidence", "found"),
    [
        ("第七届世界军人运动会在成都举行。", "第七届世界军人运动会在武汉举行。", "武汉"),
        ("The fund bought Orsa Bank in 2012.", "The fund bought Norvik Energy in 2012.", "Norvik Energy"),
        (
            "Tomas Vesely led the clinic in Lyon until 2014.",
            "Helen Okafor led the clinic in Lyon until 2014.",
            "Helen Okafor",
        ),
    ],
)
def test_another_name_in_the_same_words_contradicts(claim: str, evidence: str, found: str) -> None:
    support = check(claim, held(evidence))
    assert support.state == "contradicted"
    assert found in [reason.found for reason in support.reasons if reason.kind == "name"]


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_a_whole_sentence_of_the_evidence_is_supported(text: str, other: str) -> None:
    for start, end in sentences(text):
        assert check(text[start:end], held(other, text)).supported


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The canteen serves lobster on Fridays.", "Every employee has 25 days of annual leave."),
        ("食堂每周五供应龙虾。", "员工每年享有15天年假。"),
        ("I think you should try it, it's awesome!", "The library opened in 1998."),
    ],
)
def test_what_nobody_said_is_not_in_the_evidence(claim: str, evidence: str) -> None:
    support = check(claim, held(evidence))
    assert support.state == "not_in_evidence"
    assert support.risk >= LIKELY


@pytest.mark.parametrize("aside", ["Sure!", "Yes.", "当然可以！", "谢谢。", "——", ""])
def test_an_aside_states_nothing(aside: str) -> None:
    assert check(aside, held("The library opened in 1998.")).supported


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("1.5万", "15000"),
        ("15,000", "15000"),
        ("3.50", "3.5"),
        ("一百二十", "120"),
        ("twenty-five", "25"),
        ("two million", "2000000"),
        ("3 hundred", "300"),
    ],
)
def test_a_number_has_one_form_however_it_is_written(written: str, form: str) -> None:
    assert [figure.form for figure in figures(written)] == [form]


def test_the_same_number_of_something_else_counts_less() -> None:
    evidence = ["会议于3月4日召开，12名代表出席。"]
    assert risk("4名代表", evidence).value > risk("12名代表", evidence).value


def test_sources_that_disagree_are_told_apart() -> None:
    found = dispute(
        "年假为15天。", held("公司规定年假为15天。", "公司规定年假为10天。", "食堂中午十二点开饭。")
    )
    assert [support.evidence for support in found.supporting] == [0]
    assert [support.evidence for support in found.contradicting] == [1]
    assert found.open


def test_sources_that_agree_are_no_dispute() -> None:
    assert not dispute("年假为15天。", held("年假为15天。", "公司规定年假为15天。")).open


@pytest.mark.parametrize("word", ["年假十五天", "leave is fifteen days "])
def test_a_sentence_without_an_end_is_checked_in_seconds(word: str) -> None:
    endless = word * (20_000 // len(word))
    started = time.process_time()
    assert check(endless, held(endless)).supported
    assert check(endless + "1998", held(endless, "食堂供应龙虾。")).state != "supported"
    assert time.process_time() - started < 5
