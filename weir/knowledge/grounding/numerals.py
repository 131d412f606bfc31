"""Chinese, Roman and Arabic numerals in one form."""

from __future__ import annotations

import re

from weir.knowledge.numerals import numeral_value

CHINESE_DIGITS = "零〇一二三四五六七八九十百千万亿两"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_FORM = re.compile(r"(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})")


def value_of(numeral: str) -> str:
    """The numeral in Arabic digits without separators; what cannot be read comes back as it was."""
    plain = numeral.replace(",", "").replace("，", "")
    if not plain or plain[0].isdigit():
        return plain
    whole, point, fraction = plain.partition("点")
    if any(character not in CHINESE_DIGITS for character in whole + fraction):
        return plain
    value = numeral_value(whole) if whole else None
    if value is None:
        return plain
    return f"{value}.{numeral_value(fraction)}" if point and fraction else str(value)


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral up to 100 (`lv` is 55), or None."""
    lower = numeral.lower()
    if not lower or not _ROMAN_FORM.fullmatch(lower):
        return None
    values = [_ROMAN[character] for character in lower]
    return sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
