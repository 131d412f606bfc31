"""Lexical analysis: what is the same to a reader is the same to the index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.knowledge.numerals import numeral_value
from weir.knowledge.tokens import as_written, fold, lexical, stem, terms

_texts = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("的是一二三百万亿资料庫資料 ab studies 1,234.5% 12万\n。A"),
    )
)


def _terms(text: str) -> set[str]:
    return set(terms(lexical(text)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("資料庫", "资料库"),
        ("ＡＩ１２３", "ai 123"),
        ("Companies", "company"),
        ("retrieving", "retrieved"),
        ("1,234,567", "1234567"),
        ("iPhone15", "iphone 15"),
    ],
)
def test_writings_of_one_word_have_the_same_terms(left: str, right: str) -> None:
    assert _terms(left) == _terms(right)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("共1.2万人", "12000"),
        ("一百二十天", "120"),
        ("二〇一八年", "2018"),
        ("12.5 million", "12500000"),
        ("5%", "5%"),
    ],
)
def test_a_number_is_also_found_by_its_value(text: str, value: str) -> None:
    assert value in _terms(text)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十五", 15),
        ("一万二千", 12000),
        ("一亿二千万", 120_000_000),
        ("一万亿", 10**12),
        ("两千三百", 2300),
        ("十一二", None),
    ],
)
def test_chinese_numerals_have_their_value(numeral: str, value: int | None) -> None:
    assert numeral_value(numeral) == value


def test_chinese_is_indexed_as_characters_and_pairs() -> None:
    assert list(terms(lexical("高血压"))) == ["高", "血", "压", "高血", "血压"]


@pytest.mark.parametrize("word", ["bus", "is", "analysis", "process"])
def test_an_s_that_is_no_plural_stays(word: str) -> None:
    assert stem(word) == word


@given(_texts)
def test_words_of_a_lexical_form_stand_between_single_spaces(text: str) -> None:
    form = lexical(text)
    assert form.startswith(" ")
    assert form.endswith(" ")
    assert "  " not in form.strip()


@given(_texts)
def test_every_term_is_found_again_where_it_was_taken_from(text: str) -> None:
    form = lexical(text)
    for term in terms(form):
        assert as_written(term) in form


@given(_texts)
def test_no_chinese_character_and_no_digit_is_lost(text: str) -> None:
    form = lexical(text)
    for char in fold(text):
        assert char in form or not ("一" <= char <= "龥" or char in "0123456789")


@given(_texts)
def test_terms_never_break_the_index_names(text: str) -> None:
    assert not any(set(term) & set(' "/*') for term in terms(lexical(text)))
