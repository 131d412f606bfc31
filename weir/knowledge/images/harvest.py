"""The pictures of a document: its figures, with what is said of them, and its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from weir.documents import Box
from weir.knowledge.images.records import ImageKind

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
MOST_FIGURES, MOST_PAGES = 200, 500
"""Of one document."""
_SMALLEST = 0.004  # of the page: what is smaller is a logo or an ornament
_NEAR = 3  # elements between a figure and its caption
_CONTEXT = 300  # characters
_PAGE_WORDS = 4000
_NUMBERED = re.compile(r"(?:图|圖|Figure|Fig\.?)\s*(\d+(?:[.\-–]\d+)*)", re.IGNORECASE)

Elements = Sequence[dict[str, Any]]
"""The elements of a document as the store keeps them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A picture still to be taken: where it is, and what is said of it."""

    kind: ImageKind
    page: int
    box: Box
    caption: str
    text: str


def places_of(elements: Elements, pages: int, media_type: str) -> Iterator[Place]:
    """The figures of a document and its pages, at most `MOST_FIGURES` and `MOST_PAGES`.

    A file that is a picture itself is one figure, which says what was read in it.
    """
    if media_type.startswith("image/"):
        for page in range(1, min(pages, MOST_FIGURES) + 1):
            yield Place(ImageKind.FIGURE, page, WHOLE, _title(elements, page), _words(elements, page))
        return
    figures = [at for at, element in enumerate(elements) if _is_figure(element)]
    for at in figures[:MOST_FIGURES]:
        caption = _caption(elements, at)
        element = elements[at]
        yield Place(
            ImageKind.FIGURE, element["page"], tuple(element["box"]), caption, _context(elements, at, caption)
        )
    for page in range(1, min(pages, MOST_PAGES) + 1):
        yield Place(ImageKind.PAGE, page, WHOLE, _title(elements, page), _words(elements, page))


def _title(elements: Elements, page: int) -> str:
    return next((str(e["text"]) for e in elements if e["page"] == page and e["kind"] == "heading"), "")


def _words(elements: Elements, page: int) -> str:
    """The words of a page, as many as tell it from others."""
    return "\n".join(str(e["text"]) for e in elements if e["page"] == page)[:_PAGE_WORDS]


def _is_figure(element: dict[str, Any]) -> bool:
    if element["kind"] != "figure" or not element["page"] or not element["box"]:
        return False
    left, top, right, bottom = element["box"]
    return bool(_SMALLEST <= (right - left) * (bottom - top) < 0.98)


def _caption(elements: Elements, at: int) -> str:
    """The caption nearest to a figure, those below it first; its own text where it has none."""
    for step in range(1, _NEAR + 1):
        for near in (at + step, at - step):
            if 0 <= near < len(elements) and elements[near]["kind"] == "caption":
                return str(elements[near]["text"])
    return str(elements[at]["text"])


def _context(elements: Elements, at: int, caption: str) -> str:
    """What is said of a figure: its own text, the headings above it, the paragraphs that name its number."""
    element = elements[at]
    said = [element["text"], *element["headings"]]
    if numbered := _NUMBERED.search(caption):
        named = re.compile(rf"(?:图|圖|Figure|Fig\.?)\s*{re.escape(numbered[1])}(?!\d)", re.IGNORECASE)
        said += [
            other["text"][:_CONTEXT]
            for other in elements
            if other["kind"] == "paragraph" and named.search(other["text"])
        ][:2]
    else:
        before = [other["text"] for other in elements[max(0, at - 2) : at] if other["kind"] == "paragraph"]
        said += [text[-_CONTEXT:] for text in before]
    return "\n".join(part for part in said if part and part != caption)
