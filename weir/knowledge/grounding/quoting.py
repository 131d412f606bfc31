"""How much of a sentence to quote: all of it where it fits, else the clauses around the answer."""

from __future__ import annotations

import re

from weir.knowledge.grounding.candidates import Candidate
from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.question import Question
from weir.knowledge.grounding.sentences import Span
from weir.knowledge.grounding.styles import Style

_LONG_SENTENCE = 160
_INTRODUCES = re.compile(r"[:：]\s*\n\s*(?:\d{1,2}[.)、]|[-*•])\s?")


def overlaps(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates stand in the same sentence."""
    return one.passage == other.passage and one.sentence == other.sentence


def quote(question: Question, passage: Passage, candidate: Candidate, left: int) -> Span:
    """The span to quote, at most `left` characters; empty when not even the clause of the answer fits."""
    start, end = candidate.sentence
    limit = min(left, round(_LONG_SENTENCE * (1 if passage.scale == 1 else 1.6)))
    if end - start > limit:
        return _part(passage, candidate, limit)
    at = passage.sentence_of(start)
    first, last = _whole(passage, at, limit)
    if question.kind is Kind.how:
        last = _steps(passage, first, last, left)
    return passage.sentences[first][0], passage.sentences[last][1]


def _whole(passage: Passage, at: int, limit: int) -> tuple[int, int]:
    """The pieces up to the full stops on both sides, where a semicolon cut it and all of it fits."""
    first = last = at
    spans = passage.sentences
    while first > 0 and _runs_on(passage, first - 1) and spans[last][1] - spans[first - 1][0] <= limit:
        first -= 1
    while _runs_on(passage, last) and spans[last + 1][1] - spans[first][0] <= limit:
        last += 1
    return first, last


def _runs_on(passage: Passage, sentence: int) -> bool:
    """Whether the sentence goes on in the next piece of the same paragraph."""
    spans = passage.sentences
    if sentence + 1 >= len(spans):
        return False
    end, start = spans[sentence][1], spans[sentence + 1][0]
    return passage.raw[end - 1] in ";；" and "\n\n" not in passage.raw[end:start]


def _steps(passage: Passage, first: int, last: int, limit: int) -> int:
    """The last of the steps that follow in a list and fit: who asks how wants all of them."""
    if not _opens_list(passage, last):
        return last
    spans = passage.sentences
    while last + 1 < len(spans) and _goes_on(passage, last) and spans[last + 1][1] - spans[first][0] <= limit:
        last += 1
    return last


def _opens_list(passage: Passage, sentence: int) -> bool:
    span = passage.sentences[sentence]
    return passage.styles[sentence] is Style.item or _INTRODUCES.search(passage.raw, *span) is not None


def _goes_on(passage: Passage, sentence: int) -> bool:
    """Whether the next sentence is a step, or still belongs to this one."""
    between = passage.raw[passage.sentences[sentence][1] : passage.sentences[sentence + 1][0]]
    return passage.styles[sentence + 1] is Style.item or "\n" not in between


def _part(passage: Passage, candidate: Candidate, limit: int) -> Span:
    """The clauses of a long sentence that stand around the answer."""
    start, end = candidate.sentence
    pieces = passage.clauses(passage.sentence_of(start))
    middle = candidate.fact.start if candidate.fact else start
    at = next((i for i, piece in enumerate(pieces) if piece[0] <= middle < piece[1]), 0)
    first, last = _widen(pieces, at, limit)
    start, end = pieces[first][0], pieces[last][1]
    return _cut(passage, (start, end), candidate, limit)


def _widen(pieces: list[Span], at: int, limit: int) -> tuple[int, int]:
    """Clauses around `at` that fit the limit; those before it first, for they name what it is about."""
    first = last = at
    while True:
        if first > 0 and pieces[last][1] - pieces[first - 1][0] <= limit:
            first -= 1
        elif last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= limit:
            last += 1
        else:
            return first, last


def _cut(passage: Passage, span: Span, candidate: Candidate, limit: int) -> Span:
    start, end = span
    if end - start > limit:
        middle = candidate.fact.start if candidate.fact else start
        start = max(start, middle - limit // 2)
        end = min(end, start + limit)
    while start < end and passage.raw[start].isspace():
        start += 1
    while end > start and passage.raw[end - 1].isspace():
        end -= 1
    return start, end
