"""Numbers with their units in Chinese and English text: people, money, percent, time spans,
measures and counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from weir.knowledge.grounding.lexicon import sections
from weir.knowledge.grounding.numerals import CHINESE_DIGITS, value_of

_FAMILY_OF = {
    unit: family for family, body in sections("units") for line in body for unit in line.split(", ")
}
_UNITS = sorted(_FAMILY_OF, key=len, reverse=True)

_NUMBER = (
    r"(?:\d+(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    rf"[零〇一二三四五六七八九十两][{CHINESE_DIGITS}]*(?:点[{CHINESE_DIGITS}]+)?)"
)
_CHINESE_SCALE = r"(?:\s?(?:万亿|百万|千万|十亿|百亿|千亿|十万|[十百千万亿]))*"
_ENGLISH_SCALE = r"(?:[\s-]?(?:hundred|thousand|million|billion|trillion|mn|bn))?"
_UNIT = "|".join(
    rf"{re.escape(unit)}{'(?![a-z])' if unit[-1].isascii() and unit[-1].isalpha() else ''}" for unit in _UNITS
)
_CURRENCY = r"(?:us\$|hk\$|a\$|c\$|[$€£¥￥])\s?"
_QUANTITY = re.compile(
    rf"(?P<percentword>百分之)?(?P<currency>{_CURRENCY})?(?<![\d.])(?P<number>{_NUMBER})(?P<scale>{_CHINESE_SCALE}{_ENGLISH_SCALE})"
    rf"(?P<more>\s?[多余来])?(?P<scale2>[万亿]*)\s?(?P<unit>{_UNIT})?"
)
_ENGLISH_NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "dozen",
]
_ENGLISH_WORD = re.compile(
    rf"\b(?P<number>(?:{'|'.join(_ENGLISH_NUMBERS)})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)"
    r"(?:\s(?:hundred|thousand|million|billion))?\b(?:\s(?P<unit>[a-z]+))?"
)
_ORDINAL_BEFORE = re.compile(r"第\s?$")
_WITHIN = re.compile(r"\s?(?:以?之?内|以?之?后|起?止)")
_DATE_AFTER = re.compile(r"\s?(?:月|号|世纪|年代|时(?!间)|点\d|:\d|st\b|nd\b|rd\b|th\b)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in text: where, its normal form (`12`, `3.71万`), its unit as written and the unit's
    family.
    """

    start: int
    end: int
    value: str
    unit: str
    family: str


def is_unit(text: str) -> bool:
    """Whether the text is a unit or a word that counts things."""
    return text in _FAMILY_OF


def quantities(folded: str) -> Iterator[Quantity]:
    """Quantities of folded text, from left to right; ordinals, clock times and calendar dates are
    left out.
    """
    for match in _QUANTITY.finditer(folded):
        if not _is_calendar(folded, match) and not _is_name_part(folded, match):
            yield _quantity(match)
    if folded.isascii() or any("a" <= character <= "z" for character in folded):
        for match in _ENGLISH_WORD.finditer(folded):
            unit = match.group("unit") or ""
            yield Quantity(
                match.start(), match.end(), match.group("number"), unit, _FAMILY_OF.get(unit, "count")
            )


def _quantity(match: re.Match[str]) -> Quantity:
    unit = match.group("unit") or ""
    family = _FAMILY_OF.get(unit, "count")
    if match.group("currency"):
        family = "money"
    if match.group("percentword"):
        unit, family = "%", "percent"
    scale = re.sub(r"\s", "", match.group("scale") + match.group("scale2"))
    end = match.start() + len(match.group().rstrip())
    return Quantity(match.start(), end, value_of(match.group("number")) + scale, unit, family)


def _is_calendar(folded: str, match: re.Match[str]) -> bool:
    if _ORDINAL_BEFORE.search(folded, max(0, match.start() - 2), match.start()):
        return True
    unit, number = match.group("unit"), match.group("number")
    if unit in ("日", "天") and re.search(r"月\s?$", folded[max(0, match.start() - 2) : match.start()]):
        return True
    if unit in ("年", "日") and (len(number) == 4 or unit == "日"):
        return unit == "年" or not _WITHIN.match(folded, match.end())
    return unit is None and _DATE_AFTER.match(folded, match.end()) is not None


def _is_name_part(folded: str, match: re.Match[str]) -> bool:
    """Whether the number belongs to a word: `C919`, `U19`, or a lone Chinese digit inside a word
    such as `一般`.
    """
    before = folded[match.start() - 1 : match.start()]
    if before.isascii() and before.isalpha() and not match.group("currency"):
        return True
    if re.match(r"0\d", match.group("number")):
        return True
    lone = match.group("number")[0] in CHINESE_DIGITS and match.group("unit") is None
    return lone and not match.group("scale") and not match.group("percentword")
