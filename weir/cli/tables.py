"""Tables for a terminal: plain enough for `grep` and `cut`, and no wider than the window."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from typing import Any

from weir.cli.speech import say

_GAP = "  "
_NARROWEST = 8


def table(rows: list[dict[str, Any]], columns: list[str]) -> str:
    """Rows in aligned columns; wide characters count as two.

    On a terminal the widest columns are cut until a row fits; into a pipe everything goes whole.
    """
    cells = [columns, *([_cell(column, row.get(column)) for column in columns] for row in rows)]
    widths = [max(width(row[n]) for row in cells) for n in range(len(columns))]
    if sys.stdout.isatty():
        _fit(widths, shutil.get_terminal_size().columns - len(_GAP) * (len(columns) - 1))
    return "\n".join(_line(row, widths) for row in cells)


def width(text: str) -> int:
    """The columns of a terminal that a text takes."""
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in text)


def _fit(widths: list[int], room: int) -> None:
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1


def _line(row: list[str], widths: list[int]) -> str:
    cut = [_cut(cell, room) for cell, room in zip(row, widths, strict=True)]
    padded = [cell + " " * (room - width(cell)) for cell, room in zip(cut, widths, strict=True)]
    return _GAP.join(padded).rstrip()


def _cut(text: str, room: int) -> str:
    if width(text) <= room:
        return text
    while width(text) > room - 1:
        text = text[:-1]
    return text + "…"


def _cell(column: str, value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return say("yes", "是") if value else say("no", "否")
    if column.endswith("_at"):
        return datetime.fromtimestamp(value / 1000).isoformat(" ", "seconds")
    if column == "size":
        return f"{value / (1 << 20):.1f} MiB"
    return " ".join(str(value).split())
