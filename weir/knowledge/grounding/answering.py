"""The evidence-first answer: a few sentences quoted from the evidence, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.candidates import Candidate
from weir.knowledge.grounding.choosing import choose
from weir.knowledge.grounding.conflicts import rivals
from weir.knowledge.grounding.parts import parts
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.question import Question, analyse
from weir.knowledge.grounding.quoting import quote
from weir.knowledge.grounding.readings import Finding, find

_ALONE = 0.7
"""How sure an answer to one part of a question must be where the other part has none."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation: `text` is `evidence[evidence].text[start:end]`, character for character."""

    text: str
    evidence: int
    start: int
    end: int

    def holds(self, other: Cited) -> bool:
        """Whether the other quotation is a part of this one."""
        return self.evidence == other.evidence and self.start <= other.start and other.end <= self.end


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
    conflict: tuple[Cited, ...] = ()
    """Values that other passages give instead: the sources disagree. Each is quoted in one of the sentences;
    for a refusal these are all the values that stand against each other."""

    @property
    def text(self) -> str:
        """The quoted sentences as one text; empty for a refusal."""
        return (" " if self.question.language == "en" else "").join(cited.text for cited in self.sentences)


def answer_from(
    question: str, evidence: Sequence[Evidence], *, sentences: int = 3, budget: int | None = None
) -> Answer:
    """Answer from the evidence alone, by quotation.

    At most `sentences` quotations of together at most `budget` characters (300 for Chinese text,
    500 for English), half as many more for each further thing that the question asks.
    Never raises on any text; about 1 ms for each 1,000 characters of evidence.
    """
    asked = analyse(question)
    passages = [Passage(index, item) for index, item in enumerate(evidence)]
    findings = _findings(question, passages)
    passed = [finding for finding in findings if finding.passed]
    if len(passed) < len(findings):
        passed = [finding for finding in passed if finding.verdict.confidence >= _ALONE]
    if not passed:
        return _refused(asked, findings[0], passages)
    disputed = [rivals(finding, passages) for finding in passed]
    chosen = choose(passed, sentences + len(passed) - 1, disputed)
    verdict = passed[0].verdict
    quoted = _quote(asked, passages, chosen, budget, len(passed))
    against = [span for group in disputed for other in group if (span := _span(passages, other))]
    return Answer(
        quoted,
        True,
        verdict.confidence,
        verdict.reason,
        asked,
        _span(passages, passed[0].readings[0].best),
        tuple(span for span in against if any(sentence.holds(span) for sentence in quoted)),
    )


def _refused(asked: Question, finding: Finding, passages: Sequence[Passage]) -> Answer:
    """No answer; but where sources contradict each other, that is told."""
    against = rivals(finding, passages) if finding.readings else []
    values = [finding.readings[0].best, *against] if against else []
    conflict = tuple(span for value in values if (span := _span(passages, value)))
    return Answer((), False, finding.verdict.confidence, finding.verdict.reason, asked, None, conflict)


def _findings(question: str, passages: Sequence[Passage]) -> list[Finding]:
    """For each thing asked; for the question as it stands where none of them is found."""
    asked = parts(question)
    findings = [find(part, passages) for part in asked]
    if len(asked) > 1 and not any(finding.passed for finding in findings):
        return [find(question, passages)]
    return findings


def _quote(
    question: Question,
    passages: Sequence[Passage],
    chosen: Sequence[Candidate],
    budget: int | None,
    things: int,
) -> tuple[Cited, ...]:
    quoted: list[Cited] = []
    chinese = question.language == "zh" and passages[chosen[0].passage].scale == 1
    left = budget or (300 if chinese else 500) * (1 + things) // 2
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
