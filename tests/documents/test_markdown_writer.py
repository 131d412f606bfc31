"""A document written as Markdown and read again is the same document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.documents import Cell, Document, Element, ElementKind, to_markdown
from weir.documents.tables import table_element


def document(*elements: Element, language: str = "") -> Document:
    metadata = {"programming_language": language} if language else {}
    return Document("a", "text/plain", "0", elements, metadata=metadata)


@pytest.mark.parametrize(
    ("element", "written"),
    [
        (Element(ElementKind.HEADING, "第一章", level=2), "## 第一章\n"),
        (Element(ElementKind.PARAGRAPH, "# no heading"), "\\# no heading\n"),
        (Element(ElementKind.PARAGRAPH, "1. no list\nnext"), "1\\. no list  \nnext\n"),
        (Element(ElementKind.LIST, "- a\n  - b"), "- a\n  - b\n"),
        (Element(ElementKind.FORMULA, "E = mc^2"), "$$\nE = mc^2\n$$\n"),
        (Element(ElementKind.CODE, "a ``` b"), "```\na ``` b\n```\n"),
        (Element(ElementKind.CODE, "```\nx\n```"), "````\n```\nx\n```\n````\n"),
        (Element(ElementKind.FOOTNOTE, "2. See page 4."), "[^2]: See page 4.\n"),
        (Element(ElementKind.FOOTNOTE, "See page 4."), "[^note-1]: See page 4.\n"),
        (Element(ElementKind.COMMENT, "Wang: check\nthis"), "> Wang: check\n> this\n"),
        (Element(ElementKind.FIGURE, "", page=3, box=(0, 0, 1, 1)), "<!-- figure on page 3 -->\n"),
        (Element(ElementKind.FIGURE, "A plan"), "<!-- figure -->\n\nA plan\n"),
    ],
)
def test_each_kind_has_its_form(element: Element, written: str) -> None:
    assert to_markdown(document(element)) == written


def test_a_merged_cell_is_written_in_each_place_that_it_covers() -> None:
    table = table_element([Cell(0, 0, "a|b", column_span=2), Cell(1, 0, "1"), Cell(1, 1, "2")])

    assert table
    assert to_markdown(document(table)) == "| a\\|b | a\\|b |\n| --- | --- |\n| 1 | 2 |\n"


def test_code_names_its_language() -> None:
    code = document(Element(ElementKind.CODE, "x = 1"), language="Python")

    assert to_markdown(code) == "```python\nx = 1\n```\n"


WORDS = st.text(alphabet="abc 一二。,#->*1.\n", min_size=1, max_size=60).filter(lambda text: text.strip())


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_words_never_become_headings_or_lists(texts: list[str]) -> None:
    from markdown_it import MarkdownIt

    written = to_markdown(document(*(Element(ElementKind.PARAGRAPH, text.strip()) for text in texts)))
    kinds = {token.type for token in MarkdownIt("commonmark").parse(written)}

    assert not kinds & {"heading_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "hr"}
