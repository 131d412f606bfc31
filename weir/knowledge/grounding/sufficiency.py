"""The gate: whether the evidence holds the answer, or is merely on the topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weir.core.errors import Language
from weir.knowledge.grounding.candidates import Candidate
from weir.knowledge.grounding.facts import has_facts
from weir.knowledge.grounding.question import Question

ENOUGH: dict[Language, float] = {"zh": 0.49, "en": 0.44}
"""Score of the best candidate from which on the question is answered.

The Chinese one is the highest that refuses at most 2 % of the answerable questions of our own cases
(tests/knowledge, each asked among passages mixed from its noise and that of others). The English one lies
below what they gave (0.50): words vary more in form in running text, and right answers score lower there."""
_NAMES_KNOWN = 0.34
_KIND_PRESENT = 0.35


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """The gate's finding: pass or not, how sure (0 to 1), and why, in the language of the question."""

    passed: bool
    confidence: float
    reason: str


def sufficiency(question: Question, best: Candidate | None, support: int) -> Sufficiency:
    """Judge the best candidate; `support` is the number of passages that give the same answer."""
    if best is None or not question.terms:
        return Sufficiency(False, 0.0, _say(question, "nothing"))
    strength = min(1.0, best.score * (1.0 + 0.12 * min(support - 1, 3)))
    if best.essential < _NAMES_KNOWN:
        return Sufficiency(False, strength, _say(question, "name", _missing(best.missing)))
    if not gives_kind(question, best):
        return Sufficiency(False, strength, _say(question, "kind"))
    if strength < ENOUGH[question.language]:
        return Sufficiency(False, strength, _why_weak(question, best))
    return Sufficiency(True, strength, _say(question, "found", str(support)))


def gives_kind(question: Question, candidate: Candidate) -> bool:
    """Whether the asked kind of thing is there at all; where it has no recognisable form, nothing
    can be missing.
    """
    return not (has_facts(question.kind) and question.strict) or candidate.fit >= _KIND_PRESENT


def _why_weak(question: Question, best: Candidate) -> str:
    if best.conflict:
        return _say(question, "conflict", best.conflict)
    if best.missing:
        return _say(question, "missing", _missing(best.missing))
    return _say(question, "apart")


def _missing(terms: Sequence[str]) -> str:
    return "、".join(terms[:4])


_REASONS = {
    "nothing": ("资料中没有与问题有关的内容", "nothing in the documents is about the question"),
    "name": ("资料中没有提到：{}", "the documents do not mention: {}"),
    "kind": (
        "资料谈到了这个话题，但没有给出所问的{kind}",
        "the documents are on the topic but give no {kind}",
    ),
    "conflict": ("资料所述与问题的限定不符（{}）", "what the documents say is about something else ({})"),
    "missing": ("资料中与答案相关的句子没有提到：{}", "no sentence that could answer mentions: {}"),
    "apart": (
        "资料谈到了这个话题，但所问的{kind}不在相关的句子里",
        "the documents are on the topic, but no {kind} stands beside it",
    ),
    "found": ("{} 份资料支持", "supported by {} passage(s)"),
}
_KINDS = {
    "person": ("人物", "person"),
    "place": ("地点", "place"),
    "date": ("时间", "date"),
    "duration": ("时长", "length of time"),
    "number": ("数量", "number"),
    "money": ("金额", "amount of money"),
    "percent": ("比例", "percentage"),
    "organisation": ("机构", "organisation"),
    "work": ("作品", "work"),
    "name": ("名称", "name"),
}


def _say(question: Question, what: str, detail: str = "") -> str:
    index = 0 if question.language == "zh" else 1
    kind = _KINDS.get(question.kind, ("内容", "answer"))[index]
    return _REASONS[what][index].format(detail, kind=kind)
