"""The kinds of personal data: a shape, a check, and words around it where those two are not enough.

Shapes are written for folded text (plain digits, lower case).
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
    """A shape with its check.

    Of the words in `needs` one must stand before it. `digits` is how many digits the text must hold in a row
    (signs between them aside) for the shape to be tried at all.
    """

    kind: str
    shape: re.Pattern[str]
    score: float
    check: Callable[[str], bool] | None = None
    needs: re.Pattern[str] | None = None
    digits: int = 7

    def find(self, text: str) -> Iterator[Personal]:
        """What stands in the text."""
        for match in self.shape.finditer(text):
            start, end = match.span()
            if self.check is not None and not self.check(_BETWEEN.sub("", match.group()).upper()):
                continue
            if self.needs is None or self.needs.search(text, max(0, start - CONTEXT), start):
                yield Personal(self.kind, start, end, self.score)


_BETWEEN = re.compile(r"[\s().·•-]")

_ALONE = (r"(?<![0-9a-z])", r"(?![0-9a-z])")
_NUMBER = (r"(?<![0-9a-z.+-])", r"(?![0-9a-z]|[.-][0-9])")

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = "[0-9a-hj-np-z]"
_AREA = "(?:10|2[0-57-9]|[3-9][0-9]{2})"
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"


def _shape(*forms: str, bounds: tuple[str, str] = _ALONE) -> re.Pattern[str]:
    return re.compile(f"{bounds[0]}(?:{'|'.join(forms)}){bounds[1]}")


def _varied(bare: str) -> bool:
    return len(set(bare[-8:])) > 2


def _international(bare: str) -> bool:
    return 8 <= len(bare.lstrip("+")) <= 15 and _varied(bare)


def _national(bare: str) -> bool:
    return 7 <= len(bare) <= 12 and _varied(bare)


def _has_digit(bare: str) -> bool:
    return any(char.isdigit() for char in bare)


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser(
        "id_card",
        _shape("[1-8][0-9]{5}[ -]?(?:19|20)[0-9]{2}[ -]?[01][0-9][0-3][0-9][ -]?[0-9]{3}[0-9x]"),
        0.99,
        is_resident_id,
        digits=17,
    ),
    Recogniser("credit_code", _shape("[159any][0-9a-y][0-9]{6}[0-9a-y]{10}"), 0.97, is_credit_code),
    Recogniser("iban", _shape("[a-z]{2}[0-9]{2}(?: ?[0-9a-z]{4}){2,7}(?: ?[0-9a-z]{1,3})?"), 0.98, is_iban),
    Recogniser(
        "bank_card",
        _shape(
            "[3-9][0-9]{3}(?:[ -]?[0-9]{3,7}){2,4}",
            "2[2-7][0-9]{2}(?:[ -]?[0-9]{4}){3}",
            "(?:2131|1800)[0-9]{11}",
        ),
        0.9,
        is_bank_card,
        digits=13,
    ),
    Recogniser(
        "mobile",
        _shape("(?:(?:[+]|00)?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}", bounds=_NUMBER),
        0.9,
        _varied,
        digits=11,
    ),
    Recogniser("mobile", _shape("[+]86[ -]?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}"), 0.95, _varied, digits=13),
    Recogniser(
        "landline",
        _shape(
            rf"(?:[(]0{_AREA}[)] ?|0{_AREA}-)[2-8][0-9]{{6,7}}(?:-[0-9]{{1,5}})?",
            "400[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}",
            bounds=_NUMBER,
        ),
        0.8,
        _varied,
        digits=10,
    ),
    Recogniser(
        "passport",
        _shape("[eg][0-9]{8}", "e[a-hj-np-z][0-9]{7}", "[0-9]{9}", "[a-z]{1,2}[0-9]{6,8}"),
        0.85,
        needs=re.compile("护照|通行证|passport"),
    ),
    Recogniser(
        "plate",
        re.compile(
            f"[{PROVINCES}][a-hj-np-z][ ·•.]?(?:[dfabcegjk]{_PLATE}[0-9]{{4}}|[0-9]{{5}}[dfabcegjk]"
            f"|{_PLATE}{{4}}[0-9a-hj-np-z挂学警港澳使领])(?![0-9a-z])"
        ),
        0.85,
        _has_digit,
    ),
    Recogniser(
        "email",
        re.compile(
            rf"(?<![a-z0-9._%+-])[a-z0-9_%+][a-z0-9._%+-]{{0,63}}@(?:{_LABEL}[.]){{1,4}}[a-z]{{2,24}}(?![a-z0-9])"
        ),
        0.97,
    ),
    Recogniser(
        "ssn",
        re.compile(r"(?<![0-9a-z-])[0-8][0-9]{2}([ -])[0-9]{2}\1[0-9]{4}(?![0-9a-z-])"),
        0.85,
        is_ssn,
        digits=9,
    ),
    Recogniser(
        "ssn", _shape("[0-8][0-9]{8}"), 0.85, is_ssn, re.compile(r"\bssn\b|social security"), digits=9
    ),
    Recogniser("ip_address", _shape(rf"(?:{_BYTE}[.]){{3}}{_BYTE}", bounds=_NUMBER), 0.6),
    Recogniser(
        "phone",
        _shape(
            r"[+][1-9][0-9]{0,2}[ .-]?(?:[(][0-9]{1,4}[)][ .-]?)?[0-9]{2,4}(?:[ .-]?[0-9]{2,4}){1,4}",
            "(?:1[ .-])?[(][2-9][0-9]{2}[)] ?[0-9]{3}[ .-][0-9]{4}",
            r"(?:1[ .-])?[2-9][0-9]{2}([.-])[0-9]{3}\1[0-9]{4}",
            bounds=_NUMBER,
        ),
        0.75,
        _international,
    ),
    Recogniser(
        "phone",
        _shape("[(]?[0-9]{2,5}[)]?(?:[ .-]{0,2}[0-9]{2,5}){1,4}", bounds=_NUMBER),
        0.6,
        _national,
        needs=re.compile(r"\b(?:phone|tel|telephone|call|mobile|cell|fax|dial)\b|电话|致电|拨打|传真"),
    ),
)
"""In the order of who wins where two overlap."""
