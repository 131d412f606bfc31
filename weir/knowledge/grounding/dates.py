"""Calendar dates, clock times and periods in Chinese and English text, with their year, month and day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from weir.knowledge.grounding.numerals import CHINESE_DIGITS, value_of

_N = rf"(?:\d{{1,2}}|[{CHINESE_DIGITS}]{{1,3}})"
_YEAR = rf"(?:\d{{4}}|[{CHINESE_DIGITS}]{{4}})\s?年"
_CLOCK = (
    r"(?:(?:上午|下午|中午|凌晨|晚上?|早上?|清晨|傍晚|午夜)?\s?\d{1,2}(?:[时點点](?:\d{1,2}分?"
    r"|半)?|[:：]\d{2}(?:[:：]\d{2})?))"
)
_CHINESE = re.compile(
    rf"(?P<year>{_YEAR})(?:\s?(?P<month>{_N})\s?月(?:份)?(?:\s?(?P<day>{_N})\s?[日号])?)?(?:\s?{_CLOCK})?"
    rf"|(?P<month2>{_N})\s?月(?:\s?(?P<day2>{_N})\s?[日号]|(?P<part>[底初中]旬?|上旬|下旬)|份)?(?:\s?{_CLOCK})?"
    rf"|(?P<day3>\d{{1,2}})\s?[日号](?![线楼院令文店机舱车])(?:\s?{_CLOCK})?"
    rf"|{_CLOCK}(?=[^\d])"
    r"|(?P<iso>(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2})"
    rf"|(?:公元前?|西元前?)\s?\d+\s?年|(?:{_N})\s?世纪(?:[初末中]叶?|\d0年代|[一二三四五六七八九]十年代|早期|晚期|后期|前期|中期|后半叶|前半叶)?"
    rf"|[{CHINESE_DIGITS}\d]{{2,4}}\s?年代(?:[初末中]期?)?"
    r"|(?:夏|商|周|秦|汉|西汉|东汉|三国|晋|隋|唐|宋|北宋|南宋|元|明|清|民国)(?:朝|代|末|初)(?:[末初年中]+期?)?|民国\s?[\d一二三四五六七八九十]+\s?年"
    rf"|(?P<year2>(?<!\d)\d{{3}})\s?年(?!的?历史|来|多|间|之久)|[\u4e00-\u9fff]{{2}}(?:元|(?!几)[一二三四五六七八九十廿]{{1,3}})年(?=[^来多间]|$)"
    r"|(?:明年|今年|去年|前年|后年|本月|下月|上月|昨日|今日|明日|昨天|今天|明天)"
    r"|(?:每年|每月|每周|每天)?(?:周|星期)[一二三四五六日天]|(?:春|夏|秋|冬)(?:季|天)|除夕|元旦|春节|中秋节?|国庆节?|端午节?|[上下]半年|第?[一二三四1-4]季度"
)
_MONTHS = [
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
]
_MONTH = rf"(?:{'|'.join(_MONTHS)})\.?"
_ENGLISH = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s?(?:to|and|-|–)\s?(?P<eday3>\d{{1,2}})\s(?P<emonth4>{_MONTH})(?:,?\s(?P<eyear6>(?:1[5-9]|20)\d{{2}}))?"
    rf"|\b(?P<emonth5>{_MONTH})\s\d{{1,2}}\s?[-–]\s?(?P<eday4>\d{{1,2}})(?:,?\s(?P<eyear7>(?:1[5-9]|20)\d{{2}}))?"
    rf"|\b(?P<emonth>{_MONTH})\s(?P<eday>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?,?\s(?P<eyear>(?:1[5-9]|20)\d{{2}}))?\b"
    rf"|\b(?P<eday2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<emonth2>{_MONTH})(?:,?\s(?P<eyear2>(?:1[5-9]|20)\d{{2}}))?\b"
    rf"|\b(?P<emonth3>{_MONTH}),?\s(?P<eyear3>(?:1[5-9]|20)\d{{2}})\b"
    r"|\b(?P<iso>(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2})\b"
    r"|\b(?:early|late|mid|spring|summer|fall|autumn|winter|(?:first|second|third|fourth)\squarter|q[1-4])[\s-](?:of\s|in\s)?(?P<eyear5>(?:19|20)\d{2})\b"
    r"|\b(?:\d{1,2}(?:st|nd|rd|th)\scentury|(?:1[5-9]|20)\d0s)\b"
    r"|\b(?P<eyear4>(?:1[0-9]|20)\d{2})\b(?!\s?(?:people|dollars|meters|metres|km|miles|feet|kg|tons))"
    r"|\b\d{1,2}(?::\d{2})?\s?(?:a\.?m\.?|p\.?m\.?)|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
)
_JOINER = re.compile(r"\s?(?:至|到|—|－|-|–|~|～|、|和|及|to|and|until|through)\s?$")


@dataclass(frozen=True, slots=True)
class Date:
    """A date in text. Parts that the text leaves out are None; `year` etc. are digits without
    leading zeros.
    """

    start: int
    end: int
    year: str | None
    month: str | None
    day: str | None

    @property
    def value(self) -> str:
        """Normal form for comparing, for example `2022-1-17` or `-1-17`."""
        return "-".join(part or "" for part in (self.year, self.month, self.day))


def dates(folded: str) -> Iterator[Date]:
    """Dates of folded text from left to right."""
    pattern = _CHINESE if any("\u4e00" <= character <= "\u9fff" for character in folded) else _ENGLISH
    found = [_date(match) for match in pattern.finditer(folded)]
    if pattern is _CHINESE and re.search("[a-z]{3}", folded):
        found += [_date(match) for match in _ENGLISH.finditer(folded) if not _overlaps(match, found)]
        found.sort(key=lambda date: date.start)
    yield from found


def is_range(folded: str, first: Date, second: Date) -> bool:
    """Whether two neighbouring dates are the ends of one period: `1月7日至2月15日`."""
    gap = folded[first.end : second.start]
    return len(gap) <= 9 and _JOINER.fullmatch(gap) is not None


def _date(match: re.Match[str]) -> Date:
    groups = match.groupdict()

    def part(name: str) -> str | None:
        for suffix in ("", "2", "3", "4", "5", "6", "7"):
            for prefix in ("", "e"):
                if text := groups.get(f"{prefix}{name}{suffix}"):
                    return text
        return None

    year, month, day = part("year"), part("month"), part("day")
    if iso := groups.get("iso"):
        year, month, day = re.split(r"[-/.]", iso)
    return Date(
        match.start(), match.start() + len(match.group().rstrip()), _digits(year), _month(month), _digits(day)
    )


def _digits(text: str | None) -> str | None:
    if text is None:
        return None
    value = value_of(text.replace("年", "").strip())
    return value.lstrip("0") or value


def _month(text: str | None) -> str | None:
    if text is None:
        return None
    for number, name in enumerate(_MONTHS, start=1):
        if re.fullmatch(rf"{name}\.?", text):
            return str(number)
    return _digits(text)


def _overlaps(match: re.Match[str], taken: list[Date]) -> bool:
    return any(date.start < match.end() and match.start() < date.end for date in taken)
