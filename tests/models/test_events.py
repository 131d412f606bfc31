"""Server-sent events survive any cut of the bytes that carry them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.models.remote.events import LARGEST_EVENT, Events

datas = st.lists(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1).map(str.encode)
)
newlines = st.sampled_from([b"\n", b"\r\n", b"\r"])


def fed(stream: bytes, cuts: list[int]) -> list[bytes]:
    events = Events()
    places = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    parts = [stream[start:end] for start, end in pairwise(places)]
    return [data for part in parts for data in events.feed(part)] + events.end()


@given(datas, newlines, st.lists(st.integers(0, 10_000), max_size=20))
def test_events_do_not_depend_on_where_the_network_cuts(
    sent: list[bytes], newline: bytes, cuts: list[int]
) -> None:
    stream = b"".join(b": ping" + newline + b"data: " + data + newline * 2 for data in sent)
    assert fed(stream, cuts) == sent


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_no_bytes_break_the_parser(noise: bytes, cuts: list[int]) -> None:
    fed(noise, cuts)


def test_an_event_may_have_several_lines_and_no_newline_at_the_end() -> None:
    assert fed(b"event: x\ndata: a\ndata:b\n\ndata: last", []) == [b"a\nb", b"last"]


def test_an_event_without_end_is_refused_before_it_fills_the_memory() -> None:
    events = Events()
    piece = b"data: " + b"x" * (LARGEST_EVENT // 4)
    for _ in range(3):
        assert events.feed(piece) == []
    with pytest.raises(ValueError, match="too large"):
        events.feed(piece)
