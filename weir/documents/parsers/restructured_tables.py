"""The two table forms of reStructuredText that are drawn with characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from weir.documents.elements import Cell

Words = Callable[[str], str]


def simple_cells(lines: list[str], words: Words) -> list[Cell]:
    """The cells of a table whose columns are the runs of ``===`` in its rules; the first rows are headers
    when a rule follows them. A row without a first column continues the row above."""
    columns = [match.span() for match in re.finditer(r"=+", lines[0])]
    rows: list[list[str]] = []
    header = 0
    for number, line in enumerate(lines[1:], 1):
        if set(line) <= {"=", " "} and line.strip():
            header = len(rows) if not header and number < len(lines) - 1 else header
        elif line.strip() and not set(line) <= {"-", " "}:
            texts = [_slice(line, columns, index).strip() for index in range(len(columns))]
            if rows and not texts[0] and any(texts):
                rows[-1] = [
                    f"{above}\n{text}" if text else above for above, text in zip(rows[-1], texts, strict=True)
                ]
            else:
                rows.append(texts)
    return [
        Cell(row, column, words(text), header=row < header)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]


def _slice(line: str, columns: list[tuple[int, int]], index: int) -> str:
    """The text of a column. Wide characters take two places in the drawing and one in the line."""
    start = columns[index][0]
    end = columns[index + 1][0] if index + 1 < len(columns) else 10**6
    place, text = 0, []
    for character in line:
        if start <= place < end:
            text.append(character)
        place += 2 if character >= "\u1100" and character > "\u2e7f" else 1
    return "".join(text)


def grid_cells(lines: list[str], words: Words) -> list[Cell]:
    """The cells of a table drawn with ``+---+``; spans are not followed: a merged cell is its first one."""
    rules = [number for number, line in enumerate(lines) if line.startswith("+")]
    columns = sorted({index for number in rules for index, mark in enumerate(lines[number]) if mark == "+"})
    cells: list[Cell] = []
    heads = next((row for row, number in enumerate(rules) if "=" in lines[number]), 0)
    for row, (top, bottom) in enumerate(pairwise(rules)):
        for column, (left, right) in enumerate(pairwise(columns)):
            block = [_between(line, left, right) for line in lines[top + 1 : bottom]]
            cells.append(Cell(row, column, words("\n".join(block).strip()), header=row < heads))
    return cells


def _between(line: str, left: int, right: int) -> str:
    place, text = 0, []
    for character in line:
        if left < place < right:
            text.append(character)
        place += 2 if character > "\u2e7f" else 1
    return "".join(text).strip().strip("|").strip()
