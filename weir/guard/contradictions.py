"""What in a policy cannot be meant: found when it is read, not when it is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from weir.guard.normalise import normalise
from weir.guard.verdict import Action

if TYPE_CHECKING:
    from weir.guard.policy import Levels, Policy, Thresholds

_TOO_LATE = frozenset({Action.STEER, Action.STANDARD_ANSWER})


def contradictions(policy: Policy) -> list[str]:
    """Each contradiction as a sentence; none in a sound policy."""
    return [
        *_risks(policy),
        *_thresholds(policy),
        *_personal(policy),
        *_answers(policy),
        *_identifiers(policy),
    ]


def _risks(policy: Policy) -> Iterator[str]:
    for key, count in Counter((rule.risk, rule.topic) for rule in policy.risks).items():
        if count > 1:
            yield f"the risk {key[0]}{f' ({key[1]})' if key[1] else ''} is ruled {count} times"
    for rule in policy.risks:
        yield from _levels(rule.risk, "input", rule.input)
        yield from _levels(rule.risk, "output", rule.output)


def _levels(risk: str, side: str, levels: Levels) -> Iterator[str]:
    ranks = [levels.low.rank, levels.medium.rank, levels.high.rank]
    if ranks != sorted(ranks):
        yield f"{risk} on {side}: a higher level has a weaker action"
    if side == "output":
        for action in _TOO_LATE & {levels.low, levels.medium, levels.high}:
            yield f"{risk} on output: {action} comes too late, the answer is already written"


def _thresholds(policy: Policy) -> Iterator[str]:
    named: list[tuple[str, Thresholds | None]] = [("the policy", policy.thresholds)]
    for name, limits in [*named, *((rule.risk, rule.thresholds) for rule in policy.risks)]:
        if limits is not None and not limits.low < limits.medium < limits.high:
            yield f"the thresholds of {name} do not rise from low to high"


def _personal(policy: Policy) -> Iterator[str]:
    for side, actions in (("input", policy.personal.input), ("output", policy.personal.output)):
        for kind, action in actions.items():
            if action is Action.STANDARD_ANSWER or (side == "output" and action is Action.STEER):
                yield f"personal data {kind} on {side} cannot lead to {action}"


def _answers(policy: Policy) -> Iterator[str]:
    owners: dict[str, str] = {}
    for answer in policy.standard_answers:
        if answer.valid_from and answer.valid_until and answer.valid_from > answer.valid_until:
            yield f"the standard answer {answer.id} ends before it begins"
        for question in answer.questions:
            owner = owners.setdefault(normalise(question).text, answer.id)
            if owner != answer.id:
                yield f"the question “{question}” has two standard answers: {owner} and {answer.id}"


def _identifiers(policy: Policy) -> Iterator[str]:
    for what, parts in (
        ("criterion", policy.criteria),
        ("refusal", policy.refusals),
        ("standard answer", policy.standard_answers),
    ):
        for name, count in Counter(part.id for part in parts).items():
            if count > 1:
                yield f"the {what} {name} is given {count} times"
