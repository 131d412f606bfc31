"""The section that a piece stands in, and the sentence that says what it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from weir.documents import Document, ElementKind, section_summaries, summarise
from weir.knowledge.chunks.pieces import REFERENCE, ROW, Piece

Span = tuple[int, int]

_SUMMED_UP = frozenset({"manual", "law", "paper"})


def sections(document: Document, pieces: Sequence[Piece]) -> list[Span]:
    """For each piece the section that it is part of: the innermost that holds more than the piece itself.

    The section of a row is its table. Without headings the section is the document.
    """
    found: list[Span] = [(0, 0)] * len(pieces)
    whole = [at for at, piece in enumerate(pieces) if piece.kind != ROW]
    for depth in range(max((len(pieces[at].headings) for at in whole), default=0) + 1):
        for run in _runs(pieces, whole, depth):
            span = pieces[run[0]].start, pieces[run[-1]].end
            for at in run:
                if len(run) > 1 or depth == 0:
                    found[at] = span
    tables = [(e.start, e.end) for e in document.elements if e.kind is ElementKind.TABLE]
    for at, piece in enumerate(pieces):
        if piece.kind == ROW:
            found[at] = next(span for span in reversed(tables) if span[0] <= piece.start)
    return found


def summaries(document: Document, pieces: Sequence[Piece], template: str) -> list[str]:
    """For each piece the sentence that says most of its section, or else of the document.

    Empty where the piece says it itself, for rows and references, and for templates whose chunks stand alone.
    """
    if template not in _SUMMED_UP:
        return [""] * len(pieces)
    often = Counter(piece.headings for piece in pieces if piece.kind != ROW)
    about = summarise(document, 1) if often.total() > 1 else ()
    parted = about and len(often) > 1 and max(often.values()) > 1  # else nothing new
    by_section = section_summaries(document) if parted else {}
    return [_summary(document, piece, (*by_section.get(piece.headings, ()), *about)) for piece in pieces]


def _summary(document: Document, piece: Piece, told: Sequence[str]) -> str:
    if piece.kind in (ROW, REFERENCE):
        return ""
    text = document.text[piece.start : piece.end]
    return next((sentence for sentence in told if sentence not in text), "")


def _runs(pieces: Sequence[Piece], whole: Sequence[int], depth: int) -> Iterator[list[int]]:
    """Neighbours that share their first `depth` headings."""
    for path, run in groupby(whole, key=lambda at: pieces[at].headings[:depth]):
        if len(path) == depth:
            yield list(run)
