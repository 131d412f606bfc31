"""Spreadsheets by calamine: the fastest reader of xlsx, xls and ods, and one that can be bounded.

A sheet is a heading with its name, then a table for each block of rows; a block of one cell is a line.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from weir.documents import kinds
from weir.documents.elements import Cell, Element, ElementKind
from weir.documents.errors import ENCRYPTED
from weir.documents.parsers.contract import Draft, EngineFailed, Source
from weir.documents.parsers.sheet_comments import comments_by_sheet
from weir.documents.tables import ROWS_IN_PIECE, row_pieces, rows_to_cells, table_element

if TYPE_CHECKING:
    import python_calamine

Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


class Calamine:
    name = "calamine"
    kinds = (kinds.XLSX, kinds.XLSB, kinds.XLS, kinds.ODS)
    rank = 10

    def load(self) -> None:
        import python_calamine  # noqa: F401

    def parse(self, source: Source) -> Draft:
        import python_calamine

        try:
            book = python_calamine.load_workbook(io.BytesIO(source.data))
        except python_calamine.PasswordError as error:
            raise ENCRYPTED(name=source.name) from error
        except python_calamine.CalamineError as error:
            raise EngineFailed(str(error)[:200]) from error
        draft = Draft(metadata={"sheets": list(book.sheet_names)})
        budget = source.limits.max_cells
        comments = comments_by_sheet(source.data) if source.kind is kinds.XLSX else {}
        for name in book.sheet_names:
            budget = _read_sheet(book, name, draft, budget)
            draft.elements.extend(comments.get(name, ()))
        return draft


def _read_sheet(book: python_calamine.CalamineWorkbook, name: str, draft: Draft, budget: int) -> int:
    """Add one sheet to the draft; gives how many cells may still be read."""
    import python_calamine

    try:
        sheet = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, ValueError) as error:
        draft.warnings.append(f"Sheet {name} was not read: {error}.")
        return budget
    draft.elements.append(Element(ElementKind.HEADING, name, level=1))
    rows, used = _rows(sheet, budget)
    if len(rows) < sheet.height:
        draft.warnings.append(f"Sheet {name} was cut after {len(rows)} of {sheet.height} rows.")
    top, left = sheet.start or (0, 0)
    merged = [((a - top, b - left), (c - top, d - left)) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    for first, last in _blocks(rows):
        draft.elements.extend(_block_elements(rows[first:last], _within(merged, first, last)))
    return budget - used


def _rows(sheet: python_calamine.CalamineSheet, budget: int) -> tuple[list[list[str]], int]:
    """The rows as text, as many as `budget` cells allow, and the number of cells in them."""
    fitting = budget // max(sheet.width, 1)
    if fitting <= 0:
        return [], 0
    rows = [[_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=True, nrows=fitting)]
    return rows, len(rows) * sheet.width


def _shown(value: Any) -> str:
    """A value as a spreadsheet would show it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value).strip()


def _blocks(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Runs of rows between empty rows, as (first, end)."""
    start: int | None = None
    for index, row in enumerate([*rows, []]):
        if any(row):
            start = index if start is None else start
        elif start is not None:
            yield start, index
            start = None


def _within(merged: Merged, first: int, last: int) -> Merged:
    """The merged ranges that lie in some rows, counted from the first of these."""
    return [((a - first, b), (min(c, last - 1) - first, d)) for (a, b), (c, d) in merged if first <= a < last]


def _block_elements(rows: list[list[str]], merged: Merged) -> Iterator[Element]:
    used = [index for index in range(len(rows[0])) if any(row[index] for row in rows)]
    left, right = used[0], used[-1] + 1
    block = [row[left:right] for row in rows]
    filled = [value for row in block for value in row if value]
    if len(filled) == 1:
        yield Element(ElementKind.PARAGRAPH, filled[0])
        return
    if len(block) > ROWS_IN_PIECE:
        tables = (table_element(rows_to_cells(piece)) for piece in row_pieces(block))
        yield from (table for table in tables if table)
        return
    spans = {(a, b - left): (c - a + 1, d - b + 1) for (a, b), (c, d) in merged if b >= left and d < right}
    table = table_element(_spanned(block, spans))
    if table:
        yield table


def _spanned(rows: list[list[str]], spans: dict[tuple[int, int], tuple[int, int]]) -> list[Cell]:
    """The cells of rows, those that a merged cell covers left out."""
    covered = {
        (row + r, column + c)
        for (row, column), (height, width) in spans.items()
        for r in range(height)
        for c in range(width)
        if (r, c) != (0, 0)
    }
    return [
        Cell(row, column, text, *spans.get((row, column), (1, 1)), header=row == 0)
        for row, values in enumerate(rows)
        for column, text in enumerate(values)
        if (row, column) not in covered
    ]
