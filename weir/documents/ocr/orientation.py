"""Which way up a picture of a page is, told from its lines of text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from weir.documents.elements import Box
from weir.documents.ocr import recogniser

if TYPE_CHECKING:
    from weir.documents.ocr.recogniser import Image, Quad

_SAMPLED = 8
_MOSTLY = 0.6
_MARGIN = 0.05
"""How much surer the better of two readings must be."""


def quarter_turns(image: Image, quads: list[Quad]) -> tuple[int, bool]:
    """How many quarter turns against the clock make the page upright, and whether its lines run from top to
    bottom (vertical Chinese)."""
    if not quads:
        return 0, False
    longest = sorted(quads, key=lambda quad: -max(recogniser.size_of(quad)))[:_SAMPLED]
    tall = [quad for quad in longest if recogniser.is_tall(quad)]
    if len(tall) > len(longest) * _MOSTLY:
        return _of_tall_lines([recogniser.cut_out(image, quad) for quad in tall])
    lines = [recogniser.cut_out(image, quad) for quad in longest if not recogniser.is_tall(quad)]
    if recogniser.upside_down(lines) <= 1 - _MOSTLY:
        return 0, False
    turned = [np.ascontiguousarray(np.rot90(line, 2)) for line in lines]
    return (2, False) if _certainty(turned) > _certainty(lines) + _MARGIN else (0, False)


def _of_tall_lines(lines: list[Image]) -> tuple[int, bool]:
    """Turned letters read well after a quarter turn; those of vertical lines when set side by side."""
    readings = {
        (1, False): _certainty([np.ascontiguousarray(np.rot90(line, 1)) for line in lines]),
        (3, False): _certainty([np.ascontiguousarray(np.rot90(line, 3)) for line in lines]),
        (0, True): _certainty([side_by_side(line) for line in lines]),
    }
    return max(readings, key=lambda way: readings[way])


def _certainty(lines: list[Image]) -> float:
    """How sure the reading of some lines is, weighted by their length."""
    read = recogniser.read_lines(lines)
    letters = sum(len(text) for text, _ in read)
    return sum(len(text) * score for text, score in read) / letters if letters else 0.0


def side_by_side(line: Image) -> Image:
    """A line that runs from top to bottom, cut between its characters and set from left to right."""
    width = line.shape[1]
    places = _gaps(line, width)
    cells = [line[top:bottom] for top, bottom in pairwise(places) if bottom > top]
    padded = [
        np.pad(cell, ((0, max(width - cell.shape[0], 0)), (0, 0), (0, 0)), mode="edge")[:width]
        for cell in cells
    ]
    return np.ascontiguousarray(np.concatenate(padded, axis=1)) if padded else line


def _gaps(line: Image, width: int) -> list[int]:
    """Where to cut: in the emptiest row near each multiple of the width."""
    height = line.shape[0]
    ink = np.abs(line.astype(np.int16) - np.median(line)).sum(axis=(1, 2))
    places = [0]
    while height - places[-1] > width * 1.3:
        ideal = places[-1] + width
        first, last = int(ideal - width * 0.25), min(int(ideal + width * 0.25) + 1, height)
        places.append(first + int(np.argmin(ink[first:last])))
    return [*places, height]


def turned_back(box: Box, turns: int) -> Box:
    """A box on the upright page as it lies on the page of the file."""
    left, top, right, bottom = box
    for _ in range(turns % 4):
        # The page was turned against the clock: what is now at the top was at the right.
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return (round(left, 4), round(top, 4), round(right, 4), round(bottom, 4))
