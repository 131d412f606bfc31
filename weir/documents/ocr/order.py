"""The order in which the lines of a page are read: down each column, between the lines that span them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weir.documents.ocr.layout import Line

_PLACES = 200
"""At so many places across the page a gutter is looked for."""
_SPANNING = 0.6
_FEWEST = 4
"""Lines on each side of a gutter."""
_LEAST_WIDTH = 0.22
"""Width of the lines of running text in a column, as a share of the page's: narrower ones are cells."""


def blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in blocks, each a piece of one column, in reading order. Lines along the margin come last."""
    lying = [line for line in lines if line.right - line.left >= line.bottom - line.top or len(line.text) < 3]
    standing = [line for line in lines if line not in lying]
    return _columns(lying) + [[line] for line in standing]


def _columns(lines: list[Line]) -> list[list[Line]]:
    gutter = _gutter(lines)
    if gutter is None:
        return _apart(sorted(lines, key=lambda line: (line.middle, line.left)))
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    result: list[list[Line]] = []
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in sorted(lines, key=lambda line: line.middle):
        if _spans(line, gutter, right - left):
            result += _columns(sides[0]) + _columns(sides[1]) + [[line]]
            sides = ([], [])
        else:
            sides[(line.left + line.right) / 2 > gutter].append(line)
    return result + _columns(sides[0]) + _columns(sides[1])


def _spans(line: Line, gutter: float, width: float) -> bool:
    inside = line.left < gutter - line.height and line.right > gutter + line.height
    return inside and (line.right - line.left > width * _SPANNING or _centred(line, gutter))


def _centred(line: Line, gutter: float) -> bool:
    return abs((line.left + line.right) / 2 - gutter) < line.height


def _gutter(lines: list[Line]) -> float | None:
    """Where a strip runs down the page that hardly any line crosses; None where there is none."""
    if len(lines) < 2 * _FEWEST:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    narrow = [line for line in lines if line.right - line.left < (right - left) * _SPANNING]
    most = max(1, len(narrow) // 8)
    free = [
        place
        for step in range(_PLACES // 5, _PLACES * 4 // 5)
        if sum(line.left < (place := left + (right - left) * step / _PLACES) < line.right for line in narrow)
        <= most
    ]
    middle = (left + right) / 2
    for place in sorted(free, key=lambda place: abs(place - middle)):
        if _divides(narrow, place, right - left):
            return place
    return None


def _divides(lines: list[Line], place: float, width: float) -> bool:
    """Whether there is a column of running text on each side, next to the other one."""
    sides = [line for line in lines if line.right <= place], [line for line in lines if line.left >= place]
    if min(len(side) for side in sides) < _FEWEST:
        return False
    wide = [sum(line.right - line.left > width * _LEAST_WIDTH for line in side) for side in sides]
    if min(wide) < _FEWEST - 1 or max(wide) < _FEWEST:
        return False
    tops = [(min(line.top for line in side), max(line.bottom for line in side)) for side in sides]
    shared = min(bottom for _, bottom in tops) - max(top for top, _ in tops)
    return shared > 2 * median(line.height for line in lines)


def _apart(lines: list[Line]) -> list[list[Line]]:
    """Lines of one column, from top to bottom, in groups with wide empty strips between them."""
    groups: list[list[Line]] = []
    reach = 0.0
    for line in lines:
        letter = min(line.height, groups[-1][-1].height) if groups else line.height
        if not groups or line.top - reach > letter * 1.2:
            groups.append([])
        groups[-1].append(line)
        reach = max(reach, line.bottom)
    return groups
