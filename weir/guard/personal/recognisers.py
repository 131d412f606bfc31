"""Recognisers of personal data: a shape, a check, and words around it where shape and check are not enough.

They read folded text (plain digits, lower case), so full-width digits and hidden characters do not help.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from weir.guard.personal.checksums import is_bank_card, is_credit_code, is_iban, is_resident_id, is_ssn

CONTEXT = 24
"""How many characters before a number the words that explain it may stand."""


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal data found: its kind and where it stands in the text that was read."""

    kind: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A shape with its check; `needs` are words of which one must stand before it (`helps`: raises the score)."""

    kind: str
    shape: re.Pattern[str]
    check: Callable[[str], bool] | None = None
    score: float = 0.95
    needs: re.Pattern[str] | None = None
    helps: re.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[Personal]:
        """What stands in the text; overlaps with other kinds are settled by `recognise`."""
        for match in self.shape.finditer(text):
            start, end = match.span()
            if self.check is not None and not self.check(_bare(match.group())):
                continue
            score = self.score
            words = self.needs or self.helps
            if words is not None:
                near = words.search(text, max(0, start - CONTEXT), start) is not None
                if not near and self.needs is not None:
                    continue
                score = min(1.0, score + 0.3) if near and self.helps is not None else score
            yield Personal(self.kind, start, end, score)


def _bare(shape: str) -> str:
    return re.sub(r"[\s().·•-]", "", shape).upper()


def _phone(prefix_free: str) -> bool:
    return len(set(prefix_free[-8:])) > 1


def _is_ip(text: str) -> bool:
    return text != "0000"


def _is_international(bare: str) -> bool:
    digits = bare.lstrip("+")
    return 8 <= len(digits) <= 15 and len(set(digits)) > 2


_B = r"(?<![0-9a-z])"  # no digit or letter before
_E = r"(?![0-9a-z])"
_S = r"[ -]?"

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_AREA = r"(?:10|2[0-57-9]|[3-9][0-9]{2})"

RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser(
        "id_card",
        re.compile(
            rf"{_B}[1-8][0-9]{{5}}{_S}(?:19|20)[0-9]{{2}}{_S}(?:0[1-9]|1[0-2])[0-3][0-9]{_S}[0-9]{{3}}[0-9x]{_E}"
        ),
        is_resident_id,
        0.99,
    ),
    Recogniser(
        "credit_code", re.compile(rf"{_B}[159any][0-9a-y][0-9]{{6}}[0-9a-y]{{10}}{_E}"), is_credit_code, 0.97
    ),
    Recogniser(
        "iban",
        re.compile(rf"{_B}[a-z]{{2}}[0-9]{{2}}(?: ?[0-9a-z]{{4}}){{2,7}}(?: ?[0-9a-z]{{1,3}})?{_E}"),
        is_iban,
        0.98,
    ),
    Recogniser(
        "bank_card",
        re.compile(rf"{_B}[3-9][0-9]{{3}}(?:[ -]?[0-9]{{3,7}}){{2,4}}{_E}|{_B}2[2-7][0-9]{{14}}{_E}"),
        is_bank_card,
        0.9,
    ),
    Recogniser(
        "mobile",
        re.compile(
            rf"(?<![0-9a-z.])(?:(?:\+|00)?86[ -]?)?1[3-9][0-9]{_S}[0-9]{{4}}{_S}[0-9]{{4}}(?![0-9a-z]|\.[0-9])"
        ),
        _phone,
        0.9,
    ),
    Recogniser(
        "landline",
        re.compile(
            rf"(?<![0-9a-z.-])(?:\(0{_AREA}\) ?|0{_AREA}-)[2-8][0-9]{{6,7}}(?:-[0-9]{{1,5}})?(?![0-9a-z]|-[0-9])"
            rf"|{_B}400{_S}[0-9]{{3,4}}{_S}[0-9]{{3,4}}{_E}"
        ),
        _phone,
        0.8,
    ),
    Recogniser(
        "passport",
        re.compile(
            rf"{_B}(?:[eg][0-9]{{8}}|e[a-hj-np-z][0-9]{{7}}|[pdsk][a-z]?[0-9]{{7,8}}|[0-9]{{9}}|[a-z]{{1,2}}[0-9]{{6,8}}){_E}"
        ),
        None,
        0.85,
        needs=re.compile(r"护照|通行证|passport"),
    ),
    Recogniser(
        "plate",
        re.compile(
            rf"[{_PROVINCES}][a-hj-np-z][ ·•.]?"
            rf"(?:[0-9a-hj-np-z]{{4}}[0-9a-hj-np-z挂学警港澳使领]|[dfabcegjk][0-9a-hj-np-z][0-9]{{4}}|[0-9]{{5}}[dfabcegjk]){_E}"
        ),
        lambda bare: any(c.isdigit() for c in bare),
        0.85,
    ),
    Recogniser(
        "email",
        re.compile(
            r"(?<![a-z0-9._%+-])[a-z0-9_%+][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,24}(?![a-z0-9])"
        ),
        None,
        0.97,
    ),
    Recogniser(
        "ssn",
        re.compile(rf"(?<![0-9a-z-])[0-8][0-9]{{2}}([ -])[0-9]{{2}}\1[0-9]{{4}}(?![0-9a-z-])"),
        is_ssn,
        0.85,
    ),
    Recogniser(
        "ssn",
        re.compile(rf"{_B}[0-8][0-9]{{8}}{_E}"),
        is_ssn,
        0.85,
        needs=re.compile(r"\bssn\b|social security"),
    ),
    Recogniser(
        "ip_address",
        re.compile(
            r"(?<![0-9a-z.])(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?![0-9a-z]|\.[0-9])"
        ),
        _is_ip,
        0.6,
        helps=re.compile(r"ip|地址|address|host|server|服务器|主机"),
    ),
    Recogniser(
        "phone",
        re.compile(
            r"(?<![0-9a-z+.])\+[1-9][0-9]{0,2}[ .-]?(?:\([0-9]{1,4}\)[ .-]?)?[0-9]{2,4}(?:[ .-]?[0-9]{2,4}){1,4}(?![0-9a-z])"
            r"|(?<![0-9a-z(+.-])(?:1[ .-])?\([2-9][0-9]{2}\) ?[0-9]{3}[ .-][0-9]{4}(?![0-9a-z-])"
            r"|(?<![0-9a-z+.-])(?:1[ .-])?[2-9][0-9]{2}([.-])[0-9]{3}\1[0-9]{4}(?![0-9a-z-])"
        ),
        _is_international,
        0.75,
    ),
)
"""In the order of who wins where two overlap."""

_ENOUGH_DIGITS = re.compile(r"[0-9](?:[ ().-]{0,3}[0-9a-z]?){1,4}[0-9](?:[ ().-]{0,3}[0-9a-z]?){1,4}[0-9]")
_PLATE = re.compile(rf"[{_PROVINCES}][a-hj-np-z]")
_DIGIT = re.compile(r"[0-9]")


def recognise(text: str) -> list[Personal]:
    """All personal data in folded text, without overlaps, in the order of the text."""
    has_digit = _DIGIT.search(text) is not None
    if not has_digit and "@" not in text:
        return []
    numbers = has_digit and _ENOUGH_DIGITS.search(text) is not None
    if not numbers and "@" not in text and not (has_digit and _PLATE.search(text)):
        return []
    found: list[Personal] = []
    for recogniser in RECOGNISERS:
        if (recogniser.kind == "email") != ("@" in text) and (recogniser.kind == "email" or not has_digit):
            continue
        found.extend(recogniser.find(text))
    return _without_overlaps(found)


def _without_overlaps(found: list[Personal]) -> list[Personal]:
    """The first recogniser wins where two overlap; `found` is in their order."""
    kept: list[Personal] = []
    taken: set[int] = set()
    for item in found:
        if not any(place in taken for place in range(item.start, item.end)):
            kept.append(item)
            taken.update(range(item.start, item.end))
    return sorted(kept, key=lambda item: item.start)
