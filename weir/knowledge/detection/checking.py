"""Check what somebody else wrote (a model, a person) against evidence, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from weir.knowledge.detection.details import (
    Reason,
    calendar,
    denials,
    numbers,
    opposites,
    strange_names,
)
from weir.knowledge.detection.lists import lines
from weir.knowledge.detection.risk import LIKELY, risk
from weir.knowledge.detection.swaps import swapped_names
from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.folding import fold
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.question import Term, content_terms
from weir.knowledge.grounding.sentences import Span, sentences

State = Literal["supported", "contradicted", "not_in_evidence"]

ENOUGH = 0.6
"""Share of the sentence's content words that one place in the evidence must hold."""
SAME_MATTER = 0.4
"""Share from which on a place speaks of the same matter, so that it can contradict."""
LONGEST = 1500
"""Characters up to which a sentence is taken apart; a longer one is supported only word for word."""
_WINDOW = 2
_ASIDES = frozenset(word for line in lines("asides") for word in line.split())
_BETWEEN = re.compile(r"[\W_]+")
_MARKER = re.compile(r"\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Support:
    """Whether the evidence says it. The span is the best place: `evidence[evidence].text[start:end]`."""

    state: State
    score: float
    """Share of the sentence's content found at that place, 0 to 1."""
    risk: float
    """How likely the sentence was made up, by the learned detector, 0 to 1."""
    evidence: int | None
    start: int
    end: int
    reasons: tuple[Reason, ...]
    """What keeps it from being supported; empty when it is."""

    @property
    def supported(self) -> bool:
        return self.state == "supported"


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of an answer, `answer[start:end]`, and what the evidence says of it."""

    start: int
    end: int
    support: Support


class Checker:
    """Checks sentences against the same evidence, which is read once."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._texts = tuple(item.text for item in evidence)
        self._passages = [Passage(index, item) for index, item in enumerate(evidence)]
        self._said = {
            _bare(_MARKER.sub(" ", passage.folded[start:end])): (passage.index, start, end)
            for passage in reversed(self._passages)
            for start, end in passage.sentences
        }

    def check(self, sentence: str) -> Support:
        """Check one sentence; see `check`."""
        # Markers are blanked, not cut: `in 2019[1]` must not run into the next word.
        claim = _MARKER.sub(" ", sentence)
        folded = fold(claim)
        terms = content_terms(folded)
        if not terms or _BETWEEN.sub("", folded) in _ASIDES:
            return Support("supported", 1.0, 0.0, None, 0, 0, ())
        doubt = risk(claim, self._texts).value
        if (verbatim := self._said.get(_bare(folded))) is not None:
            return Support("supported", 1.0, doubt, *verbatim, ())
        places = (place for passage in self._passages for place in _places(terms, passage))
        best = max(places, key=lambda place: place[0], default=None)
        if best is None or len(claim) > LONGEST:
            return Support("not_in_evidence", 0.0, doubt, None, 0, 0, (Reason("wording", claim.strip()),))
        score, passage, span = best
        reasons = tuple(dict.fromkeys(_reasons(claim, folded, terms, passage, span, score)))
        if not reasons and doubt >= LIKELY:
            reasons = (Reason("risk", claim.strip()),)
        return Support(_state(reasons, score), score, doubt, passage.index, *span, reasons)

    def check_answer(self, answer: str) -> list[Checked]:
        """Check every sentence of an answer, in order."""
        return [Checked(start, end, self.check(answer[start:end])) for start, end in sentences(answer)]


def check(sentence: str, evidence: Sequence[Evidence]) -> Support:
    """Check one sentence. Paraphrase is allowed; numbers, units, dates, names and negation must agree.

    Never raises on any text. A sentence without content words (a greeting, a dash) states nothing
    and is supported.
    """
    return Checker(evidence).check(sentence)


def _bare(folded: str) -> str:
    """A sentence without the spaces and the punctuation around it."""
    return folded.strip(" \t\r\n。．.！!？?；;，,")


def _state(reasons: Sequence[Reason], score: float) -> State:
    """Contradiction needs a place that speaks of the same thing."""
    if not reasons:
        return "supported"
    about_it = score >= SAME_MATTER and any(reason.contradicts for reason in reasons)
    return "contradicted" if about_it else "not_in_evidence"


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


def _reasons(
    claim: str, folded: str, terms: Sequence[Term], passage: Passage, span: Span, score: float
) -> Iterator[Reason]:
    place = passage.folded[span[0] : span[1]]
    yield from numbers(folded, place)
    yield from calendar(folded, passage)
    swapped = list(swapped_names(claim, passage.raw[span[0] : span[1]]))
    yield from swapped
    yield from (
        reason
        for reason in _absent_names(claim, terms, passage)
        if not any(reason.said.lower() in swap.said.lower() for swap in swapped)
    )
    yield from denials(folded, place)
    yield from opposites(folded, place)
    if score < ENOUGH:
        yield Reason("wording", claim.strip())


def _absent_names(claim: str, terms: Sequence[Term], passage: Passage) -> Iterator[Reason]:
    for term in terms:
        if term.name and max(_held(term, passage, (0, len(passage.folded))), _written(term, passage)) < 0.5:
            yield Reason("name", term.text)
    yield from strange_names(claim, passage)


def _written(term: Term, passage: Passage) -> float:
    return 1.0 if term.text in passage.folded else 0.0
