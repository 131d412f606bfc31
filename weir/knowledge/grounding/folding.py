"""One form for text that differs only in width, case or script, with every offset kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from weir.core.errors import Language
from weir.knowledge.grounding.lexicon import word_set

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# One character for one: enough to match words, not meant for text that people read.
_SIMPLIFIED = {pair[0]: pair[1] for pair in word_set("traditional")}
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


@lru_cache(maxsize=65536)
def _fold_character(character: str) -> str:
    character = _SIMPLIFIED.get(character, character)
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1:
        character = plain
    lower = character.lower()
    return lower if len(lower) == 1 else character


def fold(text: str) -> str:
    """`text` in half width, lower case and simplified characters; character for character, so that offsets agree."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


def language_of(text: str) -> Language:
    """The language that carries the sentence: one Han character counts as much as one Latin word."""
    han = len(_HAN_CHARACTER.findall(text))
    return "zh" if han and han >= len(_LATIN_WORD.findall(text)) else "en"


def has_han(text: str) -> bool:
    return _HAN_CHARACTER.search(text) is not None
