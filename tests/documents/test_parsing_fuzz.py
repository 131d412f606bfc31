"""Real files, cut and bent at random: always a document or a declared error, and the server lives on."""

from __future__ import annotations

import pictures
import pytest
import samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weir.core.errors import WeirError
from weir.documents import KINDS, Limits, Parsers

PICTURES = [KINDS[name] for name in pictures.FORMATS]

FILES = {
    f"a.{kind.extensions[0]}": samples.sample(kind.name, kind.extensions[0])
    for kind in KINDS.values()
    if kind not in PICTURES
}
"""One small file of each kind. Pictures are bent in a test of their own: recognition is slow."""
LIMITS = Limits(timeout_s=20, memory_mb=256)
RELAXED = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def survives(parsers: Parsers, data: bytes, name: str) -> None:
    try:
        document = parsers.parse(data, name, LIMITS)
    except WeirError as error:
        code, text = error.code, error.text("zh")
    else:
        code, text = "document.read", document.text
        assert "\0" not in text
        for element in document.elements:
            assert text[element.start : element.end] == element.text
    assert code.startswith("document.")
    text.encode("utf-8")


@pytest.mark.slow
@RELAXED
@given(name=st.sampled_from(sorted(FILES)), share=st.floats(0.0, 1.0), other=st.sampled_from(sorted(FILES)))
def test_a_file_cut_anywhere_under_any_name(parsers: Parsers, name: str, share: float, other: str) -> None:
    data = FILES[name]

    survives(parsers, data[: int(len(data) * share)], other)


@pytest.mark.slow
@RELAXED
@given(
    name=st.sampled_from(sorted(FILES)),
    flips=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=12
    ),
)
def test_a_file_with_bent_bytes(parsers: Parsers, name: str, flips: list[tuple[float, int]]) -> None:
    data = bytearray(FILES[name])
    for where, mask in flips:
        data[int(where * len(data))] ^= mask

    survives(parsers, bytes(data), name)


@pytest.mark.slow
@RELAXED
@given(data=st.binary(max_size=600), name=st.sampled_from([*sorted(FILES), "", "a", "."]))
def test_any_bytes_under_any_name(parsers: Parsers, data: bytes, name: str) -> None:
    survives(parsers, data, name)


@pytest.mark.slow
@RELAXED
@given(
    text=st.text(max_size=300),
    name=st.sampled_from([f"a.{kind.extensions[0]}" for kind in KINDS.values() if kind.text]),
)
def test_any_text_keeps_its_offsets(parsers: Parsers, text: str, name: str) -> None:
    survives(parsers, text.encode("utf-8", "surrogatepass"), name)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=40))
def test_any_name_is_taken(parsers: Parsers, name: str) -> None:
    assert parsers.parse("# 标题\n\n正文。".encode(), name).text


MARKUP = st.text(alphabet="=-*+|#:.[]_`~^ \n1a中\\{}<>/&;\"'", max_size=200)


@pytest.mark.slow
@RELAXED
@given(
    text=MARKUP,
    name=st.sampled_from(["a.rst", "a.org", "a.md", "a.adoc", "a.tex", "a.ics", "a.vcf", "a.srt", "a.ini"]),
)
def test_any_heap_of_marks_is_read(parsers: Parsers, text: str, name: str) -> None:
    survives(parsers, text.encode(), name)


@pytest.mark.slow
@settings(RELAXED, max_examples=40)
@given(
    name=st.sampled_from(sorted(pictures.FORMATS)),
    share=st.floats(0.0, 1.0),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=6),
)
def test_a_picture_cut_and_bent(
    parsers: Parsers, name: str, share: float, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(pictures.picture(name))
    for where, mask in flips:
        data[int(where * len(data))] ^= mask

    survives(parsers, bytes(data[: int(len(data) * share)]), f"a.{name}")
