"""Ways to say what a sentence says, and ways to say what it does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from weir.knowledge.detection.surprise import UNSEEN
from weir.knowledge.detection.training.grids import grid
from weir.knowledge.detection.units import Unit, spoken
from weir.knowledge.grounding.folding import language_of
from weir.knowledge.grounding.sentences import clauses

COMMON = 0.65 * UNSEEN
"""Bits below which a word is common."""
_SUBJECT = re.compile(r"^.{2,60}?\s(?=(?:is|was|are|were|has|have|had|can|will|may|does|did)\s)")
_DENIAL = re.compile(r"\b(is|was|are|were|has|have|can|will|does|did|may|should)\s(?!not)")
_CHINESE_DENIAL = re.compile(r"(?<=[\u4e00-\u9fff])(是|有|能|会|可以|需要|已经|应该|包括|属于)")
_DIGITS = re.compile(r"\d{1,17}")


def copied(text: str, rng: Random) -> str:
    """The sentence itself, a part of it, or it with a lead or a pronoun that adds nothing."""
    language, pick = language_of(text), rng.randrange(5)
    if pick == 0:
        text = _some_clauses(text, rng)
    elif pick == 1:
        text = rng.choice(grid(language, "leads")) + text[0].lower() + text[1:]
    elif pick == 2 and language == "en":
        text = _SUBJECT.sub(rng.choice(grid(language, "pronouns")), text, count=1)
    return text.lower().rstrip(".。") if rng.random() < 0.4 else text


def reworded(text: str, rng: Random, common: Sequence[str]) -> str:
    """Some common words left out or exchanged for other common ones; what is particular stays."""
    chosen = [unit for unit in _units(text, common=True) if rng.random() < 0.15]
    return _replaced(text, chosen, [rng.choice(common) if rng.random() < 0.6 else "" for _ in chosen])


def distorted(text: str, rng: Random, rare: Sequence[str], share: float) -> str:
    """Particular words (`share` of them, at least one) exchanged for particular words from elsewhere."""
    return _exchanged(text, rng, _units(text, common=False), rare, share, 1)


def drifted(text: str, rng: Random, common: Sequence[str]) -> str:
    """So many common words exchanged for other common ones that it says something else."""
    return _exchanged(text, rng, _units(text, common=True), common, 0.5, 2)


def renumbered(text: str, rng: Random) -> str:
    """One number changed to another of the same length; text without a number stays as it is."""
    found = list(_DIGITS.finditer(text))
    if not found:
        return text
    match = rng.choice(found)
    old, new = match.group(), match.group()
    while new == old:
        new = str(rng.randrange(10 ** (len(old) - 1), 10 ** len(old)))
    return text[: match.start()] + new + text[match.end() :]


def denied(text: str) -> str:
    """The sentence with its first verb denied, where it has one that can be."""
    if language_of(text) == "en":
        return _DENIAL.sub(r"\1 not ", text, count=1)
    return _CHINESE_DENIAL.sub(lambda match: ("没" if match[1] == "有" else "不") + match[1], text, count=1)


def boasted(text: str, rng: Random) -> str:
    """The sentence as somebody's own opinion or experience."""
    return rng.choice(grid(language_of(text), "boasts")) + text[0].lower() + text[1:]


def chance_of_glue(bits: float) -> float:
    """How likely a word of this surprise only holds a text together, and is no claim of its own.

    An assumption: people reword with common words and inform with rare ones.
    """
    return max(0.02, min(0.9, 1.6 - bits / 15))


def _units(text: str, *, common: bool) -> list[Unit]:
    return [unit for unit in spoken(text).units if (unit.bits < COMMON) is common]


def _some_clauses(text: str, rng: Random) -> str:
    parts = clauses(text, (0, len(text)))
    first = rng.randrange(len(parts))
    return text[parts[first][0] : parts[rng.randrange(first, len(parts))][1]]


def _exchanged(
    text: str, rng: Random, units: list[Unit], words: Sequence[str], share: float, least: int
) -> str:
    wanted = max(least, sum(rng.random() < share for _ in units))
    chosen = rng.sample(units, min(wanted, len(units)))
    return _replaced(text, chosen, [rng.choice(words) for _ in chosen])


def _replaced(text: str, units: Sequence[Unit], words: Sequence[str]) -> str:
    for unit, word in sorted(zip(units, words, strict=True), key=lambda pair: -pair[0].start):
        text = text[: unit.start] + word + text[unit.end :]
    return text
