"""The section that a piece stands in, and the sentence that says what the section is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from weir.documents import Document, ElementKind
from weir.knowledge.chunks.chunk import size
from weir.knowledge.chunks.pieces import REFERENCE, ROW, Piece
from weir.knowledge.grounding.sentences import sentences

Span = tuple[int, int]

_SUMMED_UP = frozenset({"manual", "law", "paper"})
_LONGEST = 60  # tokens of a sentence that is indexed with every chunk of its section
_SHORTEST = 6
_ABSTRACT = ("abstract", "摘要", "summary", "内容提要")


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


def summaries(document: Document, pieces: Sequence[Piece], spans: Sequence[Span], template: str) -> list[str]:
    """For each piece the sentence that opens its section, or the document if the piece opens the section.

    Empty where the piece says it itself, for rows and references, and for templates whose chunks stand alone.
    """
    if template not in _SUMMED_UP:
        return [""] * len(pieces)
    about = _about(document, pieces)
    leads = {span: lead(document.text[span[0] : span[1]][:2000]) for span in set(spans)}
    return [_summary(document, piece, leads[span], about) for piece, span in zip(pieces, spans, strict=True)]


def lead(text: str) -> str:
    """The first sentence that is neither too short nor too long to say what a text is about; may be empty."""
    for start, end in sentences(text):
        if _SHORTEST <= size(text[start:end]) <= _LONGEST and text[end - 1] in "。.！!；;":
            return text[start:end]
    return ""


def _summary(document: Document, piece: Piece, section: str, about: str) -> str:
    if piece.kind in (ROW, REFERENCE):
        return ""
    text = document.text[piece.start : piece.end]
    return next((sentence for sentence in (section, about) if sentence and sentence not in text), "")


def _about(document: Document, pieces: Sequence[Piece]) -> str:
    """The first sentence of the abstract, else of the first piece that has one."""
    texts = [document.text[piece.start : piece.end] for piece in pieces[:20] if piece.kind != ROW]
    abstract = [
        text
        for piece, text in zip(pieces, texts, strict=False)
        if any(heading.strip().lower() in _ABSTRACT for heading in piece.headings[-1:])
    ]
    return next((sentence for text in [*abstract, *texts[:3]] if (sentence := lead(text))), "")


def _runs(pieces: Sequence[Piece], whole: Sequence[int], depth: int) -> Iterator[list[int]]:
    """Neighbours that share their first `depth` headings."""
    for path, run in groupby(whole, key=lambda at: pieces[at].headings[:depth]):
        if len(path) == depth:
            yield list(run)
