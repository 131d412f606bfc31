"""From recognised lines to elements in reading order: tables, columns, paragraphs, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from weir.documents.cleaning import join_lines
from weir.documents.elements import Box, Element, ElementKind, Look
from weir.documents.ocr.grid import table_runs
from weir.documents.ocr.order import blocks
from weir.documents.tables import table_element

_ITEM = re.compile(r"[-•·●○▪◦■□]\s*\S")
_MARK = re.compile(r"^[-•·●○▪◦■□]\s*")
_STOP = re.compile(r"[。！？.!?:：]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A recognised line; its place in pixels of the upright page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float = 1.0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def elements(lines: Sequence[Line], width: float, height: float, vertical: bool = False) -> list[Element]:
    """The elements of a page of this size in pixels, without page numbers."""
    size = (max(width, 1.0), max(height, 1.0))
    if vertical:
        return [_paragraph(sorted(lines, key=lambda line: (-line.right, line.top)), size)] if lines else []
    made: list[Element] = []
    rest = list(lines)
    for run in table_runs(rest):
        table = table_element(run.cells, box=_box(run.lines, size))
        if table:
            made.append(table)
            rest = [line for line in rest if line not in run.lines]
    flowing = [_element(group, size) for block in blocks(rest) for group in _paragraphs(block)]
    return _merged(flowing, made)


def _merged(flowing: list[Element], tables: list[Element]) -> list[Element]:
    """Tables put back among the paragraphs: before the first one that stands below them."""
    for table in tables:
        bottom = table.box[3] if table.box else 0.0
        at = next((i for i, e in enumerate(flowing) if e.box and e.box[1] >= bottom - 0.01), len(flowing))
        flowing.insert(at, table)
    return flowing


def _paragraphs(block: list[Line]) -> list[list[Line]]:
    """Lines that belong together: of like height, close, and none of them ends or begins a paragraph."""
    groups: list[list[Line]] = []
    left, right = min(line.left for line in block), max(line.right for line in block)
    for line in block:
        if groups and _continues(groups[-1][-1], line, left, right):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(above: Line, line: Line, left: float, right: float) -> bool:
    letter = min(above.height, line.height)
    if max(above.height, line.height) > letter * 1.35 or _ITEM.match(line.text):
        return False
    if line.middle - above.middle < letter * 0.5:  # on the same line
        return True
    short = above.right < right - letter * 2.5 and bool(_STOP.search(above.text))
    indented = line.left > left + letter * 1.2 and above.left <= left + letter * 1.2
    much_shorter = above.right < left + (right - left) * 0.6
    return not (short or indented or much_shorter)


def _element(group: list[Line], size: tuple[float, float]) -> Element:
    if _ITEM.match(group[0].text):
        text = _MARK.sub("", join_lines("\n".join(line.text for line in group)))
        return Element(ElementKind.LIST, f"- {text}", box=_box(group, size), look=_look(group, size))
    return _paragraph(group, size)


def _paragraph(group: Sequence[Line], size: tuple[float, float]) -> Element:
    text = join_lines("\n".join(line.text for line in group))
    return Element(ElementKind.PARAGRAPH, text, box=_box(group, size), look=_look(group, size))


def _look(group: Sequence[Line], size: tuple[float, float]) -> Look:
    """Height of the letters in thousandths of the page; centred when both margins are wide and alike."""
    left, right = min(line.left for line in group), size[0] - max(line.right for line in group)
    centred = min(left, right) > size[0] * 0.2 and abs(left - right) < size[0] * 0.05
    return Look(size=round(1000 * median(line.height for line in group) / size[1], 1), centred=centred)


def _box(group: Sequence[Line], size: tuple[float, float]) -> Box:
    width, height = size
    return (
        _fraction(min(line.left for line in group) / width),
        _fraction(min(line.top for line in group) / height),
        _fraction(max(line.right for line in group) / width),
        _fraction(max(line.bottom for line in group) / height),
    )


def _fraction(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 4)
