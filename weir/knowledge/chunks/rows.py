"""Rows of tables as retrieval units: ``column: value; column: value``, each pointing at its table.

A question about one row of a long table shares few words with the table as a whole, so rows are what is
searched; what is shown and quoted is the table around them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from weir.documents import Document, Element, ElementKind
from weir.knowledge.chunks.chunk import MOST, size
from weir.knowledge.chunks.pieces import ROW, Piece, header_of, sentences_within

_PIPE = re.compile(r"(?<!\\)\|")
_WIDE = re.compile("[\u3400-\u9fff]")
_FEWEST = 2  # rows below the header; a table of one row is its row


def with_rows(document: Document, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, and after each one the rows of the tables that begin in it."""
    rows = deque(row for element in document.elements for row in rows_of(element))
    for piece in pieces:
        yield piece
        while rows and rows[0].start < piece.end:
            row = rows.popleft()
            if (row.start, row.end) == (piece.start, piece.end):  # the piece is the row already
                continue
            yield row if len(row.headings) > len(piece.headings) else replace(row, headings=piece.headings)


def rows_of(element: Element) -> Iterator[Piece]:
    """The rows of a table below its header; nothing for a table without one or with a single row."""
    if element.kind is not ElementKind.TABLE or not header_of(element):
        return
    lines = element.text.split("\n")
    heads = _header_rows(element)
    names = column_names([cells_of(line) for at, line in enumerate(lines[: heads + 1]) if at != 1])
    if len(lines) - heads - 1 < _FEWEST:
        return
    at = element.start + sum(len(line) + 1 for line in lines[: heads + 1])
    label = ""
    for line in lines[heads + 1 :]:
        values = cells_of(line)
        if len(values) > 1 and len(set(values)) == 1:  # one cell over all columns: it heads what follows
            label = values[0]
        elif told := linear(names, values, label):
            yield from _row(element, told, at, at + len(line))
        at += len(line) + 1


def linear(names: Sequence[str], values: Sequence[str], label: str = "") -> str:
    """A row as text. Cells without a value are left out; `label` names the part of the table."""
    told = [
        f"{name}: {value}" if name and name != value else value
        for name, value in zip(names, values, strict=False)
        if value
    ]
    if label:
        told.insert(0, label)
    return ("；" if _WIDE.search("".join(told)) else "; ").join(told)


def column_names(heads: Sequence[Sequence[str]]) -> list[str]:
    """A name for each column from the rows of a header: 2023 over 收入 is ``2023 / 收入``."""
    columns = zip(*heads, strict=False)
    return [" / ".join(dict.fromkeys(part for part in column if part)) for column in columns]


def cells_of(line: str) -> list[str]:
    """The cells of a line of a Markdown table."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in _PIPE.split(inner)]


def _header_rows(element: Element) -> int:
    """How many rows the header has: those at the top that are wholly of header cells, one at least."""
    plain = [cell.row for cell in element.cells if not cell.header]
    marked = any(cell.header for cell in element.cells)
    return max(min(plain, default=1), 1) if marked else 1


def _row(element: Element, told: str, start: int, end: int) -> Iterator[Piece]:
    """One piece for a row; several where its cells hold more than a chunk may."""
    parts = [told] if size(told) <= MOST else list(_packed(told))
    headings = element.headings
    yield from (Piece(start, end, headings, ROW, part) for part in parts)


def _packed(told: str) -> Iterator[str]:
    part = ""
    for unit in sentences_within(told):
        if part and size(part + unit) > MOST:
            yield part.rstrip()
            part = ""
        part += unit
    yield part.rstrip()
