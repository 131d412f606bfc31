"""Tables: which rows are their header, and tables that go on over several pages put together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from weir.documents.elements import Cell, Element, ElementKind
from weir.documents.tables import ROWS_IN_PIECE, markdown

_VALUE = re.compile(
    r"[-+±≤≥<>~≈]?\s*[¥$€£]?\s*\d[\d,.\s]*(?:%|‰|[a-zA-Z°℃]{1,3}|[年月日元万亿个人次天]+)?$"
    r"|\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?$|(?i:n/?a|yes|no|true|false|是|否|有|无|√|×|-|—|/)$"
)
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:度|[1-4]?季度|Q[1-4])?$")
_MOST_HEADERS = 3
_LONGEST_NAME = 60
_EDGE = 0.3
"""A table that goes on ends in the lower part of its page, and goes on in the upper part of the next."""
_BETWEEN = frozenset({ElementKind.FOOTNOTE, ElementKind.CAPTION, ElementKind.COMMENT})
Rows = dict[int, list[Cell]]


def with_headers(element: Element, told: bool) -> Element:
    """The table with `header` set on the cells of its header rows; other elements as they are.

    `told`: the format states which cells are headers, so that what a table says of itself holds.
    """
    if element.kind is not ElementKind.TABLE or not element.cells:
        return element
    if told and any(cell.header for cell in element.cells):
        return element
    count = header_rows(element.cells)
    if all(cell.header == (cell.row < count) for cell in element.cells):
        return element
    return replace(element, cells=tuple(replace(cell, header=cell.row < count) for cell in element.cells))


def header_rows(cells: Sequence[Cell]) -> int:
    """How many rows at the top name the columns: 0 where the first row reads like the others."""
    rows: Rows = defaultdict(list)
    for cell in cells:
        rows[cell.row].append(cell)
    height = _height(cells)
    if height < 2 or not _names(rows, 0, height):
        return 0
    count = 1
    while count < min(_MOST_HEADERS, height - 1) and _deepens(rows, count, _width(cells)):
        count += 1
    return count


def _deepens(rows: Rows, row: int, width: int) -> bool:
    """Whether `row` still names columns: a cell above spans some of them, reaches down, or is a title."""
    filled = [cell for cell in rows[row] if cell.text.strip()]
    if not filled or any(_is_value(cell.text) and not _YEAR.match(cell.text.strip()) for cell in filled):
        return False
    above = [cell for other in range(row) for cell in rows[other] if cell.text.strip()]
    spanned = any(cell.column_span > 1 and cell.row + cell.row_span == row for cell in above)
    reaches = any(cell.row + cell.row_span > row for cell in above)
    title = row == 1 and len(above) == 1 and width > 1 and len(filled) > 1
    return spanned or reaches or title


def _names(rows: Rows, row: int, height: int) -> bool:
    """Whether a row reads like names of columns rather than values."""
    cells = [cell for cell in rows.get(row, []) if cell.text.strip()]
    if not cells or any(len(cell.text) > _LONGEST_NAME for cell in cells):
        return False
    values = sum(_is_value(cell.text) and not _YEAR.match(cell.text.strip()) for cell in cells)
    if values == 0:
        return True
    below = [cell for other in range(row + 1, height) for cell in rows.get(other, []) if cell.text.strip()]
    share = sum(_is_value(cell.text) for cell in below) / max(len(below), 1)
    return values / len(cells) < 0.5 * share


def _is_value(text: str) -> bool:
    return bool(_VALUE.match(text.strip()))


def joined(elements: Sequence[Element]) -> list[Element]:
    """The elements with the parts of a table that was broken by the end of a page as one table.

    Parts have the same columns, nothing but notes between them, and follow page by page; a header that is
    printed again is left out, and so is a caption that only says that the table goes on (``续表``).
    """
    result: list[Element] = []
    parts: dict[int, Element] = {}  # the last part of each table, by the place of the table
    for element in elements:
        index = _last_table(result)
        if index is not None and _continues(result[index], parts[index], element, result[index + 1 :]):
            result[index] = _merged(result[index], element)
            result[index + 1 :] = [e for e in result[index + 1 :] if not _says_go_on(e)]
            parts[index] = element
        else:
            if element.kind is ElementKind.TABLE:
                parts[len(result)] = element
            result.append(element)
    return result


def _last_table(elements: Sequence[Element]) -> int | None:
    """Where the last table is, when only notes follow it."""
    for index in range(len(elements) - 1, -1, -1):
        if elements[index].kind is ElementKind.TABLE:
            return index
        if elements[index].kind not in _BETWEEN:
            return None
    return None


def _continues(table: Element, part: Element, other: Element, between: Sequence[Element]) -> bool:
    """Whether `other` goes on with a table whose last part is `part`, `between` standing before it."""
    if other.kind is not ElementKind.TABLE or not part.cells or not other.cells:
        return False
    if part.page is None or other.page != part.page + 1 or _width(table.cells) != _width(other.cells):
        return False
    if _height(table.cells) + _height(other.cells) > ROWS_IN_PIECE:
        return False
    if any(e.kind is ElementKind.CAPTION and not _says_go_on(e) for e in between):
        return False
    return part.box is None or other.box is None or (part.box[3] > 1 - _EDGE and other.box[1] < _EDGE)


def _says_go_on(element: Element) -> bool:
    text = element.text.lstrip().casefold()
    return element.kind is ElementKind.CAPTION and (text.startswith("续") or "continued" in text)


def _merged(table: Element, part: Element) -> Element:
    height = _height(table.cells)
    repeated = 1 if _texts(table.cells, 0) == _texts(part.cells, 0) else 0
    below = [replace(cell, row=cell.row - repeated + height) for cell in part.cells if cell.row >= repeated]
    cells = (*table.cells, *below)
    return replace(table, text=markdown(cells), cells=cells)


def _texts(cells: Sequence[Cell], row: int) -> list[str]:
    return ["".join(cell.text.split()) for cell in cells if cell.row == row]


def _width(cells: Sequence[Cell]) -> int:
    return max(cell.column + cell.column_span for cell in cells)


def _height(cells: Sequence[Cell]) -> int:
    return max(cell.row + cell.row_span for cell in cells)
