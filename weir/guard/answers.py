"""Standard answers: approved texts that win over the model for the questions they were approved for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from weir.guard.normalise import normalise
from weir.guard.policy import StandardAnswer

_NOT_WORDS = re.compile(r"[\W_]+")
_TOO_LONG = 3  # a text this many times longer than the question asks something else


@dataclass(frozen=True, slots=True)
class Match:
    """The answer, and how alike the question was (1.0: the same words)."""

    answer: StandardAnswer
    likeness: float


class StandardAnswers:
    """The answers of a policy, looked up by their questions."""

    def __init__(self, answers: Iterable[StandardAnswer]) -> None:
        self._exact: dict[str, list[StandardAnswer]] = {}
        self._pairs: list[tuple[str, frozenset[str], StandardAnswer]] = []
        for answer in answers:
            for question in answer.questions:
                key = _key(question)
                self._exact.setdefault(key, []).append(answer)
                self._pairs.append((key, _bigrams(key), answer))
        self._longest = max((len(key) for key, _, _ in self._pairs), default=0)

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def find(self, text: str, today: date) -> Match | None:
        """The answer to the text's question that is valid today; the most alike wins."""
        if not self._pairs or len(text) > (self._longest + 8) * _TOO_LONG:
            return None
        key = _key(text)
        for answer in self._exact.get(key, ()):
            if _is_valid(answer, today):
                return Match(answer, 1.0)
        grams = _bigrams(key)
        best: Match | None = None
        for question, theirs, answer in self._pairs:
            likeness = _dice(grams, theirs) if len(key) <= len(question) * _TOO_LONG else 0.0
            if likeness >= answer.similarity and _is_valid(answer, today) and likeness < 1.0:
                best = Match(answer, likeness) if best is None or likeness > best.likeness else best
        return best


def _key(text: str) -> str:
    return _NOT_WORDS.sub("", normalise(text).text)


def _bigrams(key: str) -> frozenset[str]:
    return frozenset(key[i : i + 2] for i in range(max(1, len(key) - 1)))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _is_valid(answer: StandardAnswer, today: date) -> bool:
    starts, ends = answer.valid_from, answer.valid_until
    return (starts is None or starts <= today) and (ends is None or today <= ends)
