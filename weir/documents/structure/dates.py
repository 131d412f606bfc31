"""Dates as people and files write them, as ISO 8601."""

from __future__ import annotations

import re
from datetime import date

from weir.documents.structure.numbering import number

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<word>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_HAN = "〇零○Ｏ一二三四五六七八九十"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        r"(?P<y>(?:19|20)\d\d)\s*[年\-/.]\s*(?P<m>\d{1,2})\s*[月\-/.]\s*(?P<d>\d{1,2})(?!\d)\s*日?",
        r"(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>\d{1,2})\s*月",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<y>(?:19|20)\d\d)",
        rf"{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)",
        rf"{_MONTH},?\s+(?P<y>(?:19|20)\d\d)",
        rf"(?P<hy>[{_HAN}]{{4}})年(?P<hm>[{_HAN}]{{1,2}})月(?P<hd>[{_HAN}]{{1,3}})日",
        r"D:(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
    )
)
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?$")


def iso_date(text: str) -> str:
    """The first date in a text as ``2024-03-05`` or ``2024-03``; a whole time stamp stays one; else empty."""
    stamp = _STAMP.match(text.strip())
    if stamp:
        return f"{stamp[1]}T{stamp[2]}{stamp[3] or ':00'}{stamp[4] or ''}" if _real(stamp[1]) else ""
    found = [(match.start(), match) for form in _FORMS if (match := form.search(text))]
    for _, match in sorted(found, key=lambda item: (item[0], -item[1].end())):
        if value := _iso(match.groupdict()):
            return value
    return ""


def _iso(parts: dict[str, str | None]) -> str:
    if parts.get("hy"):
        return _iso(_arabic(parts))
    month = parts.get("m") or str(_MONTHS.index((parts.get("word") or "jan").lower()) + 1)
    year, day = parts.get("y") or "", parts.get("d")
    if not 1 <= int(month) <= 12:
        return ""
    text = f"{year}-{int(month):02}"
    if day is None:
        return text
    whole = f"{text}-{int(day):02}"
    return whole if _real(whole) else ""


def _arabic(parts: dict[str, str | None]) -> dict[str, str | None]:
    """``二〇二四年三月五日`` in Arabic figures."""
    year = "".join(str("零一二三四五六七八九".find(c.translate(_ZERO))) for c in parts["hy"] or "")
    return {"y": year, "m": str(number(parts["hm"] or "")), "d": str(number(parts["hd"] or ""))}


_ZERO = str.maketrans("〇○Ｏ", "零零零")


def _real(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
