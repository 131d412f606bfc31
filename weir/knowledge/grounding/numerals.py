"""Chinese, Roman and Arabic numerals in one form."""

from __future__ import annotations

import re

CHINESE_DIGITS = "零〇一二三四五六七八九十百千万亿两"
_DIGITS = {character: index for index, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_FORM = re.compile(r"(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})")


def value_of(numeral: str) -> str:
    """The numeral in Arabic digits without separators; what cannot be read comes back as it was."""
    plain = numeral.replace(",", "").replace("，", "")
    if not plain or plain[0].isdigit():
        return plain
    if all(character in _DIGITS for character in plain):
        return "".join(str(_DIGITS[character]) for character in plain)
    whole, point, fraction = plain.partition("点")
    value = _chinese(whole)
    if value is None:
        return plain
    return f"{value}.{''.join(str(_DIGITS.get(c, 0)) for c in fraction)}" if point else str(value)


def _chinese(numeral: str) -> int | None:
    total = section = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in "万亿":
            scale = 10_000 if character == "万" else 100_000_000
            total = (total + section + digit) * scale
            section = digit = 0
        else:
            return None
    return total + section + digit


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral up to 100 (`lv` is 55), or None."""
    lower = numeral.lower()
    if not lower or not _ROMAN_FORM.fullmatch(lower):
        return None
    values = [_ROMAN[character] for character in lower]
    return sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
