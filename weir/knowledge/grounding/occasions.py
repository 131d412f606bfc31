"""Times that recur or depend on something: what a rule answers when it is asked `when`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.knowledge.grounding.numerals import CHINESE_DIGITS
from weir.knowledge.grounding.question import Question
from weir.knowledge.grounding.sentences import Span

_HABITUAL = re.compile(r"\bwhen (?:is|are|does|do|must|may|can|should|shall|will)\b")
_PAST = re.compile(r"[过了][?？]?$|\d年|上映|去年|昨|曾|成立|诞生|出生|去世|逝世|发生")
_COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|ninety)"
)
_UNIT = r"(?:minute|hour|day|week|month|quarter|year)s?"
_ENGLISH = re.compile(
    rf"\b(?:within|after|before|by|at least|at most|no later than)\s(?:the (?:first|next)\s)?"
    rf"{_COUNT}\s(?:working |business |calendar |full )?{_UNIT}\b"
    rf"|\b(?:every|each)\s(?:{_COUNT}\s)?{_UNIT}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b"
    r"|\b(?:hourly|daily|weekly|monthly|quarterly|yearly|annually)\b"
    r"|\bthe \w+ (?:working |business )?day of (?:each|every|the) \w+"
    r"|\b(?:immediately|at once|straight away|without delay|by noon|by midnight)\b"
    r"|(?:^|[,.;]\s|\s)(?:when|if|as soon as|once|until|only after|unless)\s(?=[a-z])"
)
_NUMBER = rf"(?:\d+|[{CHINESE_DIGITS}半]+)\s?个?"
_CHINESE = re.compile(
    rf"{_NUMBER}(?:分钟|小时|工作日|星期|[天日周月年])(?:之?[内后前]|以[内后前])"
    rf"|每隔?(?:{_NUMBER})?(?:小时|工作日|星期|季度|[天日周月年])(?:[一二三四五六日末初底]|第.{{1,4}}日)?"
    r"|(?:立即|立刻|当[天日]|次日|即日|随时)|(?<=[^\s小平届及])(?:时|后|之前|的情况下)(?=，)|一旦"
)


def is_habitual(question: Question) -> bool:
    """Whether the question asks after a rule, not after one day of the past."""
    if question.language == "en":
        return _HABITUAL.search(question.folded) is not None
    return not question.constraints and _PAST.search(question.folded) is None


def occasions(folded: str) -> Iterator[Span]:
    """Spans of folded text that say when something happens whenever it happens."""
    for pattern in (_ENGLISH, _CHINESE):
        yield from (match.span() for match in pattern.finditer(folded))
