"""Words for the same relation in Chinese and English, and words that exclude each other.

`死亡人数` finds `造成 12 人遇难`, `CEO` finds `首席执行官`; a sentence about the 女子 race does not
answer for the 男子 one.
"""

from __future__ import annotations

from weir.knowledge.grounding.lexicon import lines
from weir.knowledge.grounding.words import stem

Contrast = tuple[tuple[str, ...], ...]


def _by_word() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in lines("relations"):
        group = frozenset(stem(word) for word in line.replace("|", " ").split())
        found |= {word: found.get(word, frozenset()) | group for word in group}
    return found


def _sides(line: str) -> Contrast:
    return tuple(tuple(word.strip() for word in side.split(",")) for side in line.split("|"))


_BY_WORD = _by_word()
OPPOSITES: tuple[Contrast, ...] = tuple(_sides(line) for line in lines("opposites"))
"""Sets of sides that exclude each other, each side with its words."""


def same_relation(word: str) -> frozenset[str]:
    """Words that state the same relation as `word` (folded Chinese, or an English stem), itself left out."""
    return _BY_WORD.get(word, frozenset()) - {word}
