"""The evidence-first answer: a few sentences quoted from the evidence, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.candidates import Candidate
from weir.knowledge.grounding.choosing import choose
from weir.knowledge.grounding.parts import parts
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.question import Question, analyse
from weir.knowledge.grounding.quoting import quote
from weir.knowledge.grounding.readings import Finding, find


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


def answer_from(
    question: str, evidence: Sequence[Evidence], *, sentences: int = 3, budget: int | None = None
) -> Answer:
    """Answer from the evidence alone, by quotation.

    At most `sentences` quotations of together at most `budget` characters (300 for Chinese text,
    500 for English). A question that asks for two things is answered as two.
    Never raises on any text; about 1 ms for each 1,000 characters of evidence.
    """
    asked = analyse(question)
    passages = [Passage(index, item) for index, item in enumerate(evidence)]
    findings = _findings(question, passages)
    passed = [finding for finding in findings if finding.passed]
    if not passed:
        verdict = findings[0].verdict
        return Answer((), False, verdict.confidence, verdict.reason, asked)
    chosen = choose(passed, sentences)
    verdict = passed[0].verdict
    return Answer(
        _quote(asked, passages, chosen, budget),
        True,
        verdict.confidence,
        verdict.reason,
        asked,
        _span(passages, passed[0].readings[0].best),
        _conflict(passed[0]),
    )


def _findings(question: str, passages: Sequence[Passage]) -> list[Finding]:
    """For each thing asked; for the question as it stands where none of them is found."""
    asked = parts(question)
    findings = [find(part, passages) for part in asked]
    if len(asked) > 1 and not any(finding.passed for finding in findings):
        return [find(question, passages)]
    return findings


def _quote(
    question: Question, passages: Sequence[Passage], chosen: Sequence[Candidate], budget: int | None
) -> tuple[Cited, ...]:
    quoted: list[Cited] = []
    left = budget or (300 if question.language == "zh" and passages[chosen[0].passage].scale == 1 else 500)
    for candidate in chosen:
        passage = passages[candidate.passage]
        start, end = quote(question, passage, candidate, left)
        text = passage.raw[start:end]
        if start < end and not any(text in other.text or other.text in text for other in quoted):
            quoted.append(Cited(text, candidate.passage, start, end))
            left -= end - start
        if left < 20:
            break
    return tuple(quoted)


def _span(passages: Sequence[Passage], best: Candidate) -> Cited | None:
    if best.fact is None:
        return None
    start, end = best.fact.start, best.fact.end
    return Cited(passages[best.passage].raw[start:end], best.passage, start, end)


def _conflict(finding: Finding) -> tuple[str, ...]:
    """Values other than the answer that another passage gives nearly as well; a list has many
    values by nature.
    """
    first, *others = finding.readings
    if finding.question.many or first.best.fact is None:
        return ()
    own = {candidate.passage for candidate in first.candidates}
    close = (
        reading.best
        for reading in others[:5]
        if reading.best.rank >= 0.9 * first.best.rank and reading.best.passage not in own
    )
    return tuple(candidate.fact.value for candidate in close if candidate.fact)
