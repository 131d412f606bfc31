"""Candidate answers: a sentence, with the thing in it that would answer, scored for how well it
stands by the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from weir.knowledge.grounding.constraints import contradicts
from weir.knowledge.grounding.cues import states_kind
from weir.knowledge.grounding.facts import Fact, facts, has_facts
from weir.knowledge.grounding.folding import language_of
from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.question import Question, Term
from weir.knowledge.grounding.sentences import Span
from weir.knowledge.grounding.styles import Style

# How much a term still counts when it stands in another sentence than the answer.
_SENTENCE_BEFORE, _SENTENCE_AFTER, _ELSEWHERE, _CONTEXT = 0.8, 0.55, 0.5, 0.75
_RELATION_ELSEWHERE = 0.3
# A term that a text cut off from its beginning does not name, though it may well be what it speaks of.
_UNNAMED = 0.3
# Where nothing but its words shows that a sentence answers, they must stand in it.
_PROSE = 0.6
_FAR = 150.0
_CONTRADICTED = 0.45
_OTHER_VALUE = 0.3
_RIVAL = 0.75
_ASKED_BACK = 0.45
_UNNAMED_RELATION = 0.2
_UNNAMED_NAMES = 0.6
_IN_COLUMN, _IN_HEADER = 0.95, 0.5
# Of two texts that say the same, the one in the language of the question is read.
_FOREIGN = 0.7
# How much is lost without the relation: more when it must be shown than when it is only looked for.
_RELATION_PROVES, _RELATION_TELLS = 0.55, 0.2
_TOPIC = 0.15
_QUOTES = frozenset('《「“"')
_BOUNDS, _BOUND = frozenset(("开始", "结束", "开幕", "闭幕", "截止", "举行", "举办")), 0.85
_PERIOD = re.compile(r"\d\s?[年月日号]?\s?(?:[-—–~～至到]|\bto\b)")
_ENUMERATION = re.compile(r"、|(?:[^\s,]+, ){1,}(?:and )?|\band\b|和|以及|及")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer and why it scored as it did. All figures are 0 to 1."""

    passage: int
    sentence: Span
    fact: Fact | None
    coverage: float
    """Share of the question's terms that stand by the answer, by weight and nearness."""
    essential: float
    """Share of the names in the question that the passage knows of."""
    agreement: float
    """1 when years, ordinals and contrasts of the question hold here, less when something else is stated."""
    fit: float
    """How well the asked kind of thing is there."""
    relation: float
    """How near the question's relation word (`死亡`, `directed`) stands; 1 when it has none."""
    subject: float
    """1 unless the sentence speaks of something else of the same sort: another film, another country."""
    missing: tuple[str, ...]
    conflict: str

    foreign: bool
    """Whether the sentence is in another language than the question."""
    unnamed: float
    """Credit for what a text that starts midway does not name but may well be about."""

    @property
    def score(self) -> float:
        """How well the evidence itself shows that this answers the question; the gate goes by it."""
        return self._score(self.coverage, self.essential, _RELATION_PROVES)

    @property
    def rank(self) -> float:
        """How likely this is the answer if there is one: the passage was retrieved for the question
        after all.
        """
        return (_FOREIGN if self.foreign else 1.0) * self._score(
            min(1.0, self.coverage + self.unnamed),
            max(self.essential, _UNNAMED_NAMES if self.unnamed else 0.0),
            _RELATION_TELLS,
        )

    def _score(self, coverage: float, essential: float, strict: float) -> float:
        return (
            coverage
            * (0.4 + 0.6 * essential)
            * self.agreement
            * (0.35 + 0.65 * self.fit)
            * (1 - strict + strict * self.relation)
            * self.subject
        )


def candidates(question: Question, passages: Sequence[Passage]) -> list[Candidate]:
    """All candidates, best first."""
    found = [candidate for passage in passages for candidate in _of_passage(question, passage)]
    return sorted(found, key=lambda candidate: -candidate.rank)


def _of_passage(question: Question, passage: Passage) -> list[Candidate]:
    known = [term for term in question.terms if passage.mentions(term) or passage.in_context(term)]
    if not known:
        return []
    found: list[Candidate] = []
    answered: set[int] = set()
    for fact in facts(question, passage):
        sentence = passage.sentence_of(fact.start)
        answered.add(sentence)
        figure = any(character.isdigit() for character in fact.value)
        if _can_stand(question, passage, sentence, figure):
            found.append(_candidate(question, passage, sentence, fact))
    for sentence in range(len(passage.sentences)):
        if sentence not in answered and _can_stand(question, passage, sentence):
            found.append(_candidate(question, passage, sentence, None))
    return found


def _can_stand(question: Question, passage: Passage, sentence: int, figure: bool = False) -> bool:
    """Whether the piece says something by itself: the head of a table does not, a heading only with a
    figure in it, and a line of code only to one who asks how to do something.
    """
    style = passage.styles[sentence]
    if style is Style.heading:
        return figure
    return style is not Style.header and (style is not Style.code or question.kind is Kind.how)


def _candidate(question: Question, passage: Passage, sentence: int, fact: Fact | None) -> Candidate:
    span = passage.sentences[sentence]
    at = (fact.start, fact.end) if fact else span
    near = {term.text: _nearness(term, passage, sentence, at) for term in question.terms}
    if fact and _is_period(question, passage.folded[fact.start : fact.end]):
        near |= {term.text: max(near[term.text], _BOUND) for term in question.terms if term.text in _BOUNDS}
    if not has_facts(question.kind):
        near = {text: value if value > _CONTEXT else value * _PROSE for text, value in near.items()}
    total = sum(term.weight for term in question.terms) or 1.0
    agreement, conflict = _agreement(question, passage, sentence, at)
    return Candidate(
        passage=passage.index,
        sentence=span,
        fact=fact,
        coverage=sum(term.weight * near[term.text] for term in question.terms) / total,
        essential=_essential(question, passage),
        agreement=agreement,
        fit=_fit(question, passage, span, fact),
        relation=_relation(question, near),
        subject=_subject(question, passage, sentence, at) * _stated_plainly(passage, span, fact),
        foreign=language_of(passage.raw[span[0] : span[1]]) != question.language,
        unnamed=_unnamed(question, passage),
        missing=tuple(term.text for term in question.terms if near[term.text] == 0 and term.weight >= 0.5),
        conflict=conflict,
    )


def _is_period(question: Question, text: str) -> bool:
    """Whether the text gives a first and a last day: it then tells when something begins, in other words."""
    return question.kind is Kind.date and _PERIOD.search(text) is not None


def _fit(question: Question, passage: Passage, span: Span, fact: Fact | None) -> float:
    if fact is not None:
        return fact.fit
    if question.many:
        several = _ENUMERATION.search(passage.folded, *span) is not None
        return 0.8 if several else 0.2 if has_facts(question.kind) else 0.65
    if has_facts(question.kind):
        return 0.0 if question.strict else 0.4
    return states_kind(question, passage.folded[span[0] : span[1]])


def _essential(question: Question, passage: Passage) -> float:
    """How far the passage knows what the question is about: its names, or its nouns where it has none."""
    named = [term for term in question.terms if term.name]
    about = named or [term for term in question.terms if not term.relation and term.weight >= 0.5]
    weight = sum(term.weight for term in about)
    if not weight:
        return 1.0
    known = sum(term.weight * _known(term, passage) for term in about) / weight
    return known if named else 1 - _TOPIC + _TOPIC * known


def _known(term: Term, passage: Passage) -> float:
    return max([passage.in_context(term), *(mention.quality for mention in passage.mentions(term))])


def _unnamed(question: Question, passage: Passage) -> float:
    if not passage.starts_midway:
        return 0.0
    absent = sum(term.weight for term in question.terms if not term.relation and _known(term, passage) == 0)
    return _UNNAMED * absent / (sum(term.weight for term in question.terms) or 1.0)


def _relation(question: Question, near: dict[str, float]) -> float:
    """Nearness of what is said of the names: the relation words, or all that is no name where there
    are none.
    """
    relations = [term for term in question.terms if term.relation]
    said = relations or [term for term in question.terms if not term.name and term.weight >= 0.5]
    if not said:
        return 1.0
    value = sum(term.weight * near[term.text] for term in said) / sum(term.weight for term in said)
    return value if relations else min(1.0, value + _UNNAMED_RELATION)


def _subject(question: Question, passage: Passage, sentence: int, at: Span) -> float:
    """Less than 1 where the sentence is silent about a name of the question and names another of
    its sort first.
    """
    start = passage.sentences[sentence][0]
    factor = 1.0
    for term in question.terms:
        if not term.name or any(
            start <= mention.start < passage.sentences[sentence][1] for mention in passage.mentions(term)
        ):
            continue
        if _rivals(term, passage, start, at[0], question):
            factor *= _RIVAL
    return factor


def _rivals(term: Term, passage: Passage, start: int, end: int, question: Question) -> bool:
    if term.tag == "work":
        return any(mark in passage.folded[start:end] for mark in '《「“"')
    if term.tag == "eng":
        return False
    inside = (word for word in passage.tokens if start <= word.start and word.end <= end)
    return any(
        word.tag == term.tag and len(word.text) > 1 and word.text not in question.folded for word in inside
    )


def _stated_plainly(passage: Passage, span: Span, fact: Fact | None) -> float:
    """A question in the text is no answer; what it sets in quotation marks is taken for known."""
    asks = passage.folded[span[0] : span[1]].endswith(("?", "？"))
    known = fact is not None and passage.folded[max(0, fact.start - 1) : fact.start] in _QUOTES
    return _ASKED_BACK if asks and not known else 1.0


def _nearness(term: Term, passage: Passage, sentence: int, at: Span) -> float:
    best = _CONTEXT * passage.in_context(term)
    for mention in passage.mentions(term):
        if mention.quality <= best:
            continue
        best = max(
            best, mention.quality * _closeness(term, passage, sentence, at, (mention.start, mention.end))
        )
    return best


def _closeness(term: Term, passage: Passage, sentence: int, at: Span, mention: Span) -> float:
    start, end = passage.sentences[sentence]
    if start <= mention[0] < end:
        gap = max(at[0] - mention[1], mention[0] - at[1], 0) / passage.scale
        distance = min(1.0, gap / _FAR)
        value = 1.0 - (0.55 * distance**0.5 if term.relation else 0.35 * distance)
        return value * (0.85 if term.relation and _delimited(passage.folded, at, mention) else 1.0)
    other = passage.sentence_of(mention[0])
    if other == passage.heading_over(sentence):
        return _SENTENCE_BEFORE
    if passage.heads(other, sentence):
        return _IN_COLUMN if passage.same_column(mention[0], at[0]) else _IN_HEADER
    if term.relation:
        return (
            _SENTENCE_BEFORE if other == sentence - 1 and _announces(passage, other) else _RELATION_ELSEWHERE
        )
    if other == sentence - 1:
        return _SENTENCE_BEFORE
    return _SENTENCE_AFTER if other == sentence + 1 else _ELSEWHERE


def _announces(passage: Passage, sentence: int) -> bool:
    """Whether the sentence is a label or a question that the next one answers: `总导演是谁？` `——…`."""
    start, end = passage.sentences[sentence]
    return end - start <= 60 and passage.folded[start:end].rstrip().endswith(("？", "?", ":", "："))


def _delimited(folded: str, at: Span, mention: Span) -> bool:
    between = folded[at[1] : mention[0]] if mention[0] >= at[1] else folded[mention[1] : at[0]]
    return any(mark in between for mark in "，,、；;：")


def _agreement(question: Question, passage: Passage, sentence: int, at: Span) -> tuple[float, str]:
    """How far the surroundings of an answer keep to what the question fixes, and the first thing
    that does not.
    """
    start, end = passage.sentences[sentence]
    text = passage.folded[start:end]
    value, conflict = 1.0, ""
    clause = _clause(passage, sentence, at)
    for contrast in question.contrasts:
        if contradicts(contrast, clause) or contradicts(contrast, text):
            value, conflict = (
                value * _CONTRADICTED,
                conflict or f"{contrast.own[0]}≠{next(w for w in contrast.others if w in text)}",
            )
    wanted: dict[str, set[str]] = {}
    for constraint in question.constraints:
        wanted.setdefault(constraint.frame, set()).add(constraint.value)
    for frame, allowed in wanted.items():
        factor, other = _keeps(frame, allowed, passage, (start, end), at)
        value *= factor
        if other:
            conflict = conflict or f"{frame}: {'/'.join(sorted(allowed))}≠{other}"
    return value, conflict


def _clause(passage: Passage, sentence: int, at: Span) -> str:
    """The clause of the answer: `赵启明夺得男子组冠军，孙若兰获得女子组冠军` speaks of both, each
    clause of one.
    """
    for start, end in passage.clauses(sentence):
        if start <= at[0] < end and at[1] <= end:
            return passage.folded[start:end]
    return ""


def _keeps(frame: str, allowed: set[str], passage: Passage, sentence: Span, at: Span) -> tuple[float, str]:
    stated = [
        (position, value)
        for position, value in _stated(frame, passage)
        if sentence[0] <= position < sentence[1]
    ]
    outside = at if frame != "year" else (at[0], at[0])
    stated = [(position, value) for position, value in stated if not outside[0] <= position < outside[1]]
    governing = _governing(stated, at, passage)
    if governing:
        if governing in allowed:
            return 1.0, ""
        if any(value in allowed for _, value in stated):
            return 0.75, ""
        return _OTHER_VALUE, governing
    everywhere = {value for _, value in _stated(frame, passage)}
    if everywhere & allowed:
        return 0.97, ""
    return (0.6, "") if everywhere else (0.85, "")


def _governing(stated: list[tuple[int, str]], at: Span, passage: Passage) -> str:
    """The value stated last before the answer rules it: `2020 年 2.3%，2021 年 8.1%`.

    English also puts it after (`won by Ann Berg in 2019`); in Chinese what follows is about something else.
    """
    before = [value for position, value in stated if position <= at[1]]
    if before:
        return before[-1]
    return stated[0][1] if stated and passage.scale > 1 else ""


def _stated(frame: str, passage: Passage) -> list[tuple[int, str]]:
    if frame == "year":
        return passage.years
    return [(c.start, c.value) for c in passage.constraints if c.frame == frame]
