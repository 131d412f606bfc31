"""Readings: candidates that give the same value stand together, for each says that the others are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weir.knowledge.grounding.candidates import Candidate, candidates
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.question import Question, analyse
from weir.knowledge.grounding.sufficiency import Sufficiency, gives_kind, sufficiency

_SECONDED = 0.15


@dataclass(frozen=True, slots=True)
class Reading:
    """Candidates that give the same value, best first, with their common strength."""

    candidates: tuple[Candidate, ...]
    strength: float

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def proof(self) -> Candidate:
        """The one that shows by itself, not by where it was found, that this answers."""
        return max(self.candidates, key=lambda candidate: candidate.score)

    @property
    def support(self) -> int:
        """In how many passages it stands."""
        return len({candidate.passage for candidate in self.candidates})


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence holds for one question: readings, best first, and whether they suffice."""

    question: Question
    readings: tuple[Reading, ...]
    verdict: Sufficiency

    @property
    def passed(self) -> bool:
        return self.verdict.passed and bool(self.readings)


def find(question: str, passages: Sequence[Passage]) -> Finding:
    """Read the passages for one question and judge what is there."""
    asked = analyse(question, [passage.folded for passage in passages])
    found = _readings(candidates(asked, passages))
    fitting = [reading for reading in found if gives_kind(asked, reading.proof)] or found
    shown = max(fitting, key=lambda reading: reading.proof.score, default=None)
    verdict = sufficiency(asked, shown.proof if shown else None, shown.support if shown else 0)
    return Finding(asked, tuple(found), verdict)


def _readings(found: Sequence[Candidate]) -> list[Reading]:
    groups: dict[str, list[Candidate]] = {}
    for candidate in found:
        key = candidate.fact.value if candidate.fact else f"{candidate.passage}:{candidate.sentence[0]}"
        groups.setdefault(key, []).append(candidate)
    return sorted((_reading(group) for group in groups.values()), key=lambda reading: -reading.strength)


def _reading(group: Sequence[Candidate]) -> Reading:
    """Each further passage that says the same adds to the first, less and less."""
    best_of: dict[int, Candidate] = {}
    for candidate in group:
        best_of.setdefault(candidate.passage, candidate)
    ordered = list(best_of.values())
    strength = ordered[0].rank
    for place, candidate in enumerate(ordered[1:4], start=1):
        strength += _SECONDED * candidate.rank / place
    return Reading(tuple(group), strength)
