"""Sentences whose form says what they state: what something is, is part of, has, or where it is.

The patterns read folded text, which has the offsets of the text itself, so that names keep their case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from weir.knowledge.graph.records import DEFINED_AS, IS_A, PART_OF
from weir.knowledge.grounding.folding import fold, has_han

_NO_SUBJECT = re.compile(
    r"^(?:它|他们?|她|这|那|该|其|此|不|没有|但|而|并且?|若|如果|因为|由于|对于|关于|为了|我们?|你|您|谁|什么|哪|如何|怎|总部|目的|原因|结果"
    r"|问题|本(?:办法|公司|单位|院|文|手册|规定|品|章|条|制度|合同|产品|人|指南|标准|系统)|(?:有|对|当|从|以|由)(?=的|于|此))"
    r"|^(?:it|this|that|they|these|those|there|he|she|we|you|i|who|what|which|where|how|why|one|each|if|when|as|in|on|at"
    r"|for|to|by|with|from|and|or|but|so|both|all|some|any|another|here|our|their|its|his|her|my|your|not|no)\b",
    re.I,
)
_NO_ATTRIBUTE = re.compile(
    r"^(?:时候|情况|原因|目的|人|是|同时|一种|方式之一|part|one|some|most|many|all|rest|purpose|aim|result|end"
    r"|use|number)$"
)
_LIST = re.compile(r"\s*(?:、|，|,? and |,? or |, |及其?|以及|和|与|等)\s*")
_HEAD = re.compile(r"[^的]{2,14}$")
_HEAD_EN = re.compile(
    r"^(.+?)(?: (?:of|in|for|with|from|by|to|used|caused|made|located|based|on|at|between)\b.*)?$"
)
_MOST_PARTS = 12


@cache
def _forms(language: str) -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """The forms of a language: relation, how sure, pattern."""
    text = files("weir.knowledge.graph").joinpath(f"forms_{language}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    parts = {f"{{{name}}}": part for name, _, part in (line.partition(" ") for line in lines[:3])}
    found = []
    for relation, sure, pattern in (line.split(" ", 2) for line in lines[3:]):
        for name, part in parts.items():
            pattern = pattern.replace(name, part)
        found.append((relation, float(sure), re.compile(pattern)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence states, as places in it: the subject, and the object or the value."""

    subject: tuple[int, int]
    relation: str
    object: tuple[int, int] | None
    value: tuple[int, int] | None
    sure: float


def statements(sentence: str) -> Iterator[Statement]:
    """What the form of a sentence says; most sentences say nothing that way."""
    folded = fold(sentence)
    for relation, sure, pattern in _forms("zh" if has_han(sentence) else "en"):
        for match in pattern.finditer(folded):
            if not _NO_SUBJECT.match(match["x"]):
                yield from _stated(folded, match, relation, sure)


def _stated(folded: str, match: re.Match[str], relation: str, sure: float) -> Iterator[Statement]:
    subject = match.span("x")
    groups = match.groupdict()
    if relation.startswith("@"):
        if not _NO_ATTRIBUTE.match(match["a"]):
            yield Statement(subject, match["a"], None, _trim(folded, *match.span("v")), sure)
    elif relation == DEFINED_AS:
        yield Statement(subject, relation, None, _trim(folded, *match.span("v")), sure)
        if has_han(match["v"]) and (kind := _head(folded, *_clause(folded, *match.span("v")))):
            yield Statement(subject, IS_A, kind, None, sure - 0.2)
    elif relation == "has_part":
        span = match.span("y") if groups.get("y") else match.span("y2")
        for part in _parts(folded, *span):
            yield Statement(part, PART_OF, subject, None, sure)
    elif relation == IS_A:
        if kind := _head(folded, *_clause(folded, *match.span("y"))):
            yield Statement(subject, IS_A, kind, None, sure)
    else:
        yield Statement(subject, relation, _trim(folded, *match.span("y")), None, sure)


def _head(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun that a description ends with in Chinese, or begins with in English."""
    start, end = _trim(folded, start, end)
    text = folded[start:end]
    if has_han(text):
        found = _HEAD.search(text)
        return (start + found.start(), end) if found else None
    words = _HEAD_EN.match(text)
    if words is None or len(words[1].split()) > 6:
        return None
    return start, start + len(words[1])


def _clause(folded: str, start: int, end: int) -> tuple[int, int]:
    """A description up to its first comma."""
    comma = re.search(r"[，,]", folded[start:end])
    return start, start + comma.start() if comma else end


def _parts(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at, given = start, 0
    for joint in [*_LIST.finditer(folded, start, end), None]:
        stop = joint.start() if joint else end
        part = _trim(folded, at, stop)
        if 2 <= part[1] - part[0] <= 40 and given < _MOST_PARTS:
            given += 1
            yield part
        at = joint.end() if joint else end


def _trim(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (folded[start].isspace() or folded[start] in '：:，,、"“”‘’'):
        start += 1
    while end > start and (folded[end - 1].isspace() or folded[end - 1] in '：:，,、。.;；"“”‘’'):
        end -= 1
    article = re.match(r"(?:the|an?|one of the) ", folded[start:end])
    return (start + article.end() if article else start), end
