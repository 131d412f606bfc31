"""Numbers in one form whatever their spelling: `1.5万` and `15,000`, `twelve` and `12`, `三` and `3`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from weir.knowledge.detection.surprise import UNSEEN
from weir.knowledge.grounding.quantities import is_unit
from weir.knowledge.grounding.words import stem
from weir.knowledge.numerals import SCALES, numeral_value

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {
    **{word: n for n, word in enumerate([*_ONES.split(), "seventeen", "eighteen", "nineteen"], start=1)},
    **{word: 10 * n for n, word in enumerate(_TENS.split(), start=2)},
    "dozen": 12,
}
_LONE_DIGIT, _DIGIT = 12.0, 3.3  # bits; one digit more has ten times the choices
_SCALES = {**SCALES, "hundred": 100}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_AFTER = re.compile(r"\s?[多余来]?\s?(?:(?P<sign>[%‰℃°])|(?P<han>[\u4e00-\u9fff])|-?(?P<latin>[a-z]+))")
_SAME = {"名": "人", "位": "人", "号": "日", "块": "元", "天": "日", "米": "m"}
_FIGURE = re.compile(
    rf"(?P<digits>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[\s-]?(?P<scale>{_SCALE})(?![a-z]))?"
    r"|(?P<chinese>[零〇一二两三四五六七八九十百千万亿]+)"
    rf"|\b(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?:-(?P<ones>[a-z]+))?\b"
    rf"(?:[\s-](?P<scale2>hundred|thousand|million|billion))?",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in text; `form` is its value in Arabic digits."""

    start: int
    end: int
    form: str
    unit: str
    """What it counts or measures, as far as one word tells; empty where none follows."""

    @property
    def bits(self) -> float:
        """Its surprise: a figure of more digits is a more particular claim."""
        return min(UNSEEN, _LONE_DIGIT + _DIGIT * (len(self.form) - 1))


def figures(folded: str) -> Iterator[Figure]:
    """The numbers of folded text from left to right. A lone Chinese digit counts only before a unit."""
    for match in _FIGURE.finditer(folded):
        form = _form(match, folded)
        if form is not None:
            yield Figure(match.start(), match.end(), form, _unit(folded, match.end()))


def _form(match: re.Match[str], folded: str) -> str | None:
    if digits := match["digits"]:
        plain = digits.replace(",", "")
        return _times(plain, match["scale"])
    if chinese := match["chinese"]:
        if len(chinese) == 1 and not any(is_unit(folded[match.end() :][:n]) for n in (1, 2)):
            return None
        value = numeral_value(chinese)
        return None if value is None else str(value)
    ones = _WORDS.get(match["ones"] or "", 0)
    value = _WORDS[match["word"]] + (ones if ones < 10 else 0)
    return _times(str(value), match["scale2"])


def _unit(folded: str, end: int) -> str:
    match = _AFTER.match(folded, end)
    if match is None:
        return ""
    found = match["sign"] or match["han"] or match["latin"] or ""
    if match["latin"]:
        return stem(found) if is_unit(found) else ""
    return _SAME.get(found[0], found[0])


def _times(number: str, scale: str | None) -> str:
    """`1.50` is 1.5, and 1.5万 is 15000."""
    whole, _, fraction = f"{Decimal(number) * _SCALES.get(scale or '', 1):f}".partition(".")
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
