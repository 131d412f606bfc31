"""Evidence within a budget: the sentences of retrieved chunks that are worth their tokens for a question.

Extractive: what is kept stands in the evidence character for character, so citations stay what they are. A
sentence is worth what it shares with the question, rare words counting most, and some of what the sentences
beside it share: an answer often stands next to the words that the question uses. What says again what was
already taken is worth less (maximal marginal relevance, Carbonell and Goldstein 1998).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p

from weir.knowledge.chunks import size
from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.sentences import sentences
from weir.knowledge.retrieval import question_terms
from weir.knowledge.tokens import lexical, terms

_TABLE = re.compile(r"^(?P<header>\|.*\n\|[\s:|-]+\n)(?:\|.*(?:\n|$))*", re.MULTILINE)
_BESIDE = 0.35  # of the worth of a neighbouring sentence
_PASSAGE = 0.25  # of the worth of the best sentence of the same chunk
_RANK = 0.04  # lost with each place further down in the ranking of retrieval
_SAME = 0.6  # lost by a sentence that another says wholly
_LENGTH = 0.5  # how much a long sentence must be worth more: 0 not at all, 1 in proportion


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of a piece of evidence: ``evidence[at].text[start:end]``."""

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may be kept, what it holds, and what it costs in tokens."""

    span: Excerpt
    terms: frozenset[str]
    cost: int
    header: Excerpt | None = None
    """The header of the table that it is a row of, without which it says nothing."""
    worth: float = 0.0


def compress(question: str, evidence: Sequence[Evidence], budget: int) -> list[Excerpt]:
    """The spans to keep, together at most `budget` tokens (see `weir.knowledge.chunks.size`), in the order of
    the evidence and of its text; neighbours are one span.

    Everything where it all fits; at least one span, if a sentence fits the budget at all.
    """
    if sum(size(item.text) for item in evidence) <= budget:
        return [Excerpt(at, 0, len(item.text)) for at, item in enumerate(evidence)]
    read = [[*_sentences(at, item.text)] for at, item in enumerate(evidence)]
    whole = [item.text for item in evidence]
    weighed = _weighed(question, read)
    telling = [each for each in weighed if each.worth > 0]
    return _joined(_taken(telling or weighed, whole, budget), whole)


def compressed(question: str, evidence: Sequence[Evidence], budget: int) -> list[str]:
    """The text of each piece of evidence within the budget, with … for what was left out; empty for none."""
    texts = [""] * len(evidence)
    ends = [0] * len(evidence)
    for span in compress(question, evidence, budget):
        gap = " … " if texts[span.at] else "… " if span.start else ""
        texts[span.at] += gap + evidence[span.at].text[span.start : span.end]
        ends[span.at] = span.end
    whole = [item.text for item in evidence]
    return [
        f"{text} …" if text and end < len(full) else text
        for text, end, full in zip(texts, ends, whole, strict=True)
    ]


def _sentences(at: int, text: str) -> Iterator[_Sentence]:
    """The sentences of a text; a row of a table is one."""
    tables = [(match.start(), match.end("header"), match.end()) for match in _TABLE.finditer(text)]
    for start, end in sentences(text):
        table = next((each for each in tables if each[0] <= start < each[2]), None)
        if table and start < table[1]:
            continue  # the header comes with the first of its rows
        said = text[start:end]
        header = Excerpt(at, table[0], table[1]) if table else None
        yield _Sentence(Excerpt(at, start, end), frozenset(terms(lexical(said))), max(size(said), 1), header)


def _weighed(question: str, read: Sequence[Sequence[_Sentence]]) -> list[_Sentence]:
    """Every sentence with its worth, 0 to about 2."""
    own = _rarity(question_terms(question), [each for passage in read for each in passage])
    full = sum(own.values()) or 1.0
    result = []
    for rank, passage in enumerate(read):
        shared = [sum(own.get(term, 0.0) for term in each.terms) / full for each in passage]
        best = max(shared, default=0.0)
        for at, each in enumerate(passage):
            beside = max(shared[max(at - 1, 0) : at] + shared[at + 1 : at + 2], default=0.0)
            worth = shared[at] + _BESIDE * beside + _PASSAGE * best
            result.append(replace(each, worth=worth * (1 - min(_RANK * rank, 0.6))))
    return result


def _rarity(asked: Mapping[str, float], read: Sequence[_Sentence]) -> dict[str, float]:
    """The terms of the question, each weighed by in how few of the sentences it stands."""
    often = Counter(term for each in read for term in each.terms if term in asked)
    return {
        term: weight * log1p((len(read) - often[term] + 0.5) / (often[term] + 0.5))
        for term, weight in asked.items()
        if often[term]
    }


def _taken(waiting: list[_Sentence], texts: Sequence[str], budget: int) -> list[Excerpt]:
    """The sentences that are worth most for what they cost, one after the other while they fit."""
    taken: dict[Excerpt, None] = {}
    repeats = [0.0] * len(waiting)  # how far each is said by one that was taken
    left, open_ = budget, list(range(len(waiting)))
    while True:
        costs = {at: _cost(waiting[at], texts, taken) for at in open_}
        open_ = [at for at in open_ if costs[at] <= left]
        if not open_:
            return list(taken)
        best = max(open_, key=lambda at: _gain(waiting[at], repeats[at], costs[at]))
        left -= costs[best]
        open_.remove(best)
        taken |= {span: None for span in (waiting[best].header, waiting[best].span) if span}
        for at in open_:
            said = len(waiting[at].terms & waiting[best].terms) / (len(waiting[at].terms) or 1)
            repeats[at] = max(repeats[at], said)


def _cost(each: _Sentence, texts: Sequence[str], taken: Container[Excerpt]) -> int:
    """Tokens of a sentence, with the header that it needs and nobody has brought yet."""
    if each.header is None or each.header in taken:
        return each.cost
    return each.cost + size(texts[each.header.at][each.header.start : each.header.end])


def _gain(each: _Sentence, repeated: float, cost: int) -> float:
    return each.worth * (1 - _SAME * repeated**2) / float(cost**_LENGTH)


def _joined(taken: Sequence[Excerpt], texts: Sequence[str]) -> list[Excerpt]:
    """The spans in order, those with nothing but blanks between them as one."""
    spans: list[Excerpt] = []
    for span in sorted(taken, key=lambda span: (span.at, span.start)):
        last = spans[-1] if spans else None
        if last and last.at == span.at and not texts[span.at][last.end : span.start].strip():
            spans[-1] = replace(last, end=span.end)
        else:
            spans.append(span)
    return spans
