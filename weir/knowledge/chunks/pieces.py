"""Pieces: what a template cuts a document into, before they become chunks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from weir.documents import Document, Element, ElementKind
from weir.knowledge.chunks.chunk import MOST, size

BY_LINES = {ElementKind.TABLE, ElementKind.LIST, ElementKind.CODE}
ROW = "row"
REFERENCE = "reference"

_SENTENCE = re.compile(r".*?(?:[。！？!?；;\n]+[”’」』）)\"']*|\.(?=\s)|$)\s*", re.DOTALL)
_RULE = re.compile(r"\|?[\s:|-]+\|?")
_BLANK_LINE = re.compile(r".*?\n(?:[ \t]*\n)+(?=\S)|.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of the document's text that becomes a chunk, with what stands before it and above it."""

    start: int
    end: int
    headings: tuple[str, ...] = ()
    kind: str = ElementKind.PARAGRAPH
    lead: str = ""
    note: str = ""
    """What else the index should know it by: the question that it answers, who speaks in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document's text, and the element that it belongs to."""

    text: str
    start: int
    element: Element

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def lines_of(document: Document) -> Iterator[Line]:
    """The lines of the document that are not blank, in order; a table or a block of code is one line."""
    for element in document.elements:
        whole = element.kind in (ElementKind.TABLE, ElementKind.CODE)
        at = element.start
        for text in [element.text] if whole else element.text.split("\n"):
            if text.strip():
                yield Line(text, at, element)
            at += len(text) + 1


def cut(document: Document, piece: Piece) -> Iterator[Piece]:
    """The piece itself, or, when it is too long, pieces that end with an element, a line or a sentence."""
    text = document.text[piece.start : piece.end]
    if size(text) <= MOST:
        yield from _trimmed(document, piece)
        return
    start = end = piece.start
    for unit in _paragraphs(text):
        if end > start and size(document.text[start : end + len(unit)]) > MOST:
            yield from _trimmed(document, replace(piece, start=start, end=end))
            start = end
        end += len(unit)
    yield from _trimmed(document, replace(piece, start=start, end=end))


def cut_element(element: Element, headings: tuple[str, ...]) -> Iterator[Piece]:
    """A long element in pieces that end with a row, an item, a line or a sentence."""
    header = header_of(element)
    start = end = 0
    for unit in _units(element.text, element.kind):
        room = MOST - (size(header) if start else 0)
        if end > start and size(element.text[start : end + len(unit)]) > room:
            yield _part(element, headings, start, end, header)
            start = end
        end += len(unit)
    yield _part(element, headings, start, end, header)


def header_of(element: Element) -> str:
    """The header row of a Markdown table with the rule under it; empty where there is none."""
    lines = element.text.split("\n", 2)
    if element.kind is not ElementKind.TABLE or len(lines) < 3 or not _RULE.fullmatch(lines[1]):
        return ""
    header = f"{lines[0]}\n{lines[1]}\n"
    return header if size(header) < MOST // 2 else ""


def sentences_within(text: str) -> Iterator[str]:
    """Sentences, none above the limit; joined they are the text again."""
    for sentence in _SENTENCE.findall(text):
        yield from (sentence[at : at + MOST] for at in range(0, len(sentence), MOST))


def _part(element: Element, headings: tuple[str, ...], start: int, end: int, header: str) -> Piece:
    end = start + len(element.text[start:end].rstrip())
    lead = header if start else ""
    return Piece(element.start + start, element.start + end, headings, element.kind, lead)


def _trimmed(document: Document, piece: Piece) -> Iterator[Piece]:
    text = document.text[piece.start : piece.end]
    if text.strip():
        start = piece.start + len(text) - len(text.lstrip())
        yield replace(piece, start=start, end=piece.start + len(text.rstrip()))


def _paragraphs(text: str) -> Iterator[str]:
    """Parts of a slice that should not be cut; joined they are the slice again."""
    for line in text.splitlines(keepends=True):
        if size(line) <= MOST:
            yield line
        else:
            yield from sentences_within(line)


def _units(text: str, kind: ElementKind) -> Iterator[str]:
    """Parts of an element that should not be cut; joined they are its text again."""
    if kind is ElementKind.CODE:
        for block in _BLANK_LINE.findall(text):  # what begins at the margin after a blank line
            yield from [block] if size(block) <= MOST else _paragraphs(block)
    elif kind in BY_LINES:
        yield from _paragraphs(text)
    else:
        yield from sentences_within(text)
