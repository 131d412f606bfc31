"""Finding personal data, and masking it: plainly, or with pseudonyms that can be put back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from weir.core.errors import Language
from weir.guard.personal.recognisers import PROVINCES, RECOGNISERS, Personal

NAMES: dict[str, tuple[str, str]] = {
    "id_card": ("ID card", "身份证"),
    "mobile": ("mobile phone", "手机号"),
    "landline": ("landline", "固定电话"),
    "bank_card": ("bank card", "银行卡"),
    "credit_code": ("credit code", "统一社会信用代码"),
    "passport": ("passport", "护照"),
    "plate": ("number plate", "车牌"),
    "email": ("email", "邮箱"),
    "iban": ("IBAN", "国际银行账号"),
    "ip_address": ("IP address", "IP地址"),
    "ssn": ("SSN", "社会保障号"),
    "phone": ("phone", "电话"),
}
"""Each kind of personal data with its English and Chinese name."""

RISKS: dict[str, str] = {
    **dict.fromkeys(("id_card", "passport", "ssn", "credit_code", "plate"), "privacy.identity"),
    **dict.fromkeys(("mobile", "landline", "phone", "email"), "privacy.contact"),
    **dict.fromkeys(("bank_card", "iban"), "privacy.financial"),
    "ip_address": "privacy.location",
}
"""Each kind with its risk in the taxonomy."""

_LONG_NUMBER = re.compile(r"[0-9](?:[ ().-]{0,2}[0-9]){6,}")
_DOTTED = re.compile(r"[0-9]\.[0-9]{1,3}\.[0-9]")
_PLATE = re.compile(rf"[{PROVINCES}][a-hj-np-z][ ·•.]?[0-9a-hj-np-z]")


def recognise(text: str) -> list[Personal]:
    """All personal data in folded text, without overlaps, in the order of the text.

    Full-width digits and hidden characters are gone after folding, so they do not help to slip through.
    """
    present = {"email": "@" in text, "plate": _PLATE.search(text), "ip_address": _DOTTED.search(text)}
    digits = max((sum(map(str.isdigit, run)) for run in _LONG_NUMBER.findall(text)), default=0)
    if not digits and not any(present.values()):
        return []
    found: list[Personal] = []
    for recogniser in RECOGNISERS:
        if present.get(recogniser.kind, digits >= recogniser.digits):
            found.extend(recogniser.find(text))
    return _without_overlaps(found)


def _without_overlaps(found: Iterable[Personal]) -> list[Personal]:
    """The first wins where two overlap."""
    kept: list[Personal] = []
    taken: set[int] = set()
    for item in found:
        if taken.isdisjoint(range(item.start, item.end)):
            kept.append(item)
            taken.update(range(item.start, item.end))
    return sorted(kept, key=lambda item: item.start)


def mask(kind: str, language: Language) -> str:
    """What stands in place of redacted data: ``[身份证]`` or ``[ID card]``."""
    return f"[{NAMES[kind][language == 'zh']}]"


class Pseudonyms:
    """Names for the personal data of one exchange, so that the model can speak of it without seeing it.

    The same value always gets the same name; `restore` puts the values back into the answer. The table lives
    as long as the exchange and is never stored.

    >>> names = Pseudonyms("en")
    >>> names.hide("call 13812345678", [Personal("mobile", 5, 16, 0.9)])
    'call [mobile phone 1]'
    >>> names.restore("I shall call [mobile phone 1].")
    'I shall call 13812345678.'
    """

    def __init__(self, language: Language) -> None:
        self._language = language
        self._names: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def hide(self, text: str, found: Sequence[Personal]) -> str:
        """The text with each value replaced by its name; spans are offsets into `text`, without overlaps."""
        pieces: list[str] = []
        at = 0
        for item in sorted(found, key=lambda item: item.start):
            pieces += [text[at : item.start], self._name(item.kind, text[item.start : item.end])]
            at = item.end
        return "".join([*pieces, text[at:]])

    def restore(self, text: str) -> str:
        """The text with every name replaced by its value."""
        if not self._values:
            return text
        names = re.compile("|".join(map(re.escape, self._values)))
        return names.sub(lambda name: self._values[name.group()], text)

    def _name(self, kind: str, value: str) -> str:
        name = self._names.get(value)
        if name is None:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            name = f"{mask(kind, self._language)[:-1]} {self._counts[kind]}]"
            self._names[value], self._values[name] = name, value
        return name
