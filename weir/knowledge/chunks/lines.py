"""What several templates need: pieces that begin where a line says that something new begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weir.documents import Document, Element
from weir.knowledge.chunks.groups import cut_groups
from weir.knowledge.chunks.pieces import Line, Piece, cut


@dataclass(frozen=True, slots=True)
class Unit:
    """What begins at a line and ends where the next unit begins."""

    line: Line
    headings: tuple[str, ...] = ()
    note: str = ""


def cut_units(document: Document, units: Sequence[Unit]) -> Iterator[Piece]:
    """One piece for each unit (more for a long one); what stands before the first is cut in groups."""
    if not units:
        yield from cut_groups(document.elements)
        return
    yield from before(document, units[0].line.start)
    for unit, end in zip(units, ends(document, [unit.line for unit in units]), strict=True):
        yield from cut(document, Piece(unit.line.start, end, unit.headings, note=unit.note))


def ends(document: Document, begun: Sequence[Line]) -> list[int]:
    """Where what begins at each of the lines ends: at the next one, the last at the end of the document."""
    return [*(line.start for line in begun[1:]), len(document.text)][: len(begun)]


def before(document: Document, end: int) -> Iterator[Piece]:
    """The elements before an offset in groups, and the part of the element in which it lies."""
    whole = [element for element in document.elements if element.end <= end]
    yield from cut_groups(whole)
    rest = next((e for e in document.elements if e.start < end < e.end), None)
    if rest is not None:
        yield from cut(document, Piece(rest.start, end, rest.headings))


def share(document: Document, elements: Sequence[Element]) -> float:
    """Which part of the document's text is in these elements."""
    total = sum(len(element.text) for element in document.elements)
    return sum(len(element.text) for element in elements) / total if total else 0.0
