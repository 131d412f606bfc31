"""Whether two values can both be the answer: `2 月 4 日` and `2022 年 2 月 4 日` can, 2021 and 2022 not."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from weir.knowledge.grounding.dates import dates
from weir.knowledge.grounding.folding import has_han
from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.names import place_level
from weir.knowledge.grounding.quantities import quantities
from weir.knowledge.numerals import SCALES

_MEASURED = frozenset((Kind.number, Kind.money, Kind.percent, Kind.duration))
_NUMBER = re.compile(r"[\d.]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_CLOSE = Decimal("0.01")


def compatible(kind: Kind, one: str, other: str) -> bool:
    """Whether two folded values of the asked kind do not exclude each other."""
    if one == other or one in other or other in one:
        return True
    if kind is Kind.date:
        return _same_date(one, other)
    if kind in _MEASURED:
        return _same_measure(one, other)
    if kind is Kind.place and _levels_differ(one, other):
        return True
    return _share_a_name(one, other)


def _same_date(one: str, other: str) -> bool:
    first, second = next(dates(one), None), next(dates(other), None)
    if first is None or second is None:
        return True
    pairs = ((first.year, second.year), (first.month, second.month), (first.day, second.day))
    stated = [(a, b) for a, b in pairs if a and b]
    return not stated or all(a == b for a, b in stated)


def _same_measure(one: str, other: str) -> bool:
    first, second = _amount(one), _amount(other)
    if first is None or second is None or first[1] != second[1]:
        return True
    return abs(first[0] - second[0]) <= _CLOSE * max(abs(first[0]), abs(second[0]))


def _amount(text: str) -> tuple[Decimal, str] | None:
    """The amount in plain units, with the family of its unit."""
    quantity = next(quantities(text), None)
    number = _NUMBER.match(quantity.value) if quantity else None
    if quantity is None or number is None:
        return None
    try:
        amount = Decimal(number.group())
    except InvalidOperation:
        return None
    return amount * SCALES.get(quantity.value[number.end() :].strip(), 1), quantity.family


def _levels_differ(one: str, other: str) -> bool:
    """A city and its country can both be right."""
    return place_level(one) != place_level(other)


def _share_a_name(one: str, other: str) -> bool:
    """Whether a word, or two Chinese characters in a row, stand in both."""
    if has_han(one) and has_han(other):
        return any(one[at : at + 2] in other for at in range(len(one) - 1))
    if has_han(one) != has_han(other):
        return True
    first, second = set(_WORD.findall(one)), set(_WORD.findall(other))
    return len(first & second) > min(len(first), len(second)) / 2
