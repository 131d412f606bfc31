"""Check a sentence that somebody else wrote (a model, a person) against evidence: is it said there,
fact for fact?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weir.knowledge.evidence import Evidence
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

ENOUGH = 0.6
"""Share of the sentence's content words that one place in the evidence must hold."""
_WINDOW = 2
_SCALES = {
    "万": 1e4,
    "亿": 1e8,
    "百": 1e2,
    "千": 1e3,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "hundred": 1e2,
}
_SMALL = ENGLISH_STOP | {"mr", "mrs", "ms", "dr", "prof"}
_MARKER = re.compile(r"\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Support:
    """Whether the evidence says it. The span is the best place: `evidence[evidence].text[start:end]`."""

    supported: bool
    score: float
    """Share of the sentence's content found at that place, 0 to 1."""
    evidence: int | None
    start: int
    end: int
    problems: tuple[str, ...]
    """What keeps it from being supported: ``number 14人``, ``date …``, ``name …``, ``negation …``,
    ``wording``.
    """


def check(sentence: str, evidence: Sequence[Evidence]) -> Support:
    """Check one sentence. Paraphrase is allowed; numbers, units, dates, names and negation must agree.

    Never raises on any text. A sentence without content words (a greeting, a dash) states nothing
    and is supported.
    """
    # Markers are blanked, not cut: `in 2019[1]` must not run into the next word.
    claim = _MARKER.sub(" ", sentence)
    folded = fold(claim)
    terms = content_terms(folded)
    if not terms:
        return Support(True, 1.0, None, 0, 0, ())
    best = max(
        (place for index, item in enumerate(evidence) for place in _places(terms, Passage(index, item))),
        key=lambda place: place[0],
        default=None,
    )
    if best is None:
        return Support(False, 0.0, None, 0, 0, ("wording",))
    score, passage, span = best
    problems = tuple(
        dict.fromkeys((*_problems(folded, terms, passage, span, score), *_strange_names(claim, passage)))
    )
    return Support(not problems, score, passage.index, *span, problems)


def _places(terms: Sequence[Term], passage: Passage) -> Iterator[tuple[float, Passage, Span]]:
    """Windows of one or two sentences with the share of the terms that they hold; the shorter one
    wins a tie.
    """
    spans = passage.sentences
    total = sum(term.weight for term in terms)
    for size in range(1, _WINDOW + 1):
        for first in range(len(spans) - size + 1):
            span = (spans[first][0], spans[first + size - 1][1])
            held = sum(term.weight * _held(term, passage, span) for term in terms)
            yield held / total - 0.01 * (size - 1), passage, span


def _held(term: Term, passage: Passage, span: Span) -> float:
    inside = (mention.quality for mention in passage.mentions(term) if span[0] <= mention.start < span[1])
    return max(inside, default=0.8 * passage.in_context(term))


def _problems(
    folded: str, terms: Sequence[Term], passage: Passage, span: Span, score: float
) -> Iterator[str]:
    place = passage.folded[span[0] : span[1]]
    yield from (f"number {folded[q.start : q.end]}" for q in _unsupported_quantities(folded, place))
    yield from (f"date {folded[d.start : d.end]}" for d in _unsupported_dates(folded, passage))
    for term in terms:
        if term.name and max(_held(term, passage, (0, len(passage.folded))), _written(term, passage)) < 0.5:
            yield f"name {term.text}"
    yield from (
        f"negation {word}" for word in sorted(denied(folded) ^ denied(place)) if _in_both(word, folded, place)
    )
    if score < ENOUGH:
        yield "wording"


def _strange_names(claim: str, passage: Passage) -> Iterator[str]:
    """Latin names of which the passage does not know every part."""
    for name in names(claim, words(claim)):
        parts = re.findall(r"[a-zÀ-ɏ]{2,}", fold(claim[name.start : name.end]))
        unknown = [
            part
            for part in parts
            if part not in _SMALL and stem(part) not in passage.stems and part not in passage.context
        ]
        if unknown and name.kind != "name" and not any(same_relation(stem(part)) for part in unknown):
            yield f"name {claim[name.start : name.end]}"


def _written(term: Term, passage: Passage) -> float:
    return 1.0 if term.text in passage.folded else 0.0


def _in_both(word: str, folded: str, place: str) -> bool:
    return word in folded and word in place


def _unsupported_quantities(folded: str, place: str) -> list[Quantity]:
    known = list(quantities(place))
    return [
        q for q in quantities(folded) if not _is_date_part(q, folded) and not _stands(q, folded, known, place)
    ]


def _is_date_part(quantity: Quantity, folded: str) -> bool:
    return any(date.start <= quantity.start < date.end for date in dates(folded))


def _stands(quantity: Quantity, folded: str, known: Sequence[Quantity], place: str) -> bool:
    """Whether the place gives the same amount of the same thing: `14人受伤` is not `14人死亡`."""
    same = [other for other in known if _amount(other) == _amount(quantity) and _same_unit(quantity, other)]
    said = _clause(folded, quantity)
    return any(_about_the_same(said, _clause(place, other)) for other in same)


def _same_unit(one: Quantity, other: Quantity) -> bool:
    if "count" in (one.family, other.family) or not one.unit or not other.unit:
        return (one.family != "percent" and other.family != "percent") or one.family == other.family
    return one.family == other.family and (
        one.family not in ("money", "time", "length", "weight") or one.unit == other.unit
    )


def _amount(quantity: Quantity) -> float | str:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s?(\D*)", quantity.value)
    if match is None:
        return quantity.value
    amount, scale = float(match.group(1)), match.group(2)
    for name, factor in _SCALES.items():
        for _ in range(scale.count(name)):
            amount *= factor
    return round(amount, 6)


def _clause(text: str, quantity: Quantity) -> str:
    """The clause that the quantity stands in, without the quantity."""
    start, end = next(
        ((s, e) for s, e in clauses(text, (0, len(text))) if s <= quantity.start < e), (0, len(text))
    )
    return text[start : quantity.start] + " " + text[quantity.end : end]


def _about_the_same(said: str, found: str) -> bool:
    terms = [term for term in content_terms(said) if not term.name and term.text.isalpha()]
    return not terms or any(form in found for term in terms for form, _ in term.forms)


def _unsupported_dates(folded: str, passage: Passage) -> list[Date]:
    known = list(dates(passage.folded))
    return [
        date
        for date in dates(folded)
        if (date.year or date.month) and not any(_agree(date, other) for other in known)
    ]


def _agree(said: Date, found: Date) -> bool:
    """Every part that is said is found, or is left out there while the rest fits."""
    pairs = ((said.year, found.year), (said.month, found.month), (said.day, found.day))
    same = [a == b for a, b in pairs if a is not None and b is not None]
    return bool(same) and all(same) and (said.day is None or found.day is not None)
