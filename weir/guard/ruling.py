"""From findings to verdicts: the policy's word on each, what to say, and what must not stand in the text.

Precedence: the strongest action wins. One exception is meant: a question that is, word for word, the question
of a standard answer is answered with it where it would have been refused, because the question itself was
approved; a block stays a block.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from weir.core.errors import Language
from weir.guard.personal import NAMES, mask
from weir.guard.policy import Criterion, Guidance, Policy, Refusal, RiskRule
from weir.guard.verdict import Action, Finding, Level, Side, Verdict

MAX_REPORTED = 100
"""Verdicts of one reason that one text is reported with."""

_Part = TypeVar("_Part", Criterion, Refusal)

PERSONAL = "personal"
"""The stage that finds personal data."""

REMOVED = {"en": "[removed]", "zh": "[已移除]"}


class Ruling:
    """A policy with its guidance, ready to judge findings."""

    def __init__(self, policy: Policy, guidance: Sequence[Guidance]) -> None:
        self._policy = policy
        self._rules = {(rule.risk, rule.topic): rule for rule in policy.risks}
        self._criteria = _by_subject([*(c for g in guidance for c in g.criteria), *policy.criteria])
        self._refusals = _by_subject([*(r for g in guidance for r in g.refusals), *policy.refusals])

    def verdict(self, finding: Finding, side: Side) -> Verdict | None:
        """The policy's verdict; None when the risk is not active or the score too low."""
        judged = self._personal(finding, side) if is_personal(finding) else self._content(finding, side)
        if judged is None:
            return None
        level, action = judged
        return Verdict(
            finding.risk, level, finding.score, finding.start, finding.end, action, finding.why, finding.stage
        )

    def criteria(self, findings: Iterable[Finding], language: Language) -> tuple[str, ...]:
        """The steering lines for the findings' subjects, each once, in the order of the findings."""
        lines: dict[str, None] = {}
        for finding in findings:
            for criterion in self._of(self._criteria, finding):
                lines[criterion.say(language)] = None
        return tuple(lines)

    def refusal(self, finding: Finding, language: Language) -> str:
        """What to say instead of an answer."""
        texts = self._of(self._refusals, finding) or self._refusals.get("*", [])
        return texts[-1].say(language) if texts else REMOVED[language]

    def _personal(self, finding: Finding, side: Side) -> tuple[Level, Action]:
        level = self._policy.thresholds.level(finding.score) or "low"
        return level, self._policy.personal.action(finding.topic, side)

    def _content(self, finding: Finding, side: Side) -> tuple[Level, Action] | None:
        rule = self._rule(finding)
        if rule is None:
            return None
        level = (rule.thresholds or self._policy.thresholds).level(finding.score)
        return None if level is None else (level, rule.levels(side).at(level))

    def _rule(self, finding: Finding) -> RiskRule | None:
        return self._rules.get((finding.risk, finding.topic)) or self._rules.get((finding.risk, None))

    @staticmethod
    def _of(parts: dict[str, list[_Part]], finding: Finding) -> list[_Part]:
        return parts.get(finding.topic) or parts.get(finding.risk) or []


def _by_subject(parts: Iterable[_Part]) -> dict[str, list[_Part]]:
    """Parts by what they apply to; a later part with the same id takes the place of an earlier one."""
    subjects: dict[str, list[_Part]] = {}
    for part in {part.id: part for part in parts}.values():
        for subject in part.applies_to:
            subjects.setdefault(subject, []).append(part)
    return subjects


def is_personal(finding: Finding) -> bool:
    """Whether a finding is personal data; its topic is the kind."""
    return finding.stage == PERSONAL


def reported(verdicts: Iterable[Verdict], counts: dict[str, int]) -> list[Verdict]:
    """The verdicts to report: of each reason the first `MAX_REPORTED`; `counts` is kept from call to call.

    All of them have had their effect by then; a text of nothing but telephone numbers needs no list of all.
    """
    kept: list[Verdict] = []
    for verdict in verdicts:
        count = counts[verdict.why] = counts.get(verdict.why, 0) + 1
        if count <= MAX_REPORTED:
            kept.append(verdict)
    return kept


def redact(text: str, verdicts: Iterable[Verdict], language: Language, start: int = 0) -> str:
    """``text[start:]`` with every span whose verdict says so replaced; overlapping spans become one."""
    spans = sorted((v.start, v.end, v.why) for v in verdicts if v.action is Action.REDACT and v.end > start)
    pieces: list[str] = []
    at = start
    for begin, end, why in spans:
        if begin >= at or not pieces:
            pieces += [text[at : max(at, begin)], _placeholder(why, language)]
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def _placeholder(why: str, language: Language) -> str:
    """Personal data has its kind for a reason and is masked by it."""
    return mask(why, language) if why in NAMES else REMOVED[language]
