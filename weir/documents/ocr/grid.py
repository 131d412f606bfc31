"""Tables among recognised lines: rows of several short cells whose columns stand under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weir.documents.elements import Cell

if TYPE_CHECKING:
    from weir.documents.ocr.layout import Line

_FEWEST_ROWS = 3
_LONGEST = {2: 14, 3: 24}
"""Average characters of a cell, by number of columns: longer ones are columns of running text."""
_LONGEST_WIDE = 40


@dataclass(frozen=True, slots=True)
class Run:
    """The lines of one table and the cells that they make."""

    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]


def table_runs(lines: Sequence[Line]) -> list[Run]:
    """The tables, from top to bottom."""
    runs: list[Run] = []
    waiting: list[list[Line]] = []
    for row in [*_rows(lines), []]:
        if len(row) > 1 or (waiting and len(row) == 1 and _inside(row[0], waiting)):
            waiting.append(row)
            continue
        while waiting and len(waiting[-1]) < 2:
            waiting.pop()
        run = _run(waiting)
        if run:
            runs.append(run)
        waiting = []
    return runs


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines side by side, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and abs(line.middle - rows[-1][0].middle) < min(line.height, rows[-1][0].height) * 0.5:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _inside(line: Line, waiting: list[list[Line]]) -> bool:
    """Whether a lone line is a cell of the table above it: it starts no further left, and is no wider."""
    columns = _columns([cell for row in waiting for cell in row])
    return sum(line.left < right and left < line.right for left, right in columns) == 1


def _columns(cells: Sequence[Line]) -> list[tuple[float, float]]:
    """Left and right edges of the strips that the cells stand in."""
    columns: list[tuple[float, float]] = []
    for cell in sorted(cells, key=lambda cell: cell.left):
        if columns and cell.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], cell.right))
        else:
            columns.append((cell.left, cell.right))
    return columns


def _run(rows: list[list[Line]]) -> Run | None:
    cells = [cell for row in rows for cell in row]
    columns = _columns(cells)
    if len(rows) < _FEWEST_ROWS or len(columns) < 2:
        return None
    average = sum(len(cell.text) for cell in cells) / len(cells)
    if average > _LONGEST.get(len(columns), _LONGEST_WIDE):
        return None
    placed: dict[tuple[int, int], str] = {}
    for row, members in enumerate(rows):
        for cell in members:
            column = next(
                i
                for i, (left, right) in enumerate(columns)
                if left <= cell.left < right or i == len(columns) - 1
            )
            placed[row, column] = f"{placed.get((row, column), '')} {cell.text}".strip()
    made = tuple(
        Cell(row, column, placed.get((row, column), ""), header=row == 0)
        for row in range(len(rows))
        for column in range(len(columns))
    )
    return Run(tuple(cells), made)
