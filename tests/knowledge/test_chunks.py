"""Chunks: slices of the document that lose nothing and know where they are from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from weir.documents import Document, Element, ElementKind
from weir.knowledge.chunks import MOST, TEMPLATES, chunks_of, size

_LEVELS = {"#": 1, "##": 2, "###": 3}
_KINDS = [ElementKind.PARAGRAPH, ElementKind.TABLE, ElementKind.LIST, ElementKind.CODE]


def _document(elements: Sequence[Element], title: str = "员工手册") -> Document:
    """The elements as parsing would place them."""
    placed: list[Element] = []
    path: list[tuple[int, str]] = []
    start = 0
    for element in elements:
        if element.kind is ElementKind.HEADING:
            path = [each for each in path if each[0] < (element.level or 1)]
        headings = tuple(text for _, text in path)
        placed.append(Element(element.kind, element.text, element.page, None, element.level, headings, start))
        start += len(element.text) + 2
        if element.kind is ElementKind.HEADING:
            path.append((element.level or 1, element.text))
    return Document("手册.docx", "text/plain", "0" * 64, tuple(placed), title=title)


def _heading(text: str, level: int = 1) -> Element:
    return Element(ElementKind.HEADING, text, 1, None, level)


def _paragraph(text: str, page: int | None = 1) -> Element:
    return Element(ElementKind.PARAGRAPH, text, page)


_texts = st.text(st.sampled_from("年假天员工 word。.\n|-"), min_size=1, max_size=40).filter(str.strip)
_elements = st.lists(
    st.one_of(
        st.builds(_heading, _texts, st.integers(1, 3)),
        st.builds(
            lambda kind, text, times: Element(kind, text * times, 1),
            st.sampled_from(_KINDS),
            _texts,
            st.integers(1, 60),
        ),
    ),
    max_size=12,
)


_templates = st.sampled_from([None, *TEMPLATES])


@settings(deadline=None)
@given(_elements, _templates)
def test_a_chunk_is_a_slice_of_the_text_and_a_row_points_at_one(
    elements: list[Element], template: str | None
) -> None:
    document = _document(elements)
    for chunk in chunks_of(document, template):
        if chunk.parent is None:
            assert chunk.text[chunk.lead :] == document.text[chunk.start : chunk.end]
        else:
            assert chunk.lead == len(chunk.text)
            assert "\n" not in document.text[chunk.start : chunk.end]


@settings(deadline=None)
@given(_elements, _templates)
def test_chunks_come_in_order_and_do_not_overlap(elements: list[Element], template: str | None) -> None:
    chunks = chunks_of(_document(elements), template)
    assert [chunk.position for chunk in chunks] == list(range(len(chunks)))
    whole = [chunk for chunk in chunks if chunk.parent is None]
    assert all(left.end <= right.start for left, right in pairwise(whole))


@settings(deadline=None)
@given(_elements, _templates)
def test_a_row_stands_in_its_parent_and_a_chunk_in_its_section(
    elements: list[Element], template: str | None
) -> None:
    chunks = chunks_of(_document(elements), template)
    for chunk in chunks:
        assert chunk.section_start <= chunk.start < chunk.end <= chunk.section_end
        if chunk.parent is not None:
            parent = chunks[chunk.parent]
            assert parent.parent is None
            assert parent.start <= chunk.start < parent.end


@settings(deadline=None)
@given(_elements, _templates)
def test_nothing_is_lost(elements: list[Element], template: str | None) -> None:
    document = _document(elements)
    chunks = chunks_of(document, template)
    held = {at for chunk in chunks for at in range(chunk.start, chunk.end)}
    named = {heading for chunk in chunks for heading in chunk.headings}
    for element in document.elements:
        places = [at for at in range(element.start, element.end) if not document.text[at].isspace()]
        in_path = element.kind is ElementKind.HEADING and element.text in named
        assert in_path or all(at in held for at in places)


@settings(deadline=None)
@given(_elements, _templates)
def test_no_chunk_is_much_longer_than_the_limit(elements: list[Element], template: str | None) -> None:
    assert all(size(chunk.text) <= MOST + 120 for chunk in chunks_of(_document(elements), template))


def test_a_chunk_knows_its_headings_and_pages() -> None:
    document = _document(
        [
            _heading("休假"),
            _heading("年假", 2),
            _paragraph("满一年的员工有五天。", 3),
            _paragraph("满十年的有十天。", 4),
        ]
    )
    (chunk,) = chunks_of(document)
    assert chunk.headings == ("休假", "年假")
    assert (chunk.page_from, chunk.page_to) == (3, 4)
    assert chunk.context == "员工手册 › 休假 › 年假"
    assert "年假" not in chunk.text


def test_small_sections_are_kept_together_with_their_headings() -> None:
    document = _document(
        [
            _heading("休假"),
            _heading("年假", 2),
            _paragraph("五天。"),
            _heading("病假", 2),
            _paragraph("十天。"),
        ]
    )
    (chunk,) = chunks_of(document)
    assert chunk.headings == ("休假",)
    assert chunk.text == "年假\n\n五天。\n\n病假\n\n十天。"


def test_large_sections_are_kept_apart() -> None:
    document = _document(
        [
            _heading("年假"),
            _paragraph("满一年的员工有五天。" * 20),
            _heading("病假"),
            _paragraph("有十天。" * 30),
        ]
    )
    assert [chunk.headings for chunk in chunks_of(document)] == [("年假",), ("病假",)]


def test_a_table_that_fits_is_kept_whole() -> None:
    table = "| 姓名 | 天数 |\n| --- | --- |\n| 张三 | 5 |\n| 李四 | 10 |"
    document = _document([_paragraph("休假情况。" * 90), Element(ElementKind.TABLE, table, 2)])
    assert any(table in chunk.text for chunk in chunks_of(document))


def test_each_part_of_a_long_table_has_the_header() -> None:
    header = "| 姓名 | 天数 |\n| --- | --- |"
    rows = [f"| 员工{number:04} | {number} |" for number in range(400)]
    cut = chunks_of(_document([Element(ElementKind.TABLE, "\n".join([header, *rows]), 1)]))
    chunks = [chunk for chunk in cut if chunk.parent is None]
    assert len(chunks) > 3
    assert all(chunk.text.startswith(header) for chunk in chunks)
    assert [row for chunk in chunks for row in chunk.text.split("\n") if row in set(rows)] == rows


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    chunks = chunks_of(_document([_paragraph("满一年的员工每年有五天带薪年假。" * 100)]))
    assert len(chunks) > 2
    assert all(chunk.text.endswith("年假。") for chunk in chunks)


def test_a_file_without_a_title_is_known_by_its_name() -> None:
    (chunk,) = chunks_of(_document([_paragraph("五天。")], title=""))
    assert chunk.context == "手册"


def test_what_no_store_can_keep_is_replaced_without_moving_an_offset() -> None:
    (chunk,) = chunks_of(_document([_paragraph("a\0b\ud800c")]))
    assert chunk.text == "a\ufffdb\ufffdc"
