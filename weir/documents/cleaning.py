"""Text as it was meant: without the traces of fonts, line ends and file formats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from weir.documents.elements import Cell, Element, ElementKind

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"


def _table() -> dict[int, str | None]:
    """What each unwanted character becomes; None removes it."""
    table: dict[int, str | None] = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])  # control characters
    table.update(dict.fromkeys(range(0xD800, 0xE000)))  # lone surrogates cannot be stored
    # Marks without width and switches of direction: they can hide what a text says.
    table.update(dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF, *range(0xFFF9, 0xFFFC)]))
    table.update(dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    table.update({ord("\n"): "\n", ord("\t"): "\t", ord("\v"): "\n", ord("\f"): "\n"})
    table.update({0x85: "\n", 0x2028: "\n", 0x2029: "\n"})
    table.update({ord(space): " " for space in _SPACES})
    table.update({ord(ligature): letters for ligature, letters in _LIGATURES.items()})
    # PDF fonts often encode common characters as the radicals that look the same.
    table.update({code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)})
    return table


_CHARACTERS = _table()
_DIRTY = re.compile(f"[{''.join(re.escape(chr(code)) for code in _CHARACTERS if chr(code) not in chr(10))}]")
_SOFT_HYPHEN_BREAK = re.compile("\u00ad[ \t]*\n[ \t]*")
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_EMPTY_LINES = re.compile(r"\s*\n\s*\n\s*")
_KEEPS_LAYOUT = frozenset({ElementKind.CODE, ElementKind.TABLE, ElementKind.LIST, ElementKind.FORMULA})

_HYPHENATED = re.compile(r"[a-z]{2}-$")
_NARROW_START = re.compile(r"[a-z]{2}")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_WIDE_END = re.compile(f"[{_WIDE}]$")
_WIDE_START = re.compile(f"^[{_WIDE}]")


def clean_text(text: str) -> str:
    """The text without control characters, hidden marks, ligatures and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\u00ad" in text:
        text = _SOFT_HYPHEN_BREAK.sub("", text)
    return text.translate(_CHARACTERS) if _DIRTY.search(text) else text


def clean_elements(elements: Iterable[Element]) -> Iterator[Element]:
    """The elements with clean text, without those in which nothing is left."""
    for element in elements:
        text = _laid_out(clean_text(element.text), element.kind)
        if text.strip() or (element.kind is ElementKind.FIGURE and element.box):
            yield replace(element, text=text, cells=tuple(_clean_cell(cell) for cell in element.cells))


def join_lines(text: str) -> str:
    """Lines that were broken to fit a width, joined: no space within Chinese, no hyphen within a word."""
    lines = [line.strip(" \t") for line in text.replace("\r\n", "\n").split("\n")]
    lines = [line for line in lines if line]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        if _HYPHENATED.search(joined[-3:]) and _NARROW_START.match(line):
            joined = joined[:-1] + line
        elif _WIDE_END.search(joined) or _WIDE_START.search(line):
            joined += line
        else:
            joined = f"{joined} {line}"
    return joined


def _laid_out(text: str, kind: ElementKind) -> str:
    if kind is ElementKind.HEADING:
        return " ".join(text.split())
    if kind in _KEEPS_LAYOUT:
        return text.strip("\n").rstrip()
    return _EMPTY_LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def _clean_cell(cell: Cell) -> Cell:
    return replace(cell, text=clean_text(cell.text).strip()) if _DIRTY.search(cell.text) else cell
