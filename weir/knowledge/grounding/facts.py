"""Things in a passage that are of the asked kind: the only ones that can answer the question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from weir.knowledge.grounding.dates import Date, dates, is_range
from weir.knowledge.grounding.gazetteer import OWN_COUNTRY
from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.labels import labelled
from weir.knowledge.grounding.measures import measure_fit
from weir.knowledge.grounding.names import Name, place_level
from weir.knowledge.grounding.occasions import is_habitual, occasions
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.plausible import can_be_named, is_place_like
from weir.knowledge.grounding.quantities import Quantity, is_unit, quantities
from weir.knowledge.grounding.question import Question
from weir.knowledge.grounding.roles import role_fit
from weir.knowledge.grounding.slots import agents, locations

# How well a kind of name answers a kind of question.
_NAME_FIT: dict[Kind, dict[str, float]] = {
    Kind.person: {"person": 1.0, "name": 0.45, "body": 0.35},
    Kind.place: {"place": 1.0, "body": 0.35, "name": 0.55, "person": 0.2},
    Kind.organisation: {"body": 1.0, "name": 0.8, "place": 0.6, "work": 0.5, "person": 0.35},
    Kind.work: {"work": 1.0, "name": 0.6, "person": 0.4},
    Kind.name: {"work": 0.9, "name": 0.9, "body": 0.9, "person": 0.85, "place": 0.85},
}
_BYLINE = re.compile(
    r"(?:记者|编辑|责编|摄影?|通讯员|来源|作者|文/|图/|(?:^|[|·])by|reporter|editor)[:：/丨|\s]*$"
)
_ROW = re.compile(r"\s?(?:、|,|，|和|与|及|以及|and|&|/|,\sand)\s?")
_ERA_ASKED = re.compile(r"朝代|时代|时期|世纪|年代|century|decade|era\b")
_DATELINE_BEFORE = re.compile(
    r"(?:(?:发布|更新|编辑|(?:^|[\s|，。]))时间|来源|发布|更新|日期|发表|published|updated|posted)[:：于\s]*$"
)
_DESCRIBES = re.compile(r"\b(?:an?|the) \d{4}\b|\b\d{4}['’]s")
_ASIDE = 0.6
_DATELINE_AFTER = re.compile(r"\s*(?:日?[电讯]|消息|\.{3}|…|[|丨]\s|\d{1,2}:\d{2}|来源|日报道)")
_OLD_VALUE = re.compile(r"(?:由|从|自|\bfrom)\s?(?:原来的?|此前的?|上年的?)?\s?$")
_NEW_VALUE = re.compile(r"\s?(?:提高|增加|上升|上调|下调|降低|降|减少|调整|扩大|升|增|\bto\b|up to|down to)")
_PER = re.compile(r"单产|人均|平均|日均|月均|场均|户均|每|/|\baverage|\bper\b|\beach\b")
_PARTICLES = frozenset(["de", "la", "le", "of", "the", "van", "von"])
_ANY_ACTOR = re.compile(
    r"\bwho (?:acquired|bought|purchased|owns|owned|won|win|made|makes|developed"
    r"|manufactures|publishe[ds]|created|invented|sponsors|hosted|makes)|\bwinner|runner-up|champions?\b"
    r"|(?:冠军|获胜者|得主|亚军|季军)(?:是谁)?|谁(?:收购|获得|赢得|开发|制造|生产|拥有"
    r"|夺)"
)
# Which country won, not where something was won.
_DOER_ASKED = re.compile(
    r"^(?:which|what) (?:country|nation|city|state) (?!is|was|were|are|did|do|does|will|has|have|host)"
    r"|哪一?个(?:国家|城市|省份?)(?:获得?|赢得|夺得|收购|派出|提出|宣布|拥有)"
)
_WITHIN = re.compile(r"(?:\bin|\bat|\bnear|在|于)\s?$")
_PLACE_LEVELS = (
    (r"哪一?个?国|国家|country|nation", "country"),
    (r"城市|哪座城|哪一?个?市|\bcity|\bcities", "city"),
    (r"哪一?个?省|省份|\bstate\b|province", "province"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing of the asked kind in a passage. `value` is its normal form, `fit` how well it is of
    that kind (0 to 1).
    """

    start: int
    end: int
    value: str
    fit: float


def has_facts(kind: Kind) -> bool:
    """Whether answers of this kind can be recognised by their form."""
    return kind in _NAME_FIT or kind in (Kind.date, Kind.duration, Kind.number, Kind.money, Kind.percent)


def facts(question: Question, passage: Passage) -> list[Fact]:
    """The facts of the asked kind, from left to right; what the question itself says is no answer to it."""
    if question.kind in _NAME_FIT:
        found = list(_names(question, passage))
        return _listed(found, passage) if question.many else found
    if question.kind is Kind.date:
        return [*_dates(question, passage), *_occasions(question, passage)]
    if has_facts(question.kind):
        return list(_quantities(question, passage))
    return []


def _listed(found: list[Fact], passage: Passage) -> list[Fact]:
    """For a question that asks for several: what stands in a row with others of its kind is the
    better answer.
    """
    starts, ends = {fact.start for fact in found}, {fact.end for fact in found}
    listed: list[Fact] = []
    for fact in found:
        before = _ROW.search(passage.folded, max(0, fact.start - 5), fact.start)
        after = _ROW.match(passage.folded, fact.end)
        in_row = (before and before.start() in ends) or (after and after.end() in starts)
        listed.append(fact if in_row else replace(fact, fit=fact.fit * 0.75))
    return listed


def _names(question: Question, passage: Passage) -> Iterator[Fact]:
    fits = _NAME_FIT[question.kind]
    if question.kind is Kind.person and _ANY_ACTOR.search(question.folded):
        fits = fits | {"body": 0.85, "name": 0.85, "place": 0.75}
    wanted_level = next(
        (level for pattern, level in _PLACE_LEVELS if re.search(pattern, question.folded)), None
    )
    if question.kind in (Kind.person, Kind.organisation):
        yield from _agents(question, passage)
    if question.kind is Kind.place:
        for start, end in locations(passage.folded):
            if is_place_like(passage, start, end):
                yield Fact(start, end, passage.folded[start:end], _LOCATION)
    if question.kind in (Kind.name, Kind.work, Kind.organisation):
        for (start, end), quoted in labelled(question, passage.folded):
            value = passage.folded[start:end]
            if not _in_question(value, question):
                yield Fact(start, end, value, 1.0 if quoted else _LABELLED)
    for name in passage.names:
        value = passage.folded[name.start : name.end].strip()
        fit = fits.get(name.kind, 0.0) * name.sure
        if fit == 0 or _in_question(value, question):
            continue
        if question.kind is Kind.person and name.kind == "place" and not _can_act(value, name, passage):
            continue
        if question.kind is Kind.place:
            fit = _place_fit(name, value, fit, wanted_level, passage, question)
        fit *= role_fit(name, question, passage)
        if _BYLINE.search(passage.folded, max(0, name.start - 6), name.start):
            fit *= 0.3
        yield Fact(name.start, name.end, value, fit)


def _agents(question: Question, passage: Passage) -> Iterator[Fact]:
    """Whoever stands where the doer stands, also when nothing else tells that it is a name."""
    known = {name.start: name.end for name in passage.names if name.kind == "person" and name.sure >= _AGENT}
    for start, end in agents(question, passage.folded):
        value = passage.folded[start:end]
        new = not _in_question(value, question) and known.get(start, 0) < end
        if new and can_be_named(passage, start, end):
            yield Fact(start, end, value, _AGENT)


def _can_act(value: str, name: Name, passage: Passage) -> bool:
    """Whether a place stands for those who come from it, as a country that wins does, not for where."""
    return place_level(value) == "country" and _WITHIN.search(passage.folded[: name.start]) is None


def _in_question(value: str, question: Question) -> bool:
    if (
        question.kind is Kind.person
        and value.isascii()
        and set(value.split()) & set(question.folded.strip("?").split()) - _PARTICLES
    ):
        return True
    return value in question.folded or any(value == form for term in question.terms for form, _ in term.forms)


# A size or a speed has a unit.
_SIZE_ASKED = re.compile(r"\bhow (?:large|big|heavy|fast)\b|多大|多快|多重")
_SPECIFIC_ENOUGH = 0.4
_AGENT = 0.8
_LOCATION = 0.6
_LABELLED = 0.8
_OCCASION = 0.7


def _place_fit(
    name: Name, value: str, fit: float, wanted: str | None, passage: Passage, question: Question
) -> float:
    if wanted is not None and name.kind == "place":
        level = place_level(value)
        fit *= 1.0 if level == wanted else 0.75 if level == "place" else 0.5
    elif value in OWN_COUNTRY:
        return _SPECIFIC_ENOUGH
    before = passage.folded[max(0, name.start - 4) : name.start]
    if re.search(r"(?:\bin|\bat|\bto|near|在|于|到|赴|抵)\s?$", before) and name.kind != "person":
        fit = fit * 0.7 if _DOER_ASKED.search(question.folded) else min(1.0, fit * 1.35)
    return fit


def _dates(question: Question, passage: Passage) -> Iterator[Fact]:
    found = list(dates(passage.folded))
    fixed_years = {constraint.value for constraint in question.constraints if constraint.frame == "year"}
    skip = False
    for index, date in enumerate(found):
        if skip:
            skip = False
            continue
        end = date.end
        if index + 1 < len(found) and is_range(passage.folded, date, found[index + 1]):
            end, skip = found[index + 1].end, True
        # Of two mentions of a day the one that tells more is the better answer: a period, then
        # one with its year.
        detail = 1.0 if skip else 0.97 if date.year else 0.94
        if _of_that_year(date, passage):
            detail *= _ASIDE
        fit = _date_fit(date, question, fixed_years) * _dateline(date, passage) * detail
        if fit > 0:
            yield Fact(date.start, end, _date_value(date, passage), fit)


def _of_that_year(date: Date, passage: Passage) -> bool:
    """Whether a year only describes: `a 2017 game`, `2018's best`."""
    alone = passage.scale > 1 and date.year is not None and date.month is None
    return alone and _DESCRIBES.search(passage.folded, max(0, date.start - 4), date.end + 2) is not None


def _date_fit(date: Date, question: Question, fixed_years: set[str]) -> float:
    if date.year and fixed_years:
        if date.year not in fixed_years:
            return 0.4
        if not date.month:
            return 0.0
    if date.month and date.day:
        return 1.0
    if date.month:
        return 0.9
    if date.year:
        return 1.0 if re.search(r"年|year|世纪|century", question.folded) else 0.65
    return 0.95 if _ERA_ASKED.search(question.folded) else 0.35


def _occasions(question: Question, passage: Passage) -> Iterator[Fact]:
    """When something happens again and again: `within two hours`, `每周二`, `as soon as it is full`."""
    if is_habitual(question):
        for start, end in occasions(passage.folded):
            yield Fact(start, end, passage.folded[start:end], _OCCASION)


def _date_value(date: Date, passage: Passage) -> str:
    if date.month:
        return f"{date.month}-{date.day or ''}"
    return date.year or passage.folded[date.start : date.end]


def _dateline(date: Date, passage: Passage) -> float:
    """A date that tells when the text was published answers only questions about the text."""
    before = passage.folded[max(0, date.start - 10) : date.start]
    opens = not passage.folded[: date.start].strip()
    if _DATELINE_BEFORE.search(before) or (
        _DATELINE_AFTER.match(passage.folded, date.end)
        and (opens or "电" in passage.folded[date.end : date.end + 2])
    ):
        return 0.3
    return 1.0


def _quantities(question: Question, passage: Passage) -> Iterator[Fact]:
    for quantity in quantities(passage.folded):
        fit = _quantity_fit(quantity, question, passage) * _total_fit(quantity, question, passage)
        fit *= measure_fit(question.folded, passage.folded, quantity.start)
        if _OLD_VALUE.search(passage.folded, max(0, quantity.start - 6), quantity.start) and _NEW_VALUE.match(
            passage.folded, quantity.end
        ):
            fit *= 0.6
        if fit > 0 and passage.folded[quantity.start : quantity.end] not in question.folded:
            yield Fact(quantity.start, quantity.end, quantity.value, fit)


def _total_fit(quantity: Quantity, question: Question, passage: Passage) -> float:
    """A figure per head, per acre or per day is no total, and the other way round nothing is known."""
    if _PER.search(question.folded):
        return 1.0
    around = (
        passage.folded[max(0, quantity.start - 6) : quantity.start]
        + passage.folded[quantity.end : quantity.end + 1]
    )
    return 0.6 if _PER.search(around) else 1.0


def _quantity_fit(quantity: Quantity, question: Question, passage: Passage) -> float:
    kind = question.kind
    scaled = quantity.value[-1:] in "万亿" or "illion" in quantity.value
    if kind is Kind.percent:
        return 1.0 if quantity.family == "percent" else 0.0
    if kind is Kind.money:
        return 1.0 if quantity.family == "money" else 0.75 if scaled and not quantity.unit else 0.0
    if kind is Kind.duration:
        return 1.0 if quantity.family == "time" else 0.0
    if quantity.family == "percent":
        return 0.0
    if question.classifiers:
        return _counted_fit(quantity, question, passage)
    if question.units:
        return (
            1.0
            if quantity.family in question.units
            else 0.75
            if scaled and not quantity.unit
            else 0.4
            if quantity.family == "count"
            else 0.0
        )
    if quantity.family == "count" and not quantity.unit and _SIZE_ASKED.search(question.folded):
        return 0.4
    return {"count": 0.85, "money": 0.5, "time": 0.4}.get(quantity.family, 0.8)


def _counted_fit(quantity: Quantity, question: Question, passage: Passage) -> float:
    """`多少个议席`: the number must count that, by its unit or by the noun that follows."""
    after = passage.folded[quantity.end - len(quantity.unit) : quantity.end + 6].lstrip()
    for rank, noun in enumerate(question.classifiers):
        if after.startswith(noun):
            return 1.0 if rank == 0 or len(noun) > 1 else 0.85
    if question.units and quantity.family in question.units:
        return 0.95
    if not is_unit(question.classifiers[0]) and "个" not in question.classifiers:
        # `多少内存` names a thing, not a counter: whatever unit it is measured in will do.
        return 0.75
    if question.units == ("people",) and not quantity.unit:
        return 0.3
    return 0.6 if quantity.family in ("count", "people") else 0.0
