"""The arithmetic that tells a real number from a random one."""

from __future__ import annotations

from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_REGIONS = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_BODIES = frozenset(
    first + second
    for first, kinds in {
        "1": "1239",
        "2": "19",
        "3": "123459",
        "5": "123459",
        "4": "19",
        "6": "129",
        "7": "129",
        "8": "19",
        "9": "123",
        "A": "19",
        "N": "1239",
        "Y": "1",
    }.items()
    for second in kinds
)
"""Registering authority and kind of body, in force since GB 32100-2015."""
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def resident_id_check(first17: str) -> str:
    """The check character of a Chinese resident id (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _ID_CHECKS[sum(int(d) * w for d, w in zip(first17, _ID_WEIGHTS, strict=True)) % 11]


def is_resident_id(number: str, today: date | None = None) -> bool:
    """18 characters with a known region, a date of birth that can be, and a right check character."""
    if number[:2] not in _REGIONS or not _is_birth(number[6:14], today or date.today()):
        return False
    return resident_id_check(number[:17]) == number[17].upper()


def _is_birth(digits: str, today: date) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= today


def is_luhn(number: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_UNIONPAY = ("62", "60", "68", "81", "95")
_BIN_LENGTHS: tuple[tuple[tuple[str, ...], frozenset[int]], ...] = (
    (("4",), frozenset({13, 16, 19})),
    (("51", "52", "53", "54", "55", *(str(n) for n in range(22, 28))), frozenset({16})),
    (("34", "37"), frozenset({15})),
    (("35", "64", "65", "6011"), frozenset({16})),
    (("2131", "1800"), frozenset({15})),
    (("36", "38", "30"), frozenset({14, 16})),
    (_UNIONPAY, frozenset({16, 17, 18, 19})),
)


def is_bank_card(number: str) -> bool:
    """Luhn, and a length that the issuer's range uses; not one digit repeated."""
    size = len(number)
    known = any(number.startswith(prefixes) and size in sizes for prefixes, sizes in _BIN_LENGTHS)
    return known and is_luhn(number) and len(set(number)) > 2


def credit_code_check(first17: str) -> str:
    """The check character of a unified social credit code (GB 32100-2015)."""
    total = sum(_CREDIT_ALPHABET.index(c) * w for c, w in zip(first17, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """18 characters with a known kind of body, a known region and a right check character."""
    if any(c not in _CREDIT_ALPHABET for c in code) or not code[2:8].isdigit():
        return False
    if code[:2] not in _CREDIT_BODIES or (code[2:4] not in _REGIONS and code[2:4] != "10"):
        return False
    return credit_code_check(code[:17]) == code[17]


_IBAN_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "PT ST",
    26: "IS TR",
    27: "FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
    32: "LC",
}
_IBAN_LENGTHS = {
    country: size for size, countries in _IBAN_COUNTRIES.items() for country in countries.split()
}


def iban_length(country: str) -> int | None:
    """How long an IBAN of a country is (ISO 13616 registry); None for a country without."""
    return _IBAN_LENGTHS.get(country)


def is_iban(code: str) -> bool:
    """The country's length and ISO 7064 MOD 97-10."""
    if iban_length(code[:2]) != len(code):
        return False
    digits = "".join(str(int(c, 36)) for c in code[4:] + code[:4])
    return int(digits) % 97 == 1


def is_ssn(digits: str) -> bool:
    """A US social security number that can have been given out: no area 000, 666 or 9xx, no zero group."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in ("000", "666") and area[0] != "9" and group != "00" and serial != "0000"
