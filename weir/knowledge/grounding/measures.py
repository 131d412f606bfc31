"""What a figure measures: a level or a change, and of which quantity."""

from __future__ import annotations

import re

from weir.knowledge.grounding.lexicon import lines, word_set
from weir.knowledge.grounding.relations import same_relation

_CHANGES = r"(?:增加|增长|减少|下降|上升|提高|提升|降低|上涨|下跌|新增|增幅|降幅|净增|多增|扩大|缩减|回落)"
_CHANGE_BEFORE = re.compile(rf"{_CHANGES}了?(?:约|近|超过?|逾|达)?\s?$")
_RISE_BEFORE = re.compile(
    r"\b(?:rose|grew|fell|dropped|increased|decreased|declined|gained|up|down|increase of|rise of|fall of)"
    r"(?: by)?(?: about| around| nearly)?\s?$"
)
_CHANGE_ASKED = re.compile(
    rf"{_CHANGES}|增速|涨幅|跌幅|增量|新增|\b(?:grow|grew|growth|rise|rose|increase|fall|fell|drop|decline|more|fewer)"
)
_MEASURE = re.compile("|".join(sorted(" ".join(lines("measures")).split(), key=len, reverse=True)))
_GENERAL = word_set("measures_general")
_CHANGED = 0.3
_OTHER_MEASURE = 0.55
_BACK = 40


def measure_fit(asked: str, folded: str, start: int) -> float:
    """How far the figure at `start` measures what the folded question asks for: a change is no level, and
    `营业收入增长 3 %` says nothing of the sales in numbers.
    """
    return _level_fit(asked, folded, start) * _same_measure(asked, folded, start)


def _level_fit(asked: str, folded: str, start: int) -> float:
    before = folded[max(0, start - 24) : start]
    changed = _CHANGE_BEFORE.search(before) or _RISE_BEFORE.search(before)
    return _CHANGED if changed and not _CHANGE_ASKED.search(asked) else 1.0


def _same_measure(asked: str, folded: str, start: int) -> float:
    wanted = _measures(asked)
    if not wanted:
        return 1.0
    sentence = max(folded.rfind(mark, 0, start) for mark in "。！？!?；;\n") + 1
    said = _measures(folded[max(sentence, start - _BACK) : start])
    if not said or any(_same(said[-1], each) for each in wanted):
        return 1.0
    return _OTHER_MEASURE


def _measures(folded: str) -> list[str]:
    return [match.group() for match in _MEASURE.finditer(folded) if match.group() not in _GENERAL]


def _same(one: str, other: str) -> bool:
    return one in other or other in one or other in same_relation(one)
