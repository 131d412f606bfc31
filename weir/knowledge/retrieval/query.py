"""A question as retrieval understands it, by rules: what it names, fixes, quotes and wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from weir.core.errors import Language
from weir.knowledge.grounding import analyse
from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.retrieval.asking import is_courtesy, question_terms
from weir.knowledge.tokens import lexical

Synonyms = Callable[[str], Iterable[str]]
"""Other names of what a text names; nothing where there are none. The graph gives them."""


class Intent(StrEnum):
    """What is to be done with what is found."""

    none = "none"
    """Nothing is asked: a greeting, thanks."""
    fact = "fact"
    definition = "definition"
    steps = "steps"
    reason = "reason"
    compare = "compare"
    overview = "overview"
    """A summary or a list: many places tell a part each."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a question is about. `phrases` and `synonyms` are lexical forms without the outer spaces."""

    text: str
    language: Language
    intent: Intent
    terms: dict[str, float]
    phrases: tuple[str, ...] = ()
    """What stands in quotation marks: evidence must hold it."""
    names: tuple[str, ...] = ()
    """What the question names in particular, folded."""
    fixed: tuple[tuple[str, str], ...] = ()
    """What it fixes, as (what, value): ``("year", "1982")``."""
    numbers: tuple[str, ...] = ()
    """Its numbers, as the text index writes them."""
    fresh: bool = False
    """Whether it asks for the latest."""
    parts: tuple[str, ...] = ()
    """Questions that it is made of, to be searched on their own as well."""
    bridge: bool = False
    """Whether it asks about something that it only describes: `the author of X was born where`."""
    synonyms: tuple[str, ...] = ()


_QUOTED = re.compile(r"“([^“”]{2,80})”|「([^「」]{2,80})」|『([^『』]{2,80})』|\"([^\"]{2,80})\"")
_FRESH = re.compile(
    r"最新|最近一次|目前|现行|近期|\b(?:latest|newest|most recent|current(?:ly)?|up[- ]to[- ]date)\b", re.I
)
_OVERVIEW = re.compile(
    r"总结|概括|综述|概述|归纳|主要内容|有哪些|哪几[个种类项]|列出|列举|所有的?"
    r"|\b(?:summari[sz]e|summary|overview|outline|list (?:all|the)"
    r"|what are (?:all )?the (?:main|different|types))\b",
    re.I,
)
_STEPS = re.compile(r"怎么|怎样|如何|步骤|流程|\b(?:how (?:do|can|to|should)|steps?|procedure)\b", re.I)
_COMPARE = re.compile(
    r"区别|不同|差异|相比|对比|比较|哪个更|孰|\b(?:difference|differ|compare|versus|vs\.?)\b", re.I
)
_BETWEEN = re.compile(
    r"^(?P<before>.{0,12}?)(?P<one>[^,，。和与及跟、]{2,24})(?:和|与|及|跟|、|相比)(?P<other>[^,，。的有在]{2,24})"
    r"(?:的|有|在|之间|哪|谁|相比)(?P<after>.*)$"
    r"|(?P<before_en>^.{0,60}?\bbetween )(?P<one_en>[\w\s'-]{2,50}?) and (?P<other_en>[\w\s'-]{2,50})"
    r"(?P<after_en>[?.]?)$",
    re.I,
)
# A thing that is only described: two relations one after the other, or a relation and a clause on it.
_BRIDGE_ZH = re.compile(
    r"的[\u4e00-\u9fff]{1,8}的[\u4e00-\u9fff]{1,8}|的(?:那[位个部家座]|作者|导演|创始人|主演|总部|首都|母亲|父亲|妻子|丈夫"
    r"|总统|校长|董事长|发明者|设计者|老师|学生|公司|母公司|所在地?)[^，。？?]{0,6}(?:出生|毕业|成立|位于|哪|谁|多|是|于|什么|几)"
)
_BRIDGE_EN = re.compile(
    r"\bthe \w+(?: \w+)? of the [\w\s]{2,40}\b(?:who|that|which|where|of)\b"
    r"|\b(?:who|where|when|what|which)\b.*\bthe \w+ (?:who|that|which|whose|of)\b.*"
    r"\b(?:born|die[ds]?|founded|located|studied|graduated|from|married|lead|written|made)\b"
    r"|'s \w+'s \b",
    re.I,
)


def understand(question: str, synonyms: Synonyms | None = None) -> Query:
    """Read a question. Any text is accepted; the rules know Chinese and English."""
    read = analyse(question)
    names = tuple(term.text for term in read.terms if term.name)
    terms = question_terms(question)
    return Query(
        text=question,
        language=read.language,
        intent=_intent(question, read.kind),
        terms=terms,
        phrases=tuple(
            phrase
            for match in _QUOTED.finditer(question)
            if (phrase := lexical(match[match.lastindex or 0]).strip())
        ),
        names=names,
        fixed=tuple((each.frame, each.value) for each in read.constraints),
        numbers=tuple(term for term in terms if term[0].isdigit()),
        fresh=_FRESH.search(question) is not None,
        parts=_parts(question),
        bridge=(_BRIDGE_ZH if read.language == "zh" else _BRIDGE_EN).search(question) is not None,
        synonyms=_synonyms(names, synonyms),
    )


def _intent(question: str, kind: Kind) -> Intent:
    if is_courtesy(question):
        return Intent.none
    for pattern, intent in ((_COMPARE, Intent.compare), (_OVERVIEW, Intent.overview)):
        if pattern.search(question):
            return intent
    if kind is Kind.definition:
        return Intent.definition
    if kind is Kind.reason:
        return Intent.reason
    return Intent.steps if kind is Kind.how or _STEPS.search(question) else Intent.fact


def _parts(question: str) -> tuple[str, ...]:
    """A comparison as one question for each side: both must be found."""
    match = _BETWEEN.search(question.strip()) if _COMPARE.search(question) else None
    if match is None:
        return ()
    found = {name.removesuffix("_en"): text for name, text in match.groupdict().items() if text is not None}
    rest = found.get("before", ""), _COMPARE.sub(" ", found.get("after", ""))
    return tuple(f"{rest[0]} {found[side]} {rest[1]}".strip() for side in ("one", "other"))


def _synonyms(names: Iterable[str], synonyms: Synonyms | None) -> tuple[str, ...]:
    if synonyms is None:
        return ()
    given = dict.fromkeys(lexical(other).strip() for name in names for other in synonyms(name))
    return tuple(form for form in given if form)
