"""The template ``slides``: one chunk for each slide, under its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from weir.documents import KINDS, Document, Element, ElementKind
from weir.knowledge.chunks.groups import cut_groups, kind_of
from weir.knowledge.chunks.pieces import Piece, cut

_FORMATS = {KINDS[name].media_type for name in ("pptx", "ppt", "odp")}


def fits_slides(document: Document) -> float:
    """1 for the formats of presentations."""
    return 1.0 if document.media_type in _FORMATS else 0.0


def cut_slides(document: Document) -> Iterator[Piece]:
    """The slides in order: by page, or by heading of the first level where the format knows no pages."""
    elements = [element for element in document.elements if element.text.strip()]
    paged = any(element.page is not None for element in elements)
    for _, group in groupby(elements, key=_Slides(paged)):
        yield from _slide(document, list(group))


class _Slides:
    """Numbers the slide that each element in turn is on."""

    def __init__(self, paged: bool) -> None:
        self.paged = paged
        self.number = 0

    def __call__(self, element: Element) -> int | None:
        if self.paged:
            return element.page
        self.number += element.kind is ElementKind.HEADING and element.level == 1
        return self.number


def _slide(document: Document, elements: Sequence[Element]) -> Iterator[Piece]:
    title = next((e.text for e in elements if e.kind is ElementKind.HEADING), "")
    outer = tuple(heading for heading in elements[0].headings if heading != title)
    path = (*outer, title) if title else outer
    body = elements[1:] if elements[0].text == title and len(elements) > 1 else elements
    piece = Piece(body[0].start, body[-1].end, path, kind_of(body))
    pieces = list(cut(document, piece))
    if len(pieces) == 1:
        yield from pieces
    else:  # a very full slide: its tables and lists are cut with care
        for part in cut_groups(body):
            yield replace(part, headings=(*path, *(h for h in part.headings if h not in path)))
