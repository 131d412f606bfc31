"""One picture of a page read: turned upright, its lines recognised, its elements put in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from weir.documents.elements import Element
from weir.documents.ocr import recogniser
from weir.documents.ocr.layout import Line, elements
from weir.documents.ocr.orientation import quarter_turns, side_by_side, turned_back

if TYPE_CHECKING:
    from weir.documents.ocr.recogniser import Image, Quad

_LEAST_CERTAIN = 0.5
"""Lines that are less certain are specks and drawings."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was read. `turned` is by how many degrees clockwise the picture had lain."""

    elements: tuple[Element, ...] = ()
    certainty: float = 0.0
    """Mean over the characters, 0 to 1."""
    turned: int = 0


def read_image(image: Image, number: int | None = None) -> Page:
    """The elements of a picture (bytes [height, width, 3], blue first) with boxes as fractions of it.

    A page that lies on its side or on its head is turned first; vertical lines are read from the right.
    """
    quads = recogniser.find_lines(image)
    turns, vertical = quarter_turns(image, quads)
    if turns:
        image = np.ascontiguousarray(np.rot90(image, turns))
        quads = recogniser.find_lines(image)
    lines = _read(image, quads, vertical)
    if not lines:
        return Page()
    height, width = image.shape[:2]
    made = elements(lines, width, height, vertical)
    letters = sum(len(line.text) for line in lines)
    certainty = sum(line.score * len(line.text) for line in lines) / letters
    placed = (replace(e, page=number, box=turned_back(e.box, turns) if e.box else None) for e in made)
    return Page(tuple(placed), round(certainty, 3), turns * 90)


def _read(image: Image, quads: list[Quad], vertical: bool) -> list[Line]:
    pictures = [_as_read(recogniser.cut_out(image, quad), vertical) for quad in quads]
    read = recogniser.read_lines(pictures)
    return [
        Line(text.strip(), *_bounds(quad), score)
        for quad, (text, score) in zip(quads, read, strict=True)
        if text.strip() and score >= _LEAST_CERTAIN
    ]


def _as_read(line: Image, vertical: bool) -> Image:
    """A line that stands upright is turned, or set from left to right on a page of vertical lines."""
    height, width = line.shape[:2]
    if height < width * 1.5:
        return line
    return side_by_side(line) if vertical else np.ascontiguousarray(np.rot90(line))


def _bounds(quad: Quad) -> tuple[float, float, float, float]:
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
