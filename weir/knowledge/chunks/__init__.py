"""Chunks: what a document is cut into so that the right part of it is found, and how much each part tells."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from os.path import splitext

from weir.documents import Document
from weir.knowledge.chunks.chunk import MOST, Chunk, origin, size, storable
from weir.knowledge.chunks.density import density
from weir.knowledge.chunks.pieces import REFERENCE, ROW, Piece
from weir.knowledge.chunks.rows import with_rows
from weir.knowledge.chunks.sections import Span, sections, summaries
from weir.knowledge.chunks.templates import AUTO, TEMPLATES, asked_template, template_for

__all__ = [
    "AUTO",
    "MOST",
    "TEMPLATES",
    "Chunk",
    "asked_template",
    "chunks_of",
    "origin",
    "size",
    "template_for",
]

_FIXED = {REFERENCE: 0.1, ROW: 0.0}
"""Densities that the text is not asked for; that of a row becomes its table's."""


def chunks_of(document: Document, template: str | None = None) -> list[Chunk]:
    """The chunks of a document in reading order, cut with a template or with the one that fits it.

    Chunks other than rows do not overlap; each element of the document is in one of them, or is a heading
    in the path of one. ``knowledge.template_unknown``.
    """
    chosen = template_for(document, template)
    pieces = list(with_rows(document, chosen.cut(document)))
    spans = sections(document, pieces)
    said = summaries(document, pieces, chosen.name)
    parents = _parents(pieces)
    made = _Making(document, chosen.name)
    chunks = [made.chunk(at, piece, spans[at], said[at], parents[at]) for at, piece in enumerate(pieces)]
    return [
        each if each.parent is None else replace(each, density=chunks[each.parent].density)  # as its table
        for each in chunks
    ]


class _Making:
    """Makes chunks of pieces of one document."""

    def __init__(self, document: Document, template: str) -> None:
        self.document = document
        self.template = template
        self.title = document.title or splitext(document.name)[0]
        self.starts = [element.start for element in document.elements]

    def chunk(self, at: int, piece: Piece, section: Span, summary: str, parent: int | None) -> Chunk:
        own = "" if piece.kind == ROW else self.document.text[piece.start : piece.end]
        text = storable(piece.lead + own)
        pages = self._pages(piece)
        return Chunk(
            position=at,
            kind=str(piece.kind),
            text=text,
            start=piece.start,
            end=piece.end,
            lead=len(piece.lead),
            headings=tuple(map(storable, piece.headings)),
            context=storable(self._context(piece)),
            page_from=min(pages, default=None),
            page_to=max(pages, default=None),
            template=self.template,
            summary=storable(summary),
            density=_FIXED[piece.kind] if piece.kind in _FIXED else density(text),
            parent=parent,
            section_start=section[0],
            section_end=section[1],
        )

    def _context(self, piece: Piece) -> str:
        above = piece.headings if piece.headings[:1] == (self.title,) else (self.title, *piece.headings)
        return " › ".join(part for part in (*above, piece.note) if part)

    def _pages(self, piece: Piece) -> list[int]:
        first = max(bisect_right(self.starts, piece.start) - 1, 0)
        last = bisect_right(self.starts, piece.end - 1)
        elements = self.document.elements[first:last]
        return [element.page for element in elements if element.page is not None]


def _parents(pieces: list[Piece]) -> list[int | None]:
    """For each row the place of the piece before it that holds it; None for others."""
    parents: list[int | None] = []
    holder = 0
    for at, piece in enumerate(pieces):
        holder = at if piece.kind != ROW else holder
        parents.append(holder if piece.kind == ROW else None)
    return parents
