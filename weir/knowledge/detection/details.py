"""The details of a claim, each looked up where the evidence speaks of it: numbers with their units, dates,
names, negation and opposites.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from weir.knowledge.detection.figures import figures
from weir.knowledge.detection.lists import lines
from weir.knowledge.grounding.dates import Date, dates
from weir.knowledge.grounding.folding import fold
from weir.knowledge.grounding.names import names
from weir.knowledge.grounding.negation import denied
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.quantities import Quantity, quantities
from weir.knowledge.grounding.question import Term, content_terms
from weir.knowledge.grounding.relations import same_relation
from weir.knowledge.grounding.sentences import Span, clauses
from weir.knowledge.grounding.words import ENGLISH_STOP, stem, words

ReasonKind = Literal["number", "date", "name", "negation", "opposite", "wording", "risk", "judge"]

_SMALL = ENGLISH_STOP | {"mr", "mrs", "ms", "dr", "prof"}
_NEAR = 100
"""Characters on each side of a quantity that tell what it counts."""
_MEASURED = frozenset(("money", "time", "length", "weight"))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim is not supported: what it says, and what the evidence says in that place (empty where the
    evidence says nothing about it).
    """

    kind: ReasonKind
    said: str
    found: str = ""

    @property
    def contradicts(self) -> bool:
        """Whether the evidence says something else, not merely nothing."""
        return bool(self.found)


def numbers(folded: str, place: str) -> Iterator[Reason]:
    """Quantities that the place does not give of the same thing: `14人受伤` is not `14人死亡`."""
    known, said_dates = _counted(place), list(dates(folded))
    for said in _counted(folded):
        if any(date.start <= said.quantity.start < date.end for date in said_dates):
            continue
        terms = _terms(said.around)
        rivals = [found for found in known if said.like(found) and _speaks_of(terms, found.around)]
        if not any(found.amount == said.amount for found in rivals):
            family = said.quantity.family
            others = [found.text for found in rivals if found.quantity.family == family]
            yield Reason("number", said.text, others[0] if others else "")


def calendar(folded: str, passage: Passage) -> Iterator[Reason]:
    """Dates that agree with no date of the passage."""
    known = list(dates(passage.folded))
    for date in dates(folded):
        if (date.year or date.month) and not any(_agree(date, other) for other in known):
            rival = next((other for other in known if _same_parts(date, other)), None)
            found = passage.folded[rival.start : rival.end] if rival else ""
            yield Reason("date", folded[date.start : date.end], found)


def denials(folded: str, place: str) -> Iterator[Reason]:
    """Words that one of the two denies and the other states."""
    said, found = denied(folded), denied(place)
    for word in sorted(said ^ found):
        if word in folded and word in place:
            yield Reason("negation", word, word if word in said else _denied(word))


def opposites(folded: str, place: str) -> Iterator[Reason]:
    """Words of the claim where the place has the other side only: `增长` for `下降`."""
    for one, other in _contrasts():
        for mine, theirs in ((one, other), (other, one)):
            said = [word for word in mine if _has(word, folded)]
            found = [word for word in theirs if _has(word, place)]
            mixed = any(_has(word, place) for word in mine) or any(_has(word, folded) for word in theirs)
            if said and found and not mixed:
                yield Reason("opposite", said[0], found[0])


def strange_names(claim: str, passage: Passage) -> Iterator[Reason]:
    """Latin names of which the passage does not know every part."""
    for name in names(claim, words(claim)):
        parts = re.findall(r"[a-zÀ-ɏ]{2,}", fold(claim[name.start : name.end]))
        unknown = [
            part
            for part in parts
            if part not in _SMALL and stem(part) not in passage.stems and part not in passage.context
        ]
        if unknown and name.kind != "name" and not any(same_relation(stem(part)) for part in unknown):
            yield Reason("name", claim[name.start : name.end])


def _has(word: str, folded: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", folded) is not None if word.isascii() else word in folded


@cache
def _contrasts() -> tuple[tuple[list[str], list[str]], ...]:
    sides = (line.split("|") for line in lines("contrasts"))
    return tuple((_listed(one), _listed(other)) for one, other in sides)


def _listed(side: str) -> list[str]:
    return [word.strip() for word in side.split(",")]


def _denied(word: str) -> str:
    return f"not {word}" if word.isascii() else f"不{word}"


@dataclass(frozen=True, slots=True)
class _Counted:
    """A quantity as it stands in a text, its amount in one form, and the clause around it."""

    quantity: Quantity
    text: str
    amount: str
    around: str

    def like(self, other: _Counted) -> bool:
        """Whether the two can be compared at all: money with money, years with years."""
        one, two = self.quantity, other.quantity
        if "count" in (one.family, two.family) or not one.unit or not two.unit:
            return (one.family != "percent" and two.family != "percent") or one.family == two.family
        return one.family == two.family and (one.family not in _MEASURED or one.unit == two.unit)


def _counted(text: str) -> list[_Counted]:
    spans = clauses(text, (0, len(text)))
    starts = [start for start, _ in spans]
    return [
        _in_clause(text, quantity, spans[max(0, bisect_right(starts, quantity.start) - 1)])
        for quantity in quantities(text)
    ]


def _in_clause(text: str, quantity: Quantity, clause: Span) -> _Counted:
    # `3.71万` and `37,100` are the same amount, and so are `two` and `2`.
    amount = next((figure.form for figure in figures(quantity.value)), quantity.value)
    before = text[max(clause[0], quantity.start - _NEAR) : quantity.start]
    around = f"{before} {text[quantity.end : min(clause[1], quantity.end + _NEAR)]}"
    return _Counted(quantity, text[quantity.start : quantity.end], amount, around)


def _terms(clause: str) -> list[Term]:
    return [term for term in content_terms(clause) if not term.name and term.text.isalpha()]


def _speaks_of(terms: Sequence[Term], clause: str) -> bool:
    return not terms or any(form in clause for term in terms for form, _ in term.forms)


def _agree(said: Date, found: Date) -> bool:
    """Every part that is said is found, or is left out there while the rest fits."""
    pairs = ((said.year, found.year), (said.month, found.month), (said.day, found.day))
    same = [a == b for a, b in pairs if a is not None and b is not None]
    return bool(same) and all(same) and (said.day is None or found.day is not None)


def _same_parts(said: Date, found: Date) -> bool:
    """Whether both dates give the same parts, so that one can stand in the other's place."""
    return all((a is None) == (b is None) for a, b in zip(_parts(said), _parts(found), strict=True))


def _parts(date: Date) -> tuple[str | None, str | None, str | None]:
    return date.year, date.month, date.day
