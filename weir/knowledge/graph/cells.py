"""Tables as facts: what a row is about, the column, and the cell; each with the place of its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weir.knowledge.graph.keys import LONGEST
from weir.knowledge.graph.spotting import is_name

_RULE = re.compile(r"\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*")
_COUNTS = re.compile(r"(?:序号|编号|行号|no\.?|#|id|index|num(?:ber)?|s/n)", re.I)
_PLAIN = re.compile(
    r"(?:项目|内容|名称|值|指标|参数|字段|属性|说明|要求|数值|item|value|field|name|property|parameter|description|detail|key)s?",
    re.I,
)
_MOST_CELL = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact of a table: names and value as written, and the places of its subject and of its row."""

    subject: str
    subject_at: int | None
    """None where the subject is what the text around the table is about."""
    attribute: str
    value: str
    start: int
    end: int


def cells(text: str, about: str = "") -> Iterator[Cell]:
    """The facts of the Markdown tables of a text; `about` is their subject where rows name none."""
    lines = [*re.finditer(r"[^\n]+", text)]
    header: list[str] = []
    for at, line in enumerate(lines):
        if not line.group().lstrip().startswith("|"):
            header = []
        elif at + 1 < len(lines) and _RULE.fullmatch(lines[at + 1].group()) and not header:
            header = [cell for cell, _ in _split(line)]
        elif header and not _RULE.fullmatch(line.group()):
            yield from _row(header, [*_split(line)], about, line.start(), line.end())


def _row(
    header: Sequence[str], row: Sequence[tuple[str, int]], about: str, start: int, end: int
) -> Iterator[Cell]:
    first = 1 if header and _COUNTS.fullmatch(header[0]) else 0
    if len(row) != len(header) or len(row) <= first + 1 or len({cell for cell, _ in row}) == 1:
        return
    subject, place = row[first]
    if len(header) - first == 2 and _PLAIN.fullmatch(header[first]) and _PLAIN.fullmatch(header[first + 1]):
        if about and subject and len(subject) <= LONGEST and row[first + 1][0]:
            yield Cell(about, None, subject, row[first + 1][0][:_MOST_CELL], start, end)
        return
    if not is_name(subject):
        return
    for name, (value, _) in zip(header[first + 1 :], row[first + 1 :], strict=True):
        if name and value and value not in ("-", "–", "—", "/") and len(name) <= LONGEST:
            yield Cell(subject, place, name, value[:_MOST_CELL], start, end)


def _split(line: re.Match[str]) -> Iterator[tuple[str, int]]:
    """The cells of a line with their places in the text."""
    text = line.group().strip()
    begin = line.start() + line.group().index(text)
    inner = text.removeprefix("|")
    begin += len(text) - len(inner)
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    at = 0
    for part in re.split(r"(?<!\\)\|", inner):
        cell = part.strip()
        yield cell.replace("\\|", "|"), begin + at + (part.index(cell) if cell else 0)
        at += len(part) + 1
