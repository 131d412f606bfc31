"""Several lists become one; what says the same comes once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.knowledge.index import Hit
from weir.knowledge.retrieval.diverse import likeness
from weir.knowledge.retrieval.fusion import Found, fused


def test_one_list_keeps_its_order_and_says_who_found_it() -> None:
    hits = [Hit(7, 3.0, {"bm25": 3.0}), Hit(2, 1.0, {"bm25": 1.0})]
    result = fused([Found("text", hits)])
    assert [hit.number for hit in result] == [7, 2]
    assert result[1].why == {"text": {"rank": 2, "bm25": 1.0}}


def test_what_two_lists_agree_on_comes_first() -> None:
    text = Found("text", [Hit(1, 5.0), Hit(2, 4.9), Hit(3, 1.0)])
    meaning = Found(
        "meaning", [Hit(4, 0.9, {"cosine": 0.9}), Hit(2, 0.8, {"cosine": 0.8}), Hit(5, 0.1, {"cosine": 0.1})]
    )
    result = fused([text, meaning])
    assert result[0].number == 2
    assert set(result[0].why) == {"text", "meaning"}


def test_a_score_that_stands_out_is_not_lost_to_ranks() -> None:
    text = Found("text", [Hit(1, 50.0), Hit(2, 10.0)])
    other = Found("part", [Hit(2, 3.0), Hit(1, 2.9)], 0.5)
    assert fused([text, other])[0].number == 1


def test_no_lists_give_no_hits() -> None:
    assert fused([]) == []
    assert fused([Found("text", [])]) == []


_LISTS = st.lists(
    st.lists(st.tuples(st.integers(1, 20), st.floats(0.001, 100)), unique_by=lambda hit: hit[0]), max_size=4
)


@given(_LISTS)
def test_everything_that_was_found_is_there_once_and_in_order(lists: list[list[tuple[int, float]]]) -> None:
    found = [
        Found(str(at), sorted((Hit(*hit) for hit in hits), key=lambda hit: -hit.score))
        for at, hits in enumerate(lists)
    ]
    result = fused(found)
    assert {hit.number for hit in result} == {number for hits in lists for number, _ in hits}
    assert [hit.score for hit in result] == sorted((hit.score for hit in result), reverse=True)
    assert len(result) == len({hit.number for hit in result})


def test_likeness_is_of_the_texts_themselves() -> None:
    alike = likeness(["满一年的员工有五天年假", "满一年的员工有六天年假", "Rooms cost 450 a night", ""])
    assert alike[0, 0] == alike[2, 2] == pytest.approx(1)
    assert alike[0, 1] > 0.5 > alike[0, 2]
    assert alike[3].max() == 0
