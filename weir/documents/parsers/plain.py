"""Plain text: paragraphs, lists, and the headings that people number by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.documents import kinds
from weir.documents.cleaning import join_lines
from weir.documents.elements import Element, ElementKind
from weir.documents.parsers.contract import Draft, Source
from weir.documents.structure.lines import could_be_heading
from weir.documents.structure.numbering import numbering

_ITEM = re.compile(r"(\s*)([-*•·●○▪◦‣–—]|\d{1,3}[.)、](?!\d)|[(（]\d{1,3}[)）]|[a-z][.)])\s*(?=\S)")
_BULLET = re.compile(r"[-*•·●○▪◦‣–—]\s+")

_LEVELS = {0: 1, 1: 2, 2: 3, 4: 3, 5: 4, 7: 3, 8: 4}
"""The level of a heading by the rank of its number; a plain 1, 2, 3 numbers lists as often as headings."""


class Plain:
    name = "plain"
    kinds = (kinds.TEXT,)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        text = source.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
        wrapped = _wrap_width(text)
        blocks = re.split(r"\n[ \t　]*\n+", text)
        return Draft([element for block in blocks for element in _block_elements(block, wrapped)])


def heading_level(line: str) -> int | None:
    """The level of a line that is numbered as a heading; None for other lines."""
    line = line.strip()
    if line.endswith((":", "：", "?", "？")) or not could_be_heading(line):
        return None
    found = numbering(line)
    return _LEVELS.get(found.rank) if found else None


def _wrap_width(text: str) -> int:
    """The width at which lines were broken by hand, or 0 where each line is a paragraph of its own."""
    lengths = [len(line) for line in text.split("\n") if line.strip()][:5000]
    if len(lengths) < 4:
        return 0
    longest = sorted(lengths)[int(len(lengths) * 0.95)]
    full = sum(1 for length in lengths if length >= longest * 0.75)
    return longest if 30 <= longest <= 120 and full >= len(lengths) * 0.4 else 0


def _block_elements(block: str, wrapped: int) -> Iterator[Element]:
    """The elements of the lines between two empty lines."""
    paragraph: list[str] = []
    items: list[str] = []
    for line in [*block.split("\n"), ""]:
        level = heading_level(line)
        starts_item = _ITEM.match(line) is not None and level is None
        ends = not line.strip() or level is not None or starts_item
        if paragraph and (ends or not _continues(paragraph[-1], wrapped)):
            yield Element(ElementKind.PARAGRAPH, join_lines("\n".join(paragraph)))
            paragraph = []
        if items and not starts_item and not (line.strip() and _continues(items[-1], wrapped)):
            yield Element(ElementKind.LIST, "\n".join(items))
            items = []
        if level is not None:
            yield Element(ElementKind.HEADING, line.strip(), level=level)
        elif starts_item:
            items.append(_item(line))
        elif items:
            items[-1] = join_lines(f"{items[-1]}\n{line.strip()}")
        elif line.strip():
            paragraph.append(line.strip())


def _continues(line: str, wrapped: int) -> bool:
    """Whether the next line belongs to this one: it was broken near the width of the text."""
    return bool(wrapped) and len(line) >= wrapped * 0.6


def _item(line: str) -> str:
    indent = "  " * min((len(line) - len(line.lstrip())) // 2, 4)
    text = line.strip()
    return f"{indent}- {_BULLET.sub('', text, count=1)}" if _BULLET.match(text) else f"{indent}{text}"
