"""Chinese numerals: 一百二十 is 120, 二〇一八 is 2018, and 1.2万 is 12000."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {**{mark: value for value, mark in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
SCALES = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
"""Words that multiply the number before them."""

NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万亿]{2,}")


def numeral_value(text: str) -> int | None:
    """The value of a run of Chinese numerals (simplified); None when it is not a number, such as 十万一二."""
    if all(mark in _DIGITS for mark in text):
        return int("".join(str(_DIGITS[mark]) for mark in text))
    total = section = 0
    digit: int | None = None
    for mark in text:
        if mark in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[mark]
        elif mark in _STEPS:
            section += (1 if digit is None else digit) * _STEPS[mark]
            digit = None
        else:
            unit, part = _MYRIADS[mark], section + (digit or 0)
            total = total + part * unit if total >= unit else (total + part or 1) * unit
            section, digit = 0, None
    return total + section + (digit or 0)


def scaled(number: str, scale: str) -> str | None:
    """``scaled("1.2", "万") == "12000"``; None when `number` is not one number or `scale` is no scale."""
    if scale not in SCALES or number.count(".") > 1:
        return None
    value = Decimal(number) * SCALES[scale]
    return f"{value.normalize():f}"
