"""Examples to learn from: evidence, a claim, and whether the claim was made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from weir.core.errors import Language
from weir.knowledge.detection.training import changes
from weir.knowledge.detection.training.grids import report
from weir.knowledge.detection.units import Unit, spoken
from weir.knowledge.grounding.folding import language_of

_FUNCTION = 11.0
"""A phrase neither begins nor ends with a word as common as this."""
_REPORT = 6


@dataclass(frozen=True, slots=True)
class Example:
    """`label` is 1 where the claim was made up; `kind` says how it was made."""

    evidence: str
    claim: str
    label: int
    kind: str


@dataclass(frozen=True, slots=True)
class Stock:
    """What claims are made of, in one language."""

    language: Language
    documents: Sequence[Sequence[str]]
    talk: Sequence[str]
    common: Sequence[str]
    rare: Sequence[str]


def stock(language: Language, documents: Sequence[Sequence[str]], talk: Sequence[str]) -> Stock:
    """The stock of one language: its documents, and its words as they are written there."""
    own = [doc for doc in documents if language_of(" ".join(doc)) == language]
    written = [
        (text[unit.start : unit.end], unit.bits)
        for doc in own
        for text in doc
        for unit in spoken(text).units
        if len(unit.text) > 1
    ]
    common = [word for word, bits in written if bits < changes.COMMON]
    rare = [word for word, bits in written if bits >= changes.COMMON]
    return Stock(language, own, talk, common, rare)


def sentence_examples(held: Stock, rng: Random) -> Iterator[Example]:
    """For each document, or a report of facts in its place: two claims that it supports, two that it does
    not. Evidence is a stretch of it; what that leaves out is the hardest of what is not said.
    """
    for doc in _texts(held, rng):
        size = rng.randrange(1, max(2, len(doc)))
        start = rng.randrange(len(doc) - size + 1)
        shown, hidden = doc[start : start + size], [*doc[:start], *doc[start + size :]]
        evidence, told = _joined(shown, held.language), rng.choice(shown)
        copied = changes.copied(told, rng)
        yield Example(evidence, copied, 0, "copied")
        yield Example(evidence, changes.reworded(copied, rng, held.common), 0, "reworded")
        for kind, claim in _false_claims(told, hidden, held, rng):
            if claim not in evidence:
                yield Example(evidence, claim, 1, kind)


def phrase_examples(held: Stock, rng: Random) -> Iterator[Example]:
    """Key phrases of one to four words: out of the evidence, changed, or from beside it."""
    for doc in _texts(held, rng):
        half = len(doc) // 2
        evidence = _joined(doc[:half], held.language)
        for sentence in doc[:half][:3]:
            yield Example(evidence, _phrase(sentence, rng)[0], 0, "phrase")
            changed = _changed(_phrase(sentence, rng)[0], held, rng)
            if changed not in evidence:
                yield Example(evidence, changed, 1, "changed")
        for sentence in [*doc[half:], _elsewhere(held, rng)][:4]:
            claim, units = _phrase(sentence, rng)
            yield Example(
                evidence, claim, int(claim not in evidence and _claims(claim, units, rng)), "beside"
            )


def _texts(held: Stock, rng: Random) -> Iterator[Sequence[str]]:
    for doc in held.documents:
        text = report(held.language, rng, _REPORT) if rng.random() < 0.5 else doc
        if len(text) >= 2:
            yield text


def _joined(sentences: Sequence[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(sentences)


def _false_claims(told: str, hidden: Sequence[str], held: Stock, rng: Random) -> Iterator[tuple[str, str]]:
    """Two claims that the evidence does not make; a way that changes nothing gives none."""
    base, other = changes.copied(told, rng), _elsewhere(held, rng)
    near = rng.choice(hidden) if hidden else other
    ways: dict[str, Callable[[], str]] = {
        "distorted": lambda: changes.distorted(base, rng, held.rare, 0.3),
        "drifted": lambda: changes.drifted(base, rng, held.common),
        "rewritten": lambda: changes.distorted(changes.drifted(base, rng, held.common), rng, held.rare, 0.8),
        "renumbered": lambda: changes.renumbered(told, rng),
        "denied": lambda: changes.denied(base),
        "boasted": lambda: changes.boasted(base, rng),
        "unsaid": lambda: changes.copied(near, rng),
        "elsewhere": lambda: changes.copied(other, rng),
        "extended": lambda: f"{base} {changes.copied(rng.choice((near, other)), rng)}",
        "talk": lambda: _talk(held, base, rng),
    }
    for kind in rng.sample(sorted(ways), 2):
        claim = ways[kind]()
        if claim.strip() != base.strip():
            yield kind, claim


def _talk(held: Stock, base: str, rng: Random) -> str:
    if not held.talk:
        return changes.boasted(_elsewhere(held, rng), rng)
    said = rng.choice(held.talk)
    return said if rng.random() < 0.6 else f"{said} {base}"


def _elsewhere(held: Stock, rng: Random) -> str:
    return rng.choice(rng.choice(held.documents))


def _phrase(sentence: str, rng: Random) -> tuple[str, Sequence[Unit]]:
    """One to four neighbouring words, with the figures between them."""
    units = spoken(sentence).units
    if not units:
        return sentence, ()
    first = rng.randrange(len(units))
    part = units[first : first + rng.randrange(1, 5)]
    while len(part) > 1 and part[0].bits < _FUNCTION:
        part = part[1:]
    while len(part) > 1 and part[-1].bits < _FUNCTION:
        part = part[:-1]
    return sentence[part[0].start : part[-1].end], part


def _claims(phrase: str, units: Sequence[Unit], rng: Random) -> bool:
    """Whether a phrase from beside the evidence claims something: a figure or a name always does."""
    if not units or spoken(phrase).figures or any(unit.name for unit in units):
        return True
    return rng.random() >= changes.chance_of_glue(max(unit.bits for unit in units))


def _changed(phrase: str, held: Stock, rng: Random) -> str:
    changed = changes.renumbered(phrase, rng)
    return changed if changed != phrase else changes.distorted(phrase, rng, held.rare, 0.5)
