"""What a text says, piece by piece: words with their surprise, figures, and the steps between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from weir.knowledge.detection.figures import Figure, figures
from weir.knowledge.detection.surprise import UNSEEN, bits
from weir.knowledge.grounding.folding import fold, has_han
from weir.knowledge.grounding.words import stem, words

_NAME_TAGS = frozenset(("nr", "nrt", "nrfg", "ns", "nt", "nz"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A word: `text` is folded Chinese or an English stem; `bits` is its surprise in general text."""

    text: str
    start: int
    end: int
    bits: float
    han: bool
    name: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text taken apart. `steps` are the smallest pieces in order: Han characters, stems and numbers."""

    folded: str
    units: tuple[Unit, ...]
    figures: tuple[Figure, ...]
    steps: tuple[str, ...]


@lru_cache(maxsize=512)
def spoken(text: str) -> Spoken:
    """Take a text apart; any text is accepted."""
    folded = fold(text)
    found: list[Unit] = []
    steps: list[str] = []
    for word in words(text):
        if not any(character.isalnum() for character in word.text):
            continue
        han = has_han(word.text)
        form = word.text if han else stem(word.text)
        steps.extend(form if han else (form,))
        if not form[0].isdigit():
            rare = bits(form)
            capital = word.tag == "eng" and text[word.start].isupper() and rare > _COMMON
            found.append(Unit(form, word.start, word.end, rare, han, capital or word.tag in _NAME_TAGS))
    return Spoken(folded, tuple(found), tuple(figures(folded)), tuple(steps))


_COMMON = UNSEEN / 2
"""A capital at the start of a sentence makes no name of a word that is this common."""
