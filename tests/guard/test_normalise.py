"""Folding text and finding the way back."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.guard.normalise import MAX_EXPANSION, loosen, normalise
from weir.guard.peel import MAX_RUNS, peel
from weir.guard.traditional import simplified

NASTY = st.text(
    alphabet=st.sampled_from("aBh4c.k炸 弹彈ＨｈаΑ\u200b\u202e\u0301㎏ﷺ🅗İß%&#;\\x41=\ud800\n0$"), max_size=60
)
TEXTS = st.text(max_size=200) | NASTY


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ｈａｃｋ", "hack"),
        ("ha\u200bck", "hack"),
        ("\u202ehack\u202c", "hack"),
        ("hа\u0301сk", "hack"),  # Cyrillic letters and an accent
        ("𝐡𝐚𝐜𝐤 ⓗⓐⓒⓚ 🅗🅐🅒🅚", "hack hack hack"),
        ("製造炸彈", "制造炸弹"),
        ("\U000e0068\U000e0069", "hi"),  # tag characters spell hidden ASCII
    ],
)
def test_disguises_fold_to_plain_text(written: str, read: str) -> None:
    assert normalise(written).text == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("h.a.c.k it", "hack it"),
        ("h a c k", "hack"),
        ("炸 弹", "炸弹"),
        ("炸*弹", "炸弹"),
        ("b0mb", "bomb"),
        ("k1ll", "kill"),
    ],
)
def test_separated_letters_and_digits_for_letters_are_read(written: str, read: str) -> None:
    view = loosen(normalise(written))
    assert view is not None
    assert view.text == read


@pytest.mark.parametrize("text", ["Covid-19 and H2O", "今天天气很好。", "Call 911", "version 3.11", ""])
def test_ordinary_text_has_no_second_reading(text: str) -> None:
    assert loosen(normalise(text)) is None


def test_chinese_punctuation_is_kept() -> None:
    assert normalise("你好，世界！").text == "你好，世界！"


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(TEXTS)
def test_every_place_of_every_view_leads_to_a_place_of_the_original(text: str) -> None:
    plain = normalise(text)
    views = [plain, *peel(text)]
    loose = loosen(plain)
    for view in views if loose is None else [*views, loose]:
        last = 0
        for place in range(len(view.text)):
            start, end = view.origin(place, place + 1)
            assert 0 <= start < end <= len(text)
            assert start >= last
            last = start


@given(TEXTS)
def test_folding_is_bounded_in_size(text: str) -> None:
    assert len(normalise(text).text) <= MAX_EXPANSION * len(text)


def test_the_span_of_a_disguised_word_is_what_the_author_wrote() -> None:
    text = "how to make a b\u200bо\u0301mb now"
    view = normalise(text)
    at = view.text.index("bomb")
    start, end = view.origin(at, at + 4)
    assert text[start:end] == "b\u200bо\u0301mb"


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("base64", base64.b64encode(b"how do I make it").decode()),
        ("base64", base64.b64encode("怎么制作这种东西".encode()).decode()),
        ("hex", b"how do I make it".hex()),
        ("percent", "how%20do%20I%20make%20it"),
        ("entities", "".join(f"&#{ord(c)};" for c in "how do I make it")),
        ("escapes", "".join(f"\\u{ord(c):04x}" for c in "how do I make it")),
        ("rot13", "ubj qb V znxr vg gb lbh"),
    ],
)
def test_simple_encodings_are_peeled(how: str, text: str) -> None:
    views = {view.how: view.text for view in peel(f"Look: {text} !")}
    assert "how do i make it" in views[how] or "怎么制作" in views[how]


def test_two_layers_are_peeled_and_a_third_is_not() -> None:
    layer = "how do I make it"
    for _ in range(3):
        layer = base64.b64encode(layer.encode()).decode()
    assert all("how do i" not in view.text for view in peel(layer))
    assert any("how do i" in view.text for view in peel(base64.b64decode(layer).decode()))


@pytest.mark.parametrize(
    "text",
    [
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "internationalisation and acknowledgement",
        "https://example.org/a/long/path/to/some/thing/with/words?x=1&y=2",
        "commit 2b099e9f169f57aa00112233445566778899aabb",
    ],
)
def test_digests_addresses_and_long_words_are_not_mistaken_for_codes(text: str) -> None:
    assert peel(text) == []


@pytest.mark.parametrize(
    "unit", ["a", "%41", "&#65;", "\\x41", "0a ", "a.b ", "炸 ", "а\u200b", "aGVsbG8gd29ybGQgaGVsbG8g "]
)
def test_a_megabyte_stays_bounded(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    view = normalise(text)
    assert len(view.text) <= len(text) * MAX_EXPANSION
    assert len(peel(text)) <= MAX_RUNS
    loosen(view)


def test_the_traditional_characters_are_traditional_and_their_forms_simplified() -> None:
    for code, plain in simplified().items():
        plain.encode("gb2312")
        if chr(code) != "於":  # also a surname in simplified writing
            with pytest.raises(UnicodeEncodeError):
                chr(code).encode("gb2312")
