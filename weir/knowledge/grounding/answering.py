"""The evidence-first answer: a few sentences quoted from the evidence, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.candidates import Candidate, candidates
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.question import Question, analyse
from weir.knowledge.grounding.quoting import overlaps, quote
from weir.knowledge.grounding.sufficiency import gives_kind, sufficiency

_AT_LEAST = 0.45
"""A further sentence is quoted only when it scores this share of the best one."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation: `text` is `evidence[evidence].text[start:end]`, character for character."""

    text: str
    evidence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the evidence answers. Refused when not `sufficient`; `sentences` is then empty."""

    sentences: tuple[Cited, ...]
    sufficient: bool
    confidence: float
    reason: str
    """Why it was answered or refused, in the language of the question."""
    question: Question
    span: Cited | None = None
    """The short answer inside the first sentence, where it can be pointed at."""
    conflict: tuple[str, ...] = ()
    """Other values that the evidence gives as strongly: the sources disagree."""

    @property
    def text(self) -> str:
        """The quoted sentences as one text; empty for a refusal."""
        return (" " if self.question.language == "en" else "").join(cited.text for cited in self.sentences)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Candidates that give the same value, best first, with their common strength."""

    candidates: tuple[Candidate, ...]
    strength: float

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def proof(self) -> Candidate:
        return max(self.candidates, key=lambda candidate: candidate.score)

    @property
    def support(self) -> int:
        return len({candidate.passage for candidate in self.candidates})


def answer_from(
    question: str, evidence: Sequence[Evidence], *, sentences: int = 3, budget: int | None = None
) -> Answer:
    """Answer from the evidence alone, by quotation.

    At most `sentences` quotations of together at most `budget` characters (300 for Chinese text,
    500 for English).
    Never raises on any text; about 1 ms for each 1,000 characters of evidence.
    """
    asked = analyse(question)
    passages = [Passage(index, item) for index, item in enumerate(evidence)]
    readings = _readings(candidates(asked, passages))
    best = readings[0] if readings else None
    fitting = [reading for reading in readings if gives_kind(asked, reading.proof)] or readings
    shown = max(fitting, key=lambda reading: reading.proof.score, default=None)
    verdict = sufficiency(asked, shown.proof if shown else None, shown.support if shown else 0)
    if best is None or not verdict.passed:
        return Answer((), False, verdict.confidence, verdict.reason, asked)
    chosen = _choose(readings, sentences)
    quoted = _quote(asked, passages, chosen, budget)
    return Answer(
        quoted,
        True,
        verdict.confidence,
        verdict.reason,
        asked,
        _span(passages, best.best),
        _conflict(asked, readings),
    )


def _readings(found: list[Candidate]) -> list[_Reading]:
    groups: dict[str, list[Candidate]] = {}
    for candidate in found:
        key = candidate.fact.value if candidate.fact else f"{candidate.passage}:{candidate.sentence[0]}"
        groups.setdefault(key, []).append(candidate)
    return sorted((_reading(group) for group in groups.values()), key=lambda reading: -reading.strength)


def _reading(group: list[Candidate]) -> _Reading:
    """Each further passage that says the same adds to the first, less and less."""
    best_of: dict[int, Candidate] = {}
    for candidate in group:
        best_of.setdefault(candidate.passage, candidate)
    ordered = list(best_of.values())
    strength = ordered[0].rank
    for place, candidate in enumerate(ordered[1:4], start=1):
        strength += 0.15 * candidate.rank / place
    return _Reading(tuple(group), strength)


def _choose(readings: list[_Reading], limit: int) -> list[Candidate]:
    """The best sentence of the best reading, then sentences that add a reading, then a second source."""
    floor = readings[0].best.rank * _AT_LEAST
    queue = [reading.best for reading in readings[:6]]
    queue[1:1] = [
        candidate for candidate in readings[0].candidates[1:4] if candidate.passage != queue[0].passage
    ][:1]
    chosen: list[Candidate] = []
    for candidate in queue:
        taken = any(overlaps(candidate, other) for other in chosen)
        if len(chosen) < limit and candidate.rank >= floor and not taken:
            chosen.append(candidate)
    return chosen


def _quote(
    question: Question, passages: list[Passage], chosen: list[Candidate], budget: int | None
) -> tuple[Cited, ...]:
    quoted: list[Cited] = []
    left = budget or (300 if question.language == "zh" and passages[chosen[0].passage].scale == 1 else 500)
    for candidate in chosen:
        passage = passages[candidate.passage]
        start, end = quote(passage, candidate, left)
        text = passage.raw[start:end]
        if start < end and not any(text in other.text or other.text in text for other in quoted):
            quoted.append(Cited(text, candidate.passage, start, end))
            left -= end - start
        if left < 20:
            break
    return tuple(quoted)


def _span(passages: list[Passage], best: Candidate) -> Cited | None:
    if best.fact is None:
        return None
    start, end = best.fact.start, best.fact.end
    return Cited(passages[best.passage].raw[start:end], best.passage, start, end)


def _conflict(question: Question, readings: list[_Reading]) -> tuple[str, ...]:
    """Values other than the answer that another passage gives nearly as well; a list has many
    values by nature.
    """
    if question.many or readings[0].best.fact is None:
        return ()
    own = {candidate.passage for candidate in readings[0].candidates}
    close = [
        r
        for r in readings[1:6]
        if r.best.fact and r.best.rank >= 0.9 * readings[0].best.rank and r.best.passage not in own
    ]
    return tuple(reading.best.fact.value for reading in close if reading.best.fact)
