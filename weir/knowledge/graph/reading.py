"""What a chunk tells the graph: whom it names and what it states. Without a model, and without a store."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from weir.knowledge.graph.cells import cells
from weir.knowledge.graph.othernames import other_names
from weir.knowledge.graph.packs import Pack
from weir.knowledge.graph.records import SAME_AS, Fact, Made, Mention, Named
from weir.knowledge.graph.spotting import Terms, is_name, spotted
from weir.knowledge.graph.statements import Statement, statements
from weir.knowledge.graph.validity import Period, period_of
from weir.knowledge.grounding.folding import HAN, fold, has_han
from weir.knowledge.grounding.lexicon import word_set
from weir.knowledge.grounding.sentences import sentences

READER = "2"
"""Version of the rules; a graph that other rules made is made anew."""

_LONGEST_SENTENCE = 600
_NUMBERING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+[章节条篇部分]+|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+(?:\.\d+)*[.、\s]|(?:chapter|section|part|appendix)\s+\w+[.:]?)\s*",
    re.I,
)
_NAMES_A_BODY = re.compile(
    rf"^[{HAN}A-Za-z0-9·]+(?:{'|'.join(map(re.escape, sorted(word_set('body_endings'))))})$"
    r"|^[A-Z][\w&.-]*(?: (?:[A-Z0-9][\w&.-]*|of|and|the)){1,5}$"
)
"""A value that is a name itself, and so a thing to be found elsewhere."""
_GENERAL = frozenset(
    [
        "概述",
        "简介",
        "引言",
        "前言",
        "总则",
        "附则",
        "附录",
        "目录",
        "背景",
        "说明",
        "总结",
        "结论",
        "摘要",
        "参考文献",
        "致谢",
        "其他",
        "注意事项",
        "定义",
        "术语",
        "范围",
        "目的",
        "适用范围",
        "问题",
        "答案",
        "内容",
        "要求",
        "introduction",
        "overview",
        "summary",
        "background",
        "conclusion",
        "abstract",
        "references",
        "appendix",
        "contents",
        "preface",
        "notes",
        "definitions",
        "scope",
        "purpose",
        "general",
        "other",
        "faq",
        "discussion",
        "methods",
        "results",
        "details",
        "description",
    ]
)
_GAP_HAN, _GAP_LATIN = 8, 30
_SURE_VERB, _SURE_PACK, _SURE_TABLE, _SURE_NAME = 0.55, 0.6, 0.9, 0.85


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as the graph reads it."""

    text: str
    headings: tuple[str, ...] = ()
    title: str = ""

    @property
    def topic(self) -> str:
        """What it is about, by the heading above it that names something; empty where none does."""
        for heading in [*reversed(self.headings), self.title]:
            name = _NUMBERING.sub("", heading).strip()
            if name and fold(name) not in _GENERAL and is_name(name) and _is_short(name):
                return name
        return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a chunk names (folded overlaps resolved) and states."""

    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]


def terms_of(passage: Passage) -> Iterator[str]:
    """Words that a chunk introduces: its topic, what it defines, the subjects of its tables."""
    if passage.topic:
        yield passage.topic
    for fact in facts_of_form(passage, []):
        yield fact.subject.name
        if fact.relation == SAME_AS and fact.object:
            yield fact.object.name
        if fact.value and _NAMES_A_BODY.search(fact.value) and is_name(fact.value) and _is_short(fact.value):
            yield fact.value


def read(passage: Passage, terms: Terms, packs: Sequence[Pack] = ()) -> Reading:
    """Read one chunk. `terms` are names that are known from elsewhere; any text is accepted."""
    mentions = spotted(passage.text, packs, terms)
    facts = [*facts_of_form(passage, mentions)]
    for start, end in sentences(passage.text):
        inside = [mention for mention in mentions if start <= mention.start and mention.end <= end]
        if end - start <= _LONGEST_SENTENCE and not passage.text[start:end].startswith("|"):
            facts += _by_verbs(passage.text, inside, start, end)
            facts += _by_packs(passage, packs, inside, start, end)
    return Reading(tuple(mentions), tuple(dict.fromkeys(facts)))


def facts_of_form(passage: Passage, mentions: Sequence[Mention]) -> Iterator[Fact]:
    """What the form alone says: definitions, parts, attributes, other names, and tables."""
    text = passage.text
    for cell in cells(text, passage.topic):
        period = _period(f"{cell.attribute} {text[cell.start : cell.end]}" if _dated(cell.attribute) else "")
        yield Fact(
            Named(cell.subject), cell.attribute, None, cell.value, cell.start, cell.end, Made.table,
            _SURE_TABLE, *period,
        )  # fmt: skip
    for start, end in sentences(text):
        sentence = text[start:end]
        if end - start > _LONGEST_SENTENCE or sentence.startswith("|"):
            continue
        inside = [Mention(m.start - start, m.end - start, m.kind) for m in mentions if start <= m.start < end]
        for (a, b), (c, d) in other_names(sentence, inside):
            if is_name(sentence[a:b]) and is_name(sentence[c:d]):
                full, short = Named(sentence[a:b].strip("《》")), Named(sentence[c:d])
                yield Fact(short, SAME_AS, full, None, start, end, Made.pattern, _SURE_NAME)
        for each in statements(sentence):
            yield from _fact(sentence, each, start, end)


def _fact(sentence: str, each: Statement, start: int, end: int) -> Iterator[Fact]:
    subject = sentence[slice(*each.subject)].strip("《》 ")
    object = sentence[slice(*each.object)].strip("《》 ") if each.object else None
    value = sentence[slice(*each.value)] if each.value else None
    if not (is_name(subject) and (value or (object and is_name(object) and fold(object) != fold(subject)))):
        return
    named = Named(object) if object else None
    period = _period(sentence)
    yield Fact(
        Named(subject), each.relation, named, value, start, end, Made.pattern, round(each.sure, 2), *period
    )


def _by_verbs(text: str, inside: Sequence[Mention], start: int, end: int) -> Iterator[Fact]:
    """Two names with a verb that relates them and little else between."""
    for one, other in itertools.pairwise(inside):
        gap = fold(text[one.end : other.start])
        if len(gap) > (_GAP_HAN if has_han(gap) else _GAP_LATIN) or re.search(r"[。；;！？!?、，,]", gap):
            continue
        words = gap.split() if not has_han(gap) else []
        for relation, forms in _verbs():
            if any(form in words if form.isascii() else form in gap for form in forms):
                yield Fact(
                    _named(text, one), relation, _named(text, other), None, start, end, Made.pattern,
                    _SURE_VERB, *_period(text[start:end]),
                )  # fmt: skip
                break


def _by_packs(
    passage: Passage, packs: Sequence[Pack], inside: Sequence[Mention], start: int, end: int
) -> Iterator[Fact]:
    """What a pack's cue relates: the thing before it in the sentence, or else what the section is about."""
    folded = fold(passage.text[start:end])
    for relation in (relation for pack in packs for relation in pack.relations):
        if not relation.said_in(folded):
            continue
        subjects = [_named(passage.text, m) for m in inside if m.kind == relation.subject]
        if not subjects and (topic := _topic(passage, packs, relation.subject)):
            subjects = [topic]
        for object in (_named(passage.text, m) for m in inside if m.kind == relation.object):
            if subjects and fold(object.name) != fold(subjects[0].name):
                yield Fact(subjects[0], relation.name, object, None, start, end, Made.pack, _SURE_PACK)


def _topic(passage: Passage, packs: Sequence[Pack], kind: str) -> Named | None:
    for heading in [*reversed(passage.headings), passage.title]:
        for mention in (m for pack in packs for m in pack.mentions(fold(heading)) if m.kind == kind):
            return _named(heading, mention)
    return None


def _named(text: str, mention: Mention) -> Named:
    return Named(text[mention.start : mention.end], mention.kind)


def _period(sentence: str) -> Period:
    return period_of(fold(sentence)) if sentence else (None, None)


def _dated(attribute: str) -> bool:
    return re.search(r"\d{4}", attribute) is not None


def _is_short(name: str) -> bool:
    return len(name) <= 20 if has_han(name) else len(name.split()) <= 6


@cache
def _verbs() -> tuple[tuple[str, tuple[str, ...]], ...]:
    text = files("weir.knowledge.graph").joinpath("verbs.txt").read_text("utf-8")
    lines = (line.partition(":") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((relation, tuple(forms.split())) for relation, _, forms in lines)
