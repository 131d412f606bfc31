"""What a question fixes and an answer may not contradict: years, ordinals, versions, quarters, and
words with an opposite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from weir.knowledge.grounding.lexicon import word_set
from weir.knowledge.grounding.numerals import CHINESE_DIGITS, roman, value_of
from weir.knowledge.grounding.relations import OPPOSITES

_NUMERAL = rf"(?:\d+|[{CHINESE_DIGITS}]+)"
_YEAR = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)(?!\d)(?!\s?(?:米|人|元|个|km|m\b))")
_ORDINAL = re.compile(
    rf"第\s?({_NUMERAL})\s?(届|次|任|季度|季|期|集|轮|代|部|世|版|号|名|批|章|条|赛季|回|卷|个)|({_NUMERAL})\s?(号|届|米|级|公里|代|季|期|集|世)"
)
_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s?月(?!\s?\d)")
_QUARTER = re.compile(r"第?([一二三四1-4])季度?|\bq([1-4])\b|\b(first|second|third|fourth)[ -]quarter")
_VERSION = re.compile(r"\b([a-z][a-z.'-]*?)(?:[ -]?(\d{1,3})|[ -]([ivxl]+))\b")
_ORDINAL_WORDS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_NTH = re.compile(
    rf"\b(?:(\d{{1,3}})(?:st|nd|rd|th)|({'|'.join(_ORDINAL_WORDS)}))\s(?:and \w+\s|annual\s)?([a-z]{{3,}})"
)
_VERSION_STOP = word_set("no_version")
_COMPARED = re.compile(
    r"(?:比|较|相比于?|恢复至|恢复到|与|超过|自从?|同比|from|since|than|vs\.?|versus"
    r"|compared (?:to|with))\s?$"
)
_BORN = re.compile(r"年?(?:出生|年龄段|生人|级|版的?《|修订|同期)")
_QUARTERS = {
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """One fixed value: what it is a value of (`year`, `届`, `super bowl`) and the value."""

    frame: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """A word of the question that has opposites, and those opposites."""

    own: tuple[str, ...]
    others: tuple[str, ...]


def constraints(folded: str) -> list[Constraint]:
    """Constraints that a folded text states, in order."""
    return sorted(_found(folded), key=lambda constraint: constraint.start)


def years(folded: str) -> list[tuple[int, str]]:
    """Years that a folded text speaks of, with their offsets; those it only compares with or is
    born in are left out.
    """
    return [
        (match.start(), match.group(1)) for match in _YEAR.finditer(folded) if not _is_aside(folded, match)
    ]


def _is_aside(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 9) : match.start()]
    return _COMPARED.search(before) is not None or _BORN.match(folded, match.end()) is not None


def _found(folded: str) -> Iterator[Constraint]:
    for match in _YEAR.finditer(folded):
        yield Constraint("year", match.group(1), match.start(), match.end())
    for match in _ORDINAL.finditer(folded):
        numeral, frame = (
            (match.group(1), match.group(2)) if match.group(1) else (match.group(3), match.group(4))
        )
        if not (frame == "号" and re.search(r"月\s?$", folded[: match.start()])):
            yield Constraint(frame, value_of(numeral), match.start(), match.end())
    for match in _MONTH.finditer(folded):
        yield Constraint("month", match.group(1).lstrip("0"), match.start(), match.end())
    for match in _QUARTER.finditer(folded):
        quarter = next(group for group in match.groups() if group)
        yield Constraint("quarter", _QUARTERS.get(quarter, quarter), match.start(), match.end())
    yield from _versions(folded)
    for match in _NTH.finditer(folded):
        number = match.group(1) or str(_ORDINAL_WORDS.index(match.group(2)) + 1)
        yield Constraint(match.group(3).rstrip("s"), number, match.start(), match.end())


def _versions(folded: str) -> Iterator[Constraint]:
    for match in _VERSION.finditer(folded):
        word, numeral = match.group(1), match.group(2) or match.group(3)
        value = numeral if numeral.isdigit() else str(roman(numeral) or "")
        if value and word not in _VERSION_STOP and not (len(numeral) == 1 and numeral in "lc"):
            yield Constraint(word, value.lstrip("0") or "0", match.start(), match.end())


def is_ordinal(word: str) -> bool:
    """Whether an English word is an ordinal: with its noun it is a constraint, not a content word."""
    return word in _ORDINAL_WORDS


def contrasts(folded: str) -> list[Contrast]:
    """The question's words that have opposites. A question that names both sides fixes neither."""
    found: list[Contrast] = []
    for sides in OPPOSITES:
        hits = [side for side in sides if any(_has(folded, word) for word in side)]
        if len(hits) == 1:
            others = tuple(word for side in sides if side is not hits[0] for word in side)
            found.append(Contrast(hits[0], tuple(word for word in others if word not in hits[0])))
    return found


def contradicts(contrast: Contrast, folded: str) -> bool:
    """Whether the text speaks of an opposite and not of the thing itself."""
    return any(_has(folded, word) for word in contrast.others) and not any(
        _has(folded, word) for word in contrast.own
    )


def _has(folded: str, word: str) -> bool:
    if not word.isascii():
        return word in folded
    return word in folded and re.search(rf"\b{re.escape(word)}\b", folded) is not None
