"""A question that asks for several things taken apart into questions that each ask for one."""

from __future__ import annotations

import re

from weir.knowledge.grounding.coordination import two_in_one
from weir.knowledge.grounding.folding import fold, language_of
from weir.knowledge.grounding.question import analyse

_MOST = 3
_ASKS = r"(?:什么|哪|谁|多少|几[^乎]|何[时地处人]|多[大久长高]|为何|怎)"
_CLAUSES = re.compile(
    rf"^(?P<one>.*?{_ASKS}.*?)[，,；;、]?(?:和|并且|以及|又|而)?(?<=[，,；;、和且及又而])(?P<other>.*?{_ASKS}.*)$"
)
_SUBJECT = re.compile(rf"^(.+?)(?:的|是|在|于|由|有|会|将|能|{_ASKS})")
_WH = r"(?:who|when|where|what|which|how|why)"
_ENGLISH_CLAUSES = re.compile(
    rf"^(?P<one>.*?\b{_WH}\b.*?),?\s(?:and|or)\s(?P<other>(?:in |at |by |for )?{_WH}\b.*)$", re.I
)
_PRONOUN = re.compile(r"\b(?:it|its|they|their|he|his|she|her|this|that)\b", re.I)
_WORD = re.compile(r"\w+")
_ENGLISH_PAIR = re.compile(
    r"^(?P<head>(?:what|who) (?:is|are|was|were) the )(?P<one>[\w-]+(?: [\w-]+)?)"
    r" and (?:the )?(?P<other>[\w-]+(?: [\w-]+)?)(?P<tail> (?:of|for|in)\b.*)$",
    re.I,
)


def parts(question: str) -> list[str]:
    """The questions inside a question, in order; the question itself where it asks for one thing only."""
    text = question.strip()
    found = _chinese(text) if language_of(text) == "zh" else _english(text)
    return found[:_MOST] or [text]


def _chinese(text: str) -> list[str]:
    if match := _CLAUSES.match(text):
        one, other = match.group("one").rstrip("，,；;、和"), match.group("other")
        return [one, _with_subject(other, one)]
    return two_in_one(text)


def _with_subject(clause: str, first: str) -> str:
    """A later clause that names nothing speaks of what the first one speaks of."""
    if any(term.name for term in analyse(clause).terms):
        return clause
    subject = _SUBJECT.match(first)
    return f"{subject.group(1)}的{clause}" if subject else clause


def _english(text: str) -> list[str]:
    if match := _ENGLISH_CLAUSES.match(text):
        one, other = match.group("one"), match.group("other")
        terms = {term.text for term in analyse(one).terms if not term.relation}
        spoken_of = " ".join(word for word in _WORD.findall(one) if fold(word) in terms)
        return [one, _PRONOUN.sub(spoken_of, other, count=1)]
    if match := _ENGLISH_PAIR.match(text):
        head, tail = match.group("head"), match.group("tail")
        return [f"{head}{match.group(name)}{tail}" for name in ("one", "other")]
    return []
