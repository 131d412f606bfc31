"""What a chunk is, and where in its document a place in its text stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 512
"""Tokens of a chunk, about; see `size`."""

_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database keeps these


@dataclass(frozen=True, slots=True)
class Chunk:
    """A retrieval unit: ``text[lead:] == document.text[start:end]``.

    (But for NUL and halves of surrogate pairs, which no store can keep: they become U+FFFD.) The row of a
    table, which has a `parent`, is written as ``column: value; …``: all of its text is lead, and `start` and
    `end` are those of the row itself. `origin` maps a place in either back to the document.
    """

    position: int
    """0, 1, 2, … in reading order; the rows of a table follow the chunk that holds them."""
    kind: str
    """The kind of its elements, ``paragraph`` where they are mixed; ``row`` or ``reference`` for those."""
    text: str
    start: int
    end: int
    lead: int
    """Characters of `text` that are not at `start`: the repeated header of a table, or all of a row."""
    headings: tuple[str, ...]
    """Headings above all of the chunk, outermost first; a template may add one (第十二条)."""
    context: str
    """Title, headings and what a template adds (the question, the speakers): indexed, never quoted."""
    page_from: int | None
    page_to: int | None
    template: str = "manual"
    """What it was cut with."""
    summary: str = ""
    """A sentence on the section or document around it: indexed with the chunk, never quoted."""
    density: float = 1.0
    """0 to 1: how much the text tells; see `weir.knowledge.chunks.density`."""
    parent: int | None = None
    """Position of the chunk that holds the table, for a row of one."""
    section_start: int = 0
    """The section around the chunk in the document's text; a row's section is its whole table."""
    section_end: int = 0


def origin(start: int, end: int, lead: int, at: int) -> int:
    """The offset in the document's text of character `at` of a chunk's text; inside the lead, its `start`."""
    return min(start + max(at - lead, 0), end)


def size(text: str) -> int:
    """Tokens of a text, about: one a Chinese character, one for four other characters."""
    wide = len(_WIDE.findall(text))
    return wide + (len(text) - wide + 3) // 4


def storable(text: str) -> str:
    """The text without what no database takes, as long as before."""
    return _UNSTORABLE.sub("\ufffd", text)
