"""Where the sources disagree: another value for what is asked, said as plainly, in a passage that does not
know the first one. Two sentences that are alike but for the value are the surest sign: one of
them was altered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from weir.knowledge.grounding.candidates import Candidate
from weir.knowledge.grounding.folding import HAN
from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.readings import Finding
from weir.knowledge.grounding.values import compatible

_SAID, _UNNAMED = 0.6, 0.4
"""Share of the answer's rank from which on another value counts as well said; less is asked of a text that
starts midway and so does not name what it may be about."""
_SOME = 0.1
_LOOSE = frozenset((Kind.name, Kind.work, Kind.other))
"""Of these much is said that is no answer; only an altered sentence tells of a contradiction."""
_COMPARABLE = 0.7
"""Share of the answer's fit, and of the nearness of its relation, that the other must have."""
_ALIKE = 0.6
"""Share of their words outside the value from which on two sentences are one but for the value."""
_ALIKE_RANK = 0.25
_CLEAR = 0.6
_READ = 40
_MOST = 3
_LEADING = 12
_NUMBER = re.compile(r"\d+")
_PIECE = re.compile(rf"[{HAN}]|[a-z]+|\d+")


def rivals(finding: Finding, passages: Sequence[Passage]) -> list[Candidate]:
    """Candidates that contradict the answer, from other passages; none where several values are asked for."""
    first = finding.readings[0]
    if finding.question.many or first.best.fact is None:
        return []
    stated = [
        candidate
        for reading in finding.readings[:_READ]
        for candidate in reading.candidates
        if candidate.fact and candidate.rank >= _ALIKE_RANK * first.best.rank
    ]
    pair = _Pair(finding.question.kind, passages)
    found: list[Candidate] = []
    plain = [] if pair.kind in _LOOSE else _plain_opponents(first.best, stated, pair)
    for other in (*plain, *_altered(first.best, stated, pair)):
        if all(pair.differ(other, known) for known in (first.best, *found)):
            found.append(other)
    return found[:_MOST]


@dataclass(frozen=True, slots=True)
class _Pair:
    """What is asked of two candidates at a time."""

    kind: Kind
    passages: Sequence[Passage]

    def differ(self, one: Candidate, other: Candidate) -> bool:
        return not compatible(self.kind, self._text(one), self._text(other))

    def confirms(self, one: Candidate, best: Candidate) -> bool:
        """Whether one says what the best says; a day without its year leaves open which day it is."""
        complete = self.kind is not Kind.date or len(self._text(one)) >= len(self._text(best))
        return complete and not self.differ(one, best)

    def knows(self, other: Candidate, best: Candidate) -> bool:
        """Whether the other's passage names the best one's value too."""
        return self._text(best) in self.passages[other.passage].folded

    def alike(self, one: Candidate, other: Candidate) -> bool:
        """Whether their sentences are the same but for the value."""
        first, second = self._around(one), self._around(other)
        if self._text(one) in second or self._text(other) in first:
            return False
        if set(_NUMBER.findall(first)) != set(_NUMBER.findall(second)):
            return False
        return _likeness(_pairs(first), _pairs(second)) >= _ALIKE

    def _text(self, candidate: Candidate) -> str:
        assert candidate.fact is not None
        return self.passages[candidate.passage].folded[candidate.fact.start : candidate.fact.end]

    def _around(self, candidate: Candidate) -> str:
        assert candidate.fact is not None
        folded, (start, end) = self.passages[candidate.passage].folded, candidate.sentence
        return folded[start : candidate.fact.start] + " | " + folded[candidate.fact.end : end]


def _plain_opponents(best: Candidate, stated: Sequence[Candidate], pair: _Pair) -> Iterator[Candidate]:
    """What another passage says first and as plainly, where that passage does not give the answer too."""
    seen = {each.passage for each in stated if each.rank >= best.rank / 2 and pair.confirms(each, best)}
    for other in sorted(stated, key=lambda candidate: -candidate.rank):
        if other.passage not in seen and _as_plain(other, best) and not pair.knows(other, best):
            yield other
        seen.add(other.passage)


def _as_plain(other: Candidate, best: Candidate) -> bool:
    return (
        other.rank >= (_UNNAMED if other.unnamed > _SOME else _SAID) * best.rank
        and other.relation >= _COMPARABLE * best.relation
        and other.agreement >= best.agreement - 0.1
        and other.fit >= max(_CLEAR, _COMPARABLE * best.fit)
    )


def _altered(best: Candidate, stated: Sequence[Candidate], pair: _Pair) -> Iterator[Candidate]:
    """Either side of two sentences that are the same but for the value."""
    leading = [candidate for candidate in stated if candidate.rank >= best.rank / 2][:_LEADING]
    for one in leading:
        for other in stated:
            if one.passage != other.passage and pair.differ(one, other) and pair.alike(one, other):
                yield from (one, other)


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of neighbouring words."""
    return set(pairwise(_PIECE.findall(text)))


def _likeness(one: set[tuple[str, str]], other: set[tuple[str, str]]) -> float:
    return len(one & other) / max(4, len(one | other))
