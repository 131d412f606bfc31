"""How people number headings in Chinese and English: the form of a number, its value, and its rank."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN = "〇零一二三四五六七八九十百千两"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number at the start of a line.

    `form` names the way of numbering; two headings of one form stand on one level. `rank` orders the forms as
    they are usually nested, outermost 0. `value` is that of the last figure (the 3 of 2.3); `above` holds the
    figures before it. `end` is where the words begin.
    """

    form: str
    rank: int
    value: int
    end: int
    above: tuple[int, ...] = ()


_NUMBER = rf"(?P<n>[{_HAN}]{{1,6}}|[0-9０-９]{{1,4}})"
_GAP = r"[\s\u3000:：.、]*"
_ATTACHED = r"[A-Z]|\d{1,2}|[一二三四五六七八九十]{1,2}"
_DECIMAL = re.compile(r"(?P<n>\d{1,3}(?:[.．]\d{1,3}){0,5})(?P<stop>[.．、]?)(?P<gap>[\s\u3000]*)(?=\S)")
_FORMS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (name, rank, re.compile(pattern, re.I))
    for name, rank, pattern in (
        ("编", 0, rf"第\s*{_NUMBER}\s*(?:编|篇|部分|卷){_GAP}"),
        ("part", 0, r"(?:part|book|volume)\s+(?P<n>[ivxlc]{1,6}|\d{1,3})\b[\s:.\-–—]*"),
        ("章", 1, rf"第\s*{_NUMBER}\s*章{_GAP}"),
        ("chapter", 1, r"chapter\s+(?P<n>[ivxlc]{1,6}|\d{1,3})\b[\s:.\-–—]*"),
        (
            "附录",
            1,
            rf"(?:附录|附件|附表)\s*(?P<n>{_ATTACHED})(?![A-Za-z\d]){_GAP}",
        ),
        ("appendix", 1, r"(?:appendix|annex)\s+(?P<n>[A-Z]|[ivx]{1,5}|\d{1,2})\b[\s:.\-–—]*"),
        ("节", 2, rf"第\s*{_NUMBER}\s*节{_GAP}"),
        ("section", 2, r"section\s+(?P<n>[ivxlc]{1,6}|\d{1,3})\b(?!\.\d)[\s:.\-–—]*"),
        ("条", 3, rf"第\s*{_NUMBER}\s*条{_GAP}"),
        ("article", 3, r"article\s+(?P<n>[ivxlc]{1,6}|\d{1,3})\b(?!\.\d)[\s:.\-–—]*"),
        ("一、", 4, r"(?P<n>[一二三四五六七八九十]{1,3})\s*[、．.]\s*"),
        ("I.", 4, r"(?P<n>[IVX]{1,5})(?:\.|、)\s+(?-i:(?=[A-Z\u4e00-\u9fff]))"),
        ("（一）", 5, r"[（(]\s*(?P<n>[一二三四五六七八九十]{1,3})\s*[)）]\s*"),
        ("(1)", 13, r"[（(]\s*(?P<n>\d{1,3})\s*[)）]\s*"),
        ("1)", 13, r"(?P<n>\d{1,3})[)）]\s*"),
        ("A.", 5, r"(?-i:(?P<n>[A-Z]))\.\s+(?-i:(?=[A-Z\u4e00-\u9fff]))"),
        ("(a)", 14, r"[（(](?P<n>[a-z])[)）]\s*"),
        ("a.", 14, r"(?P<n>[a-z])[.)）]\s+"),
    )
)
_DECIMAL_RANK = 6  # 1 is 6, 1.1 is 7, ... up to 11
_UNIT = re.compile(r"(?:%|％|年|月|日|元|万|亿|个|人|次|条|天|倍|kg\b|km\b|mm\b|GB\b|MB\b)")


_START = re.compile(
    rf"[第附（(\d０-９{_HAN}{_CIRCLED}]|[A-Za-z][.)）]|[IVX]{{2,5}}[.、]|"
    r"(?i:part|book|volume|chapter|appendix|annex|section|article)\s"
)


@lru_cache(maxsize=4096)
def numbering(line: str) -> Numbering | None:
    """The number that `line` begins with, or None."""
    if not _START.match(line):
        return None
    if line[:1] in _CIRCLED and line:
        return Numbering("①", 15, _CIRCLED.index(line[0]) + 1, 1)
    for form, rank, pattern in _FORMS:
        match = pattern.match(line)
        if match and match.end() <= len(line):
            value = number(match["n"])
            return Numbering(form, rank, value, match.end()) if value else None
    return _decimal(line)


def _decimal(line: str) -> Numbering | None:
    """``1``, ``1.``, ``1、``, ``1.2``, ``1.2.3``: not a quantity, a year or a date."""
    match = _DECIMAL.match(line)
    if not match:
        return None
    values = [int(value) for value in re.split(r"[.．]", match["n"])]
    bare = len(values) == 1 and not match["stop"]
    if values[-1] == 0 and len(values) > 1:
        values.pop()  # 1.0 is a way to write 1
    alone = bare and (not match["gap"] or values[0] > 40) and not _joined(line, match.end())
    if alone or not values[0]:
        return None
    if _UNIT.match(line, match.end()) or (len(values) == 1 and values[0] > 199):
        return None
    depth = min(len(values), 6)
    form = ".".join("1" * depth)
    return Numbering(form, _DECIMAL_RANK + depth - 1, values[-1], match.end(), tuple(values[:-1]))


def _joined(line: str, at: int) -> bool:
    """Chinese headings often have no space after their number: ``1大数据概述``."""
    return at < len(line) and "\u4e00" <= line[at] <= "\u9fff" and not _UNIT.match(line, at)


def number(text: str) -> int:
    """The value of Chinese, Arabic, Roman or letter figures; 0 when it is none."""
    text = text.strip().lower()
    if text.isdigit():
        return int(text)
    if all(c in _ROMAN for c in text) and not (len(text) == 1 and text in "cdlm"):
        return _roman(text)
    if len(text) == 1 and "a" <= text <= "z":
        return ord(text) - ord("a") + 1
    return _chinese(text)


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def _chinese(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in _DIGITS:
            digit = digit * 10 + _DIGITS[character] if digit else _DIGITS[character]
        else:
            return 0
    return total + digit
