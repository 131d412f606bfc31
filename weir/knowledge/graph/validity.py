"""When a sentence says that its fact holds."""

from __future__ import annotations

import itertools
import re

from weir.knowledge.grounding.dates import Date, dates, is_range

_FROM_BEFORE = re.compile(r"(?:自|从|自从|since|from|effective(?: from)?|starting(?: on| in)?|as of)\s?$")
_FROM_AFTER = re.compile(r"\s?(?:起|开始|之?后|以来)")
_TO_BEFORE = re.compile(
    r"(?:至|到|截至|截止到?|有效期(?:至|到)|until|till|through|expires? (?:on|in)|valid (?:until|to)|to)\s?$"
)
_TO_AFTER = re.compile(r"\s?(?:止|为止|之?前|到期|截止)")

Period = tuple[str | None, str | None]


def period_of(folded: str) -> Period:
    """First and last day of what a folded sentence says, as far as it dates it.

    A year or day that stands alone is both: figures of 2023 hold for 2023.
    """
    found = [each for each in dates(folded) if each.year]
    for first, second in itertools.pairwise(found):
        if is_range(folded, first, second):
            return iso(first), iso(second)
    start = next((iso(each) for each in found if _opens(folded, each)), None)
    end = next((iso(each) for each in found if _closes(folded, each)), None)
    if start or end:
        return start, end
    return (iso(found[0]), iso(found[0])) if len(found) == 1 else (None, None)


def iso(date: Date) -> str | None:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD; None where it is none of the calendar."""
    parts = [date.year or "", date.month or "", date.day or ""]
    if not re.fullmatch(r"\d{4}", parts[0]):
        return None
    given = [parts[0]]
    for part, most in zip(parts[1:], (12, 31), strict=True):
        if not (part.isascii() and part.isdigit() and 1 <= int(part) <= most):
            break
        given.append(part.zfill(2))
    return "-".join(given)


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common; what is open on a side reaches without end."""
    return _before(one[0], other[1]) and _before(other[0], one[1])


def _before(start: str | None, end: str | None) -> bool:
    # 2023 ends with 2023-12-31: compared by the parts that both have.
    if not start or not end:
        return True
    length = min(len(start), len(end))
    return start[:length] <= end[:length]


def _opens(folded: str, date: Date) -> bool:
    return bool(_FROM_BEFORE.search(folded[: date.start]) or _FROM_AFTER.match(folded, date.end))


def _closes(folded: str, date: Date) -> bool:
    return bool(_TO_BEFORE.search(folded[: date.start]) or _TO_AFTER.match(folded, date.end))
