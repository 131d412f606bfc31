"""Sources that contradict each other: what counts as another value, and which passages are told apart."""

from __future__ import annotations

import pytest

from weir.knowledge import Answer, Evidence, Kind, answer_from
from weir.knowledge.grounding.values import compatible


def ask(question: str, *texts: str) -> Answer:
    return answer_from(question, [Evidence(str(n), text, f"{n}.txt") for n, text in enumerate(texts)])


@pytest.mark.parametrize(
    ("kind", "one", "other", "agree"),
    [
        (Kind.date, "2月4日", "2031年2月4日", True),
        (Kind.date, "2021年2月4日", "2031年2月4日", False),
        (Kind.date, "december 1, 2031", "1 december 2031", True),
        (Kind.date, "december 1, 2031", "december 21, 2031", False),
        (Kind.number, "2521525辆", "252万辆", True),
        (Kind.number, "1860米", "1920米", False),
        (Kind.percent, "8.1%", "8.4%", False),
        (Kind.money, "$6.04 billion", "$1.04 billion", False),
        (Kind.person, "谢尔娃", "安娜·谢尔娃", True),
        (Kind.person, "顾长风", "周知远", False),
        (Kind.person, "ann berg", "ms ann berg", True),
        (Kind.person, "ann berg", "tom ashdown", False),
        (Kind.place, "杭州", "中国", True),
        (Kind.place, "杭州", "厦门", False),
    ],
)
def test_values_agree_where_both_can_be_the_answer(kind: Kind, one: str, other: str, agree: bool) -> None:
    assert compatible(kind, one, other) is agree
    assert compatible(kind, other, one) is agree


def test_the_sentence_that_was_altered_is_found_beside_the_true_one() -> None:
    answer = ask(
        "第五届海岸论坛在哪里举办？",
        "第五届海岸论坛将于11月9日至12日在厦门举行，来自40个国家的代表将参会。",
        "第五届海岸论坛将于11月9日至12日在大连举行，来自40个国家的代表将参会。",
    )
    assert answer.span is not None
    assert {answer.span.text, *(value.text for value in answer.conflict)} == {"厦门", "大连"}


def test_another_event_is_no_contradiction() -> None:
    answer = ask(
        "第五届海岸论坛在哪里举办？",
        "第五届海岸论坛将于11月9日至12日在厦门举行，来自40个国家的代表将参会。",
        "第四届海岸论坛去年在大连举行，来自38个国家的代表参会。",
    )
    assert answer.conflict == ()


def test_a_source_that_knows_both_values_does_not_contradict_the_first() -> None:
    answer = ask(
        "白鹭大桥全长多少米？",
        "白鹭大桥全长1860米。",
        "白鹭大桥全长1860米，比原计划的1920米短。",
    )
    assert answer.conflict == ()


def test_where_several_are_asked_for_further_values_are_no_contradiction() -> None:
    answer = ask(
        "电影《云水谣记》的主演有哪些？",
        "电影《云水谣记》由林小满领衔主演。",
        "电影《云水谣记》由陈予安领衔主演。",
    )
    assert answer.conflict == ()
