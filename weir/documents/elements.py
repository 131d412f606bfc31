"""What parsing makes of a file: a `Document`, which is a sequence of `Element`s in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions (0..1) of the page, with the origin at the top left corner."""

SEPARATOR = "\n\n"
"""What stands between two elements in `Document.text`."""


class ElementKind(StrEnum):
    """What an element is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    FIGURE = "figure"
    CAPTION = "caption"
    FORMULA = "formula"
    CODE = "code"
    FOOTNOTE = "footnote"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `row` and `column` count from 0; a merged cell is there once, with its spans."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looked in its file: what headings and boilerplate are told by where nothing names them.

    A parser sets what it knows; a `Document` no longer has it.
    """

    size: float | None = None
    """Height of the letters: in thousandths of the page's height where there are pages, else in points."""
    strong: bool = False
    """All of it is bold."""
    centred: bool = False
    linked: float = 0.0
    """Share of its characters that are links."""
    outside: bool = False
    """The engine takes it for what stands around the text of a web page."""


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of a document that a reader would point at.

    `text` is plain text, except that a table is a Markdown table and a list has one ``- item`` a line
    (nested items are indented by two spaces). `page` counts from 1 and is a slide in a presentation; formats
    that do not know pages have None. `headings` is the path of the headings above the element, outermost
    first, without the element itself. `start` is where `text` begins in `Document.text`.
    """

    kind: ElementKind
    text: str
    page: int | None = None
    box: Box | None = None
    level: int | None = None
    """1 to 6 for a heading, else None."""
    headings: tuple[str, ...] = ()
    start: int = 0
    cells: tuple[Cell, ...] = ()
    """The cells of a table, row by row; empty for other kinds."""
    look: Look | None = None

    @property
    def end(self) -> int:
        """Where `text` ends in `Document.text`."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Document:
    """A parsed file: `elements` in reading order; `text` joins them, so ``text[e.start:e.end] == e.text``."""

    name: str
    media_type: str
    """Of the content as it is, whatever the name says."""
    sha256: str
    """Of the bytes of the file, hexadecimal."""
    elements: tuple[Element, ...]
    pages: int | None = None
    language: str = "und"
    """``zh``, ``en``, ``mixed`` (Chinese and English), or ``und`` when there is too little to say."""
    title: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    """What the file says of itself (author, created …) and how it was read (`parser`, `encoding`)."""
    warnings: tuple[str, ...] = ()
    """What was lost or doubtful, one English sentence each."""

    @cached_property
    def text(self) -> str:
        """The whole document as text."""
        return SEPARATOR.join(element.text for element in self.elements)

    def element_at(self, offset: int) -> Element | None:
        """The element that holds the character at `offset` of `text`; None in a gap or outside."""
        index = bisect_right(self.elements, offset, key=lambda element: element.start) - 1
        if index < 0 or offset >= self.elements[index].end:
            return None
        return self.elements[index]


def placed(elements: Iterable[Element]) -> tuple[Element, ...]:
    """The same elements with `start` and `headings` worked out from their order and heading levels."""
    result: list[Element] = []
    path: list[tuple[int, str]] = []
    start = 0
    for element in elements:
        if element.kind is ElementKind.HEADING:
            level = element.level or 1
            path = [above for above in path if above[0] < level]
        headings = tuple(text for _, text in path)
        result.append(replace(element, start=start, headings=headings, look=None))
        start += len(element.text) + len(SEPARATOR)
        if element.kind is ElementKind.HEADING:
            path.append((element.level or 1, element.text))
    return tuple(result)
