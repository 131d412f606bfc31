"""Canonical JSON (RFC 8785): the same value is the same bytes, in any language, for ever."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import orjson

MOST_DEPTH = 64
MOST_INTEGER = 2**53 - 1
"""Beyond this a reader with IEEE doubles (JavaScript) sees another number; put such numbers in strings."""


class NotCanonical(ValueError):
    """The value has no canonical JSON: NaN, an infinity, a huge integer, a lone surrogate, a foreign type."""


def canonical(value: Any) -> bytes:
    """UTF-8 JSON without blanks, keys in UTF-16 order, numbers as ECMAScript writes them.

    Takes None, bool, int, finite float, str, list, tuple, dict with str keys, at most 64 deep. An int is up
    to ±(2**53 - 1), or one that canonical JSON itself writes (1e17 is written as an integer). Raises
    `NotCanonical` for anything else.
    """
    try:
        if _is_plain(value, 0):
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        return _write(value).encode()
    except (orjson.JSONEncodeError, UnicodeEncodeError) as error:
        raise NotCanonical(str(error)) from None


def _is_plain(value: Any, depth: int) -> bool:
    """Check all of the value; whether orjson writes it canonically.

    It does without floats, and where keys sort alike in UTF-8 (its order) and UTF-16.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return _is_small(value)
    if depth >= MOST_DEPTH:
        raise NotCanonical(f"deeper than {MOST_DEPTH} levels")
    if kind is list or kind is tuple:
        return _are_plain(value, depth + 1)
    if kind is dict:
        return _sort_alike(value) & _are_plain(value.values(), depth + 1)
    if kind is float:
        if not math.isfinite(value):
            raise NotCanonical(f"{value} is no JSON number")
        return False
    raise NotCanonical(f"{kind.__name__} is no JSON type")


def _is_small(value: int) -> bool:
    """Whether orjson may write the integer; raises for one that a double does not hold under that name."""
    if -MOST_INTEGER <= value <= MOST_INTEGER:
        return True
    if abs(value) >= 10**21 or _number(float(value)) != str(value):
        raise NotCanonical("an integer beyond 2**53 - 1 that is not what a double reads as")
    return False


def _are_plain(values: Iterable[Any], depth: int) -> bool:
    plain = True
    for value in values:
        if type(value) is not str:  # as most are
            plain &= _is_plain(value, depth)  # no short way out: every value is checked
    return plain


def _sort_alike(keys: Iterable[Any]) -> bool:
    alike = True
    for key in keys:
        if type(key) is not str:
            raise NotCanonical(f"a key is {type(key).__name__} instead of text")
        alike &= key.isascii() or max(key) < "\ud800"
    return alike


def _write(value: Any) -> str:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_write(key)}:{_write(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, float):
        return _number(value)
    if type(value) is int:
        return str(value)
    return orjson.dumps(value).decode()


def _number(value: float) -> str:
    """ECMAScript's Number::toString: the shortest digits that read back as the same double (`repr`)."""
    if value == 0:
        return "0"  # minus zero too
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))  # digits before the point
    digits = digits.rstrip("0")
    return sign + _place(digits, point)


def _place(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return (digits[0] + "." + digits[1:] if count > 1 else digits) + exponent
