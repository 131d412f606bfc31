"""Is what an engine read plausible text? An engine's own word is not taken for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from weir.documents.elements import Element, ElementKind

_SAMPLE = 200_000
_FEW = 20
"""In so few characters nothing can be judged."""
_MOST_UNREADABLE = 0.1
# Without U+F0xx, where the bullets of symbol fonts are.
_PRIVATE = re.compile("[\ue000-\uefff\uf100-\uf8ff\U000f0000-\U0010ffff]")
_REPLACED = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x80-\x9f]")
_GLYPH_NAMES = re.compile(r"\(cid:\d+\)|/[gG]\d{1,4}\b|\[UNK\]")
_RARE_HAN = re.compile("[\u3400-\u4dbf\U00020000-\U0003ffff]")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_MOJIBAKE = re.compile("[\u00c0-\u00ff\u00a1-\u00bf]{2}")
_MOST_EMPTY_CELLS = 0.9
_FEWEST_CELLS = 200


def text_fault(text: str) -> str:
    """Why a text is not what a person wrote, as an English phrase; empty when it looks sound.

    Looked at are replacement marks and control characters, private-use code points, glyph names that a
    broken font leaves, UTF-8 read as Latin-1, and Han characters that almost nobody uses.
    """
    sample = text[:_SAMPLE]
    size = len("".join(sample.split()))
    if size < _FEW:
        return ""
    checks = (
        (_REPLACED, 1, "replacement marks and control characters"),
        (_PRIVATE, 2, "characters without a meaning (a font of its own)"),
        (_GLYPH_NAMES, 6, "glyph numbers instead of characters"),
        (_MOJIBAKE, 3, "a wrong encoding"),
    )
    for pattern, weight, name in checks:
        if len(pattern.findall(sample)) * weight > size * _MOST_UNREADABLE * max(weight - 1, 1):
            return name
    han = len(_HAN.findall(sample))
    if han > _FEW and len(_RARE_HAN.findall(sample)) > han * 0.2:
        return "Chinese characters that nobody uses"
    return ""


def fault_of(elements: Sequence[Element]) -> str:
    """Why a draft cannot stand, as an English phrase; empty when it can."""
    if not any(element.text.strip() for element in elements):
        return "no text was found"
    return text_fault("\n".join(element.text for element in elements)) or _table_fault(elements)


def worth(elements: Sequence[Element]) -> int:
    """How much readable text a draft holds, to choose between two of which neither is sound."""
    text = "\n".join(element.text for element in elements)
    unreadable = sum(len(p.findall(text)) for p in (_REPLACED, _PRIVATE)) + 6 * len(
        _GLYPH_NAMES.findall(text)
    )
    return len("".join(text.split())) - 2 * unreadable


def _table_fault(elements: Sequence[Element]) -> str:
    """Tables that are nearly empty grids: what happens when lines of a drawing are taken for cells."""
    cells = [cell for element in elements for cell in element.cells]
    words = sum(len(element.text) for element in elements if element.kind is not ElementKind.TABLE)
    empty = sum(not cell.text.strip() for cell in cells)
    if len(cells) >= _FEWEST_CELLS and empty > len(cells) * _MOST_EMPTY_CELLS and words < len(cells):
        return "its tables are empty grids"
    return ""
