"""Cells to Markdown and back from the HTML that engines write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html.parser import HTMLParser

from weir.documents.elements import Box, Cell, Element, ElementKind

ROWS_IN_PIECE = 500
"""A longer table becomes several elements, each with the header row, so that a piece stays readable."""


def table_element(cells: Sequence[Cell], page: int | None = None, box: Box | None = None) -> Element | None:
    """A table element, or None when no cell holds anything."""
    if not any(cell.text.strip() for cell in cells):
        return None
    return Element(ElementKind.TABLE, markdown(cells), page=page, box=box, cells=tuple(cells))


def rows_to_cells(rows: Sequence[Sequence[str]], header: bool = True) -> list[Cell]:
    """Plain rows as cells; the first row is the header."""
    return [
        Cell(row, column, text, header=header and row == 0)
        for row, values in enumerate(rows)
        for column, text in enumerate(values)
    ]


def row_pieces(rows: Sequence[Sequence[str]]) -> Iterable[Sequence[Sequence[str]]]:
    """Rows in pieces of at most `ROWS_IN_PIECE`, each beginning with the first row."""
    yield rows[: ROWS_IN_PIECE + 1]
    for at in range(ROWS_IN_PIECE + 1, len(rows), ROWS_IN_PIECE):
        yield [rows[0], *rows[at : at + ROWS_IN_PIECE]]


def markdown(cells: Sequence[Cell]) -> str:
    """A Markdown table. The text of a merged cell stands in each place that it covers."""
    height = max(cell.row + cell.row_span for cell in cells)
    width = max(cell.column + cell.column_span for cell in cells)
    grid = [[""] * width for _ in range(height)]
    for cell in cells:
        text = _one_line(cell.text)
        for row in range(cell.row, cell.row + cell.row_span):
            grid[row][cell.column : cell.column + cell.column_span] = [text] * cell.column_span
    lines = [f"| {' | '.join(row)} |" for row in grid]
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


class _TableReader(HTMLParser):
    """Reads one HTML table into cells, following row and column spans."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[Cell] = []
        self._taken: set[tuple[int, int]] = set()
        self._row = -1
        self._open: tuple[int, int, bool] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close()
            self._row += 1
        elif tag in ("td", "th"):
            self._close()
            spans = dict(attrs)
            self._open = (_span(spans.get("rowspan")), _span(spans.get("colspan")), tag == "th")
            self._row = max(self._row, 0)
        elif tag == "br":
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text.append(data)

    def _close(self) -> None:
        if self._open is None:
            return
        row_span, column_span, header = self._open
        column = 0
        while (self._row, column) in self._taken:
            column += 1
        covered = [(self._row + r, column + c) for r in range(row_span) for c in range(column_span)]
        self._taken.update(covered)
        text = "".join(self._text).strip()
        self.cells.append(Cell(self._row, column, text, row_span, column_span, header))
        self._open, self._text = None, []


def _span(value: str | None) -> int:
    return (
        min(max(int(value), 1), 500)
        if value and value.isascii() and value.isdigit() and len(value) < 6
        else 1
    )


def html_table(html: str) -> list[Cell]:
    """The cells of the (first) table in `html`."""
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    height = max((cell.row for cell in reader.cells), default=-1) + 1
    return [
        cell if cell.row + cell.row_span <= height else _cut(cell, height - cell.row) for cell in reader.cells
    ]


def _cut(cell: Cell, row_span: int) -> Cell:
    """The same cell with fewer rows: a span may state more rows than the table has."""
    return Cell(cell.row, cell.column, cell.text, row_span, cell.column_span, cell.header)
