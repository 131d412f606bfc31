"""Evidence read once: what a claim is compared with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from weir.knowledge.detection.figures import Figure
from weir.knowledge.detection.units import Unit, spoken
from weir.knowledge.grounding.dates import Date, dates
from weir.knowledge.grounding.relations import same_relation
from weir.knowledge.grounding.sentences import Span, sentences

PARAPHRASED = 0.8
"""How much a word of the same relation (`遇难` for `死亡`) counts as the word itself."""


OTHER_UNIT = 0.3
"""How much the same number of something else counts."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of evidence: `texts[text][start:end]`, its folded form and its words."""

    text: int
    start: int
    end: int
    folded: str
    words: frozenset[str]

    def holds(self, unit: Unit) -> float:
        """How well a word is said here, 0 to 1."""
        if self._has(unit.text, unit.han):
            return 1.0
        return PARAPHRASED if any(self._has(word, unit.han) for word in same_relation(unit.text)) else 0.0

    def _has(self, word: str, han: bool) -> bool:
        return word in self.folded if han else word in self.words


class Basis:
    """One or several texts of evidence, taken together."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self._spoken = tuple(spoken(text) for text in texts)
        words = frozenset(unit.text for part in self._spoken for unit in part.units)
        self.whole = Place(0, 0, 0, "\n".join(part.folded for part in self._spoken), words)

    @cached_property
    def _figures(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for part in self._spoken:
            for figure in part.figures:
                found.setdefault(figure.form, set()).add(figure.unit)
        return found

    def counts(self, figure: Figure) -> float:
        """How well a figure is given here: 1 with the same unit, less where it counts something else."""
        units = self._figures.get(figure.form)
        if units is None:
            return 0.0
        return 1.0 if not figure.unit or figure.unit in units or units == {""} else OTHER_UNIT

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        return tuple(date for part in self._spoken for date in dates(part.folded))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for part in self._spoken for pair in pairwise(part.steps))

    @cached_property
    def triples(self) -> frozenset[tuple[str, str, str]]:
        return frozenset(triple for part in self._spoken for triple in threes(part.steps))

    @cached_property
    def line(self) -> str:
        """All steps with a space around each, to look for runs in."""
        return " \n ".join(f" {' '.join(part.steps)} " for part in self._spoken)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every sentence, and every two neighbouring ones."""
        found: list[Place] = []
        for index, text in enumerate(self.texts):
            spans = sentences(text)
            both = [(first[0], second[1]) for first, second in pairwise(spans)]
            found.extend(self._place(index, span) for span in (*spans, *both))
        return tuple(found)

    def _place(self, index: int, span: Span) -> Place:
        part = self._spoken[index]
        first = bisect_right(part.units, span[0] - 1, key=lambda unit: unit.start)
        last = bisect_right(part.units, span[1] - 1, key=lambda unit: unit.start)
        words = frozenset(unit.text for unit in part.units[first:last])
        return Place(index, *span, part.folded[span[0] : span[1]], words)


def threes(steps: Sequence[str]) -> zip[tuple[str, str, str]]:
    """Every three neighbouring steps."""
    return zip(steps, steps[1:], steps[2:], strict=False)


@lru_cache(maxsize=64)
def basis_of(texts: tuple[str, ...]) -> Basis:
    """The evidence, read once for all the sentences that are checked against it."""
    return Basis(texts)
