"""What separates the fields of a delimited text."""

from __future__ import annotations

import csv
from collections import Counter

CANDIDATES = ("\t", ",", ";", "|", "，")


def delimiter_of(text: str, *, sure: bool = True) -> str | None:
    """The character that splits the lines of `text` most evenly, or None when no character does.

    With `sure`, at least three lines must agree, which keeps prose with commas from being taken for a table;
    without it the best guess is given for a file whose name already says that it is a table.
    """
    lines = [line for line in text[:100_000].splitlines()[:200] if line.strip()]
    if len(text) > 100_000 and len(lines) > 1:
        lines.pop()
    best: tuple[float, int, str] | None = None
    for delimiter in CANDIDATES:
        share, width = _evenness(lines, delimiter)
        if width > 1 and (best is None or (share, width) > best[:2]):
            best = (share, width, delimiter)
    if best is None or (sure and (len(lines) < 3 or best[0] < 0.9)):
        return None
    return best[2]


def _evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    """The share of rows that have the commonest number of fields, and that number."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return 0.0, 1
    if not widths:
        return 0.0, 1
    width, count = widths.most_common(1)[0]
    return count / widths.total(), width
