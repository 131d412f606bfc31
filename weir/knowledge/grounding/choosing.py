"""Which sentences to quote: the best of each thing asked, then those that could be right instead, then a
second source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from weir.knowledge.grounding.candidates import Candidate
from weir.knowledge.grounding.facts import has_facts
from weir.knowledge.grounding.quoting import overlaps
from weir.knowledge.grounding.readings import Finding

_AT_LEAST = 0.35
"""A further sentence is quoted only when it scores this share of the best one, …"""
_AT_LEAST_PROSE = 0.7
"""… or this, where the asked kind has no form of its own that shows that the sentence answers."""
_ON_TOPIC = 0.3
"""And it must hold this share of the question's terms."""
_READINGS = 8
_SAME_PASSAGE = 0.85


def choose(
    findings: Sequence[Finding], limit: int, disputed: Sequence[Sequence[Candidate]]
) -> list[Candidate]:
    """At most `limit` candidates, in the order in which they are quoted; one a sentence.

    `disputed`: for each finding the candidates that contradict its answer; they are quoted right after it.
    """
    chosen: list[Candidate] = []
    queues = [
        [finding.readings[0].best, *rivals, *_queue(finding)]
        for finding, rivals in zip(findings, disputed, strict=True)
    ]
    for candidate in chain.from_iterable(zip_longest(*queues)):
        if candidate is None or len(chosen) == limit:
            continue
        if not any(overlaps(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def _queue(finding: Finding) -> Iterator[Candidate]:
    """After the best sentence what adds another reading, then what says the same elsewhere."""
    first = finding.readings[0]
    least = _AT_LEAST if has_facts(finding.question.kind) else _AT_LEAST_PROSE
    others = [reading.best for reading in finding.readings[1:_READINGS]]
    seconds = [candidate for candidate in first.candidates[1:4] if candidate.passage != first.best.passage]
    for candidate in (*_spread(first.best, others), *seconds[:1]):
        if candidate.rank >= least * first.best.rank and _adds(candidate, first.best):
            yield candidate


def _spread(best: Candidate, others: Sequence[Candidate]) -> Iterator[Candidate]:
    """The others, best first, those from passages that were not quoted yet before their equals."""
    seen, left = {best.passage}, list(others)
    while left:
        chosen = max(left, key=lambda each: each.rank * (_SAME_PASSAGE if each.passage in seen else 1.0))
        left.remove(chosen)
        seen.add(chosen.passage)
        yield chosen


def _adds(candidate: Candidate, best: Candidate) -> bool:
    """Whether a further sentence is worth quoting: on the topic, and in a language that was asked for."""
    return candidate.coverage >= _ON_TOPIC and (best.foreign or not candidate.foreign)
