"""One form for text that differs only in width, case or script, with every offset kept."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from weir.core.errors import Language

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


@cache
def _variants() -> dict[str, str]:
    """The simplified form of a traditional character, one for one; the index folds with the same table."""
    table = files("weir.knowledge").joinpath("variants.txt").read_text("utf-8")
    pairs = "".join(line for line in table.splitlines() if not line.startswith("#"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


@lru_cache(maxsize=65536)
def _fold_character(character: str) -> str:
    character = _variants().get(character, character)
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1:
        character = plain
    lower = character.lower()
    return lower if len(lower) == 1 else character


def fold(text: str) -> str:
    """`text` in half width, lower case and simplified characters; character for character, so that
    offsets agree.
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


def language_of(text: str) -> Language:
    """The language that carries the sentence: one Han character counts as much as one Latin word."""
    han = len(_HAN_CHARACTER.findall(text))
    return "zh" if han and han >= len(_LATIN_WORD.findall(text)) else "en"


def has_han(text: str) -> bool:
    return _HAN_CHARACTER.search(text) is not None
