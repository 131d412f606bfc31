"""The template ``table``: spreadsheets and other files that are tables; rows in groups under their header."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from weir.documents import KINDS, Document, Element, ElementKind
from weir.knowledge.chunks.groups import cut_groups
from weir.knowledge.chunks.lines import share
from weir.knowledge.chunks.pieces import Piece, cut_element

_FORMATS = {KINDS[name].media_type for name in ("xlsx", "xls", "ods", "csv", "tsv")}


def fits_table(document: Document) -> float:
    """1 where nearly all of the text is in tables (more than half, in a spreadsheet), else 0."""
    part = share(document, [e for e in document.elements if e.kind is ElementKind.TABLE])
    return float(part > (0.5 if document.media_type in _FORMATS else 0.8))


def cut_table(document: Document) -> Iterator[Piece]:
    """Each table for itself, never mixed with the text around it."""
    for is_table, elements in groupby(document.elements, key=_is_table):
        if is_table:
            for element in elements:
                yield from cut_element(element, element.headings)
        else:
            yield from cut_groups(elements)


def _is_table(element: Element) -> bool:
    return element.kind is ElementKind.TABLE
