"""Streams: nothing leaves before its verdict, whatever the chunks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.guard import Action, Guard, Screening, load_policy
from weir.guard.pieces import NEXT_PIECES, next_cut

ID = "11010519491231002X"


def stream(guard: Guard, chunks: list[str]) -> tuple[str, list[str], Screening]:
    """(all that left, what left at each step, the outcome in the form of a screening)."""
    screen = guard.stream()
    steps = [screen.feed(chunk) for chunk in chunks] + [screen.finish()]
    verdicts = tuple(sorted((v for s in steps for v in s.verdicts), key=lambda v: (v.start, v.end)))
    replies = [s.reply for s in steps if s.reply]
    left = "".join(s.text for s in steps)
    return (
        left,
        [s.text for s in steps],
        Screening(screen.action, verdicts, left, (), replies[0] if replies else None),
    )


PARTS = st.sampled_from(
    [
        "他的身份证号是",
        ID,
        "，",
        "。",
        "手机13812345678",
        "Call (415) 555-0132. ",
        "你好",
        "hello world ",
        "a@ex.com",
        "\n",
        "3.14 ",
        "炸弹",
        "首先制作炸弹，然后",
        "![x](https://e.example/p?d=1)",
        "6222021234567890128",
        "word, " * 30,
        "字" * 150,
        "! ",
        "”",
    ]
)
TEXTS = st.lists(PARTS, max_size=14).map("".join) | st.text(max_size=300)


@settings(max_examples=200)
@given(TEXTS, st.data())
def test_any_chunking_lets_out_what_the_whole_text_would(
    universal: Guard, text: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=20)))
    edges = [0, *cuts, len(text)]
    chunks = [text[a:b] for a, b in pairwise(edges)]
    whole = universal.screen(text, "output")
    left, _, outcome = stream(universal, chunks)
    assert left == whole.text
    assert (outcome.action, outcome.verdicts, outcome.reply) == (whole.action, whole.verdicts, whole.reply)


@given(TEXTS)
@settings(max_examples=40)
def test_one_character_at_a_time_changes_nothing(universal: Guard, text: str) -> None:
    left, _, outcome = stream(universal, list(text))
    whole = universal.screen(text, "output")
    assert (left, outcome.action) == (whole.text, whole.action)


def test_a_number_split_over_chunks_of_one_character_is_masked(universal: Guard) -> None:
    text = f"好的。他的身份证号是{ID}，手机是13812345678。再见"
    left, steps, _ = stream(universal, list(text))
    assert left == "好的。他的身份证号是[身份证]，手机是[手机号]。再见"
    assert all("1101" not in step for step in steps)


def test_nothing_leaves_before_its_piece_is_checked(universal: Guard) -> None:
    screen = universal.stream()
    assert screen.feed("The first sentence is still open").text == ""
    assert screen.feed(" and now it ends").text == ""
    assert screen.feed(". ").text == "The first sentence is still open and now it ends."


def test_the_first_sentence_leaves_as_soon_as_it_ends(universal: Guard) -> None:
    screen = universal.stream()
    released = [screen.feed(char).text for char in "您好，这是第一句话。后面还有很多内容"]
    assert released.index("您好，这是第一句话。") == len("您好，这是第一句话。")


def test_after_a_stop_nothing_leaves_and_the_reply_is_given_once(universal: Guard) -> None:
    screen = universal.stream()
    safe = screen.feed("Gladly, I can tell you about it. ")
    stopped = screen.feed(
        "First, to make a pipe bomb you will need some materials. Then more text follows here. "
    )
    after = screen.feed("And more. ")
    assert safe.text == "Gladly, I can tell you about it."
    assert (stopped.action, stopped.text) == (Action.REFUSE, "")
    assert stopped.reply
    assert (after.text, after.reply, after.action) == ("", None, Action.REFUSE)
    assert screen.finish().text == ""


def test_spans_are_offsets_into_the_whole_stream(universal: Guard) -> None:
    text = "一个很长的开头，没有任何问题，只是为了占据位置而写的文字而已。" * 5 + f"他的号码是{ID}。"
    _, _, outcome = stream(universal, [text[i : i + 7] for i in range(0, len(text), 7)])
    assert [text[v.start : v.end] for v in outcome.verdicts] == [ID]


def test_unchecked_characters_leave_only_as_the_policy_allows(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "{name: o, version: '1', title: {en: o, zh: o}, description: {en: o, zh: o}, stream: {unchecked: 6}}"
    )
    screen = Guard(load_policy(tmp_path / "own.yaml")).stream()
    assert screen.feed("abcd").text == "abcd"
    assert screen.feed("efgh").text == "ef"
    assert screen.finish().text == "gh"


@given(st.text(alphabet=st.sampled_from("a,。. 1字\n"), max_size=600), st.integers(0, 600))
def test_a_cut_once_made_never_moves(text: str, size: int) -> None:
    cut = next_cut(text[:size], 0, 40, first=True, final=False)
    if cut is not None:
        assert cut == next_cut(text, 0, 40, first=True, final=False)
        assert 0 < cut <= 80


def test_a_long_number_is_not_cut_in_two_where_a_pause_is_near() -> None:
    text = "word " * 22 + "6222 0212 3456 7890 128 " + "word " * 40
    cut = next_cut(text, 0, 120, first=True, final=False)
    assert cut is not None
    assert not any(char.isdigit() for char in text[cut - 8 : cut + 8])


@pytest.mark.parametrize("between", [" ", ", ", "，", "/", "  "])
def test_no_number_of_a_long_row_leaves_in_part(universal: Guard, between: str) -> None:
    screen = universal.stream("output", "en")
    row = between.join(["13812345678", ID, "6222021234567890128"] * 60)
    left = "".join(screen.feed(char).text for char in row) + screen.finish().text
    assert left == between.join(["[mobile phone]", "[ID card]", "[bank card]"] * 60)


def test_the_work_of_a_stream_does_not_depend_on_its_chunks(universal: Guard) -> None:
    text = ("A quite ordinary sentence that says nothing special at all. " * 400)[:20_000]

    def work(chunk: int) -> int:
        before = universal.scanner.scanned
        stream(universal, [text[i : i + chunk] for i in range(0, len(text), chunk)])
        return universal.scanner.scanned - before

    assert work(1) == work(1000) == work(20_000)
    assert work(1) <= len(text) * (1 + universal.policy.stream.look_behind / NEXT_PIECES) * 1.1


def test_a_stream_holds_a_bounded_amount_of_text(universal: Guard) -> None:
    screen = universal.stream()
    settings_ = universal.policy.stream
    for _ in range(5000):
        screen.feed("字")
        assert len(screen._buffer) <= 2 * settings_.window + settings_.look_behind + 16
