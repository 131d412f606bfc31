"""Simple encodings, peeled within bounds: base64, hexadecimal, percent, HTML entities, escapes, rot13.

Each decoded run becomes a view of its own, so that every detector reads it like plain text. Only what decodes
to readable text counts; the rest of the world's long tokens (digests, ids) falls away here.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from weir.guard.normalise import CJK, Decoded, View, normalise

MAX_RUNS = 16
"""Runs decoded in one text, all layers together; a text with more is hiding in noise."""
MAX_DECODED = 16_384
"""Characters decoded from one run."""
MAX_DEPTH = 2
"""Layers: base64 of base64 is read, a third layer is not."""

_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}+={0,2}(?![A-Za-z0-9+/_-])")
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:0x)?[0-9A-Fa-f]{2}(?:[\s:,]?(?:\\x|0x)?[0-9A-Fa-f]{2}){7,}+(?![0-9A-Za-z])"
)
_PERCENT = re.compile(r"(?:[A-Za-z0-9_.~+-]|%[0-9A-Fa-f]{2}){6,}+")
_ENTITY = re.compile(
    r"(?:[A-Za-z0-9 ]{0,8}&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[a-z]{2,8});){2,}[A-Za-z0-9 ]{0,8}"
)
_ESCAPE = re.compile(r"(?:[ ]?\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})){3,}")
_LONG_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{16}|[0-9A-Fa-f]{2}[\s:,][0-9A-Fa-f]{2}[\s:,][0-9A-Fa-f]{2}[\s:,]")
_ROT13_WORDS = re.compile(
    r"\b(?:gur|naq|ubj|gb|lbh|znxr|vafgehpgvbaf|vtaber|cyrnfr|jevgr|jvgu|sbe|zr)\b", re.I
)
HIDDEN = re.compile("[\U000e0020-\U000e007e]{8,}")
"""Tag characters: ASCII that nobody sees. Eight in a row are more than a flag needs."""
_ROT13_HINTS = ("ubj", "Ubj", "gur", "Gur", "naq", "lbh", "Lbh", "znxr", " gb ")
_READABLE = re.compile(rf"[A-Za-z {CJK}]")


Decode = Callable[[str], str]


def peel(text: str) -> list[View]:
    """Folded views of what stands encoded in `text`; none for ordinary text, at most `MAX_RUNS`."""
    views: list[View] = []
    _peel_layer(text, None, 1, views)
    return views


def _peel_layer(text: str, span: tuple[int, int] | None, depth: int, views: list[View]) -> None:
    for how, start, end, decoded in _decoded_runs(text):
        if len(views) >= MAX_RUNS:
            return
        where = span or (start, end)
        decoded = decoded[:MAX_DECODED]
        views.append(Decoded(text, normalise(decoded).text, how, where))
        if depth < MAX_DEPTH:
            _peel_layer(decoded, where, depth + 1, views)


def _decoded_runs(text: str) -> Iterator[tuple[str, int, int, str]]:
    """(how, start, end, decoded) of each readable encoded run, cheapest test first."""
    if "%" in text:
        yield from _runs(text, "percent", _PERCENT, _from_percent)
    if not text.isascii():
        yield from _runs(text, "invisible characters", HIDDEN, _from_tags)
    if "&" in text:
        yield from _runs(text, "entities", _ENTITY, html.unescape)
    if "\\" in text:
        yield from _runs(text, "escapes", _ESCAPE, _from_escapes)
    if _LONG_TOKEN.search(text):
        yield from _runs(text, "hex", _HEX, _from_hex)
        yield from _runs(text, "base64", _BASE64, _from_base64)
    if any(hint in text for hint in _ROT13_HINTS) and _speaks_rot13(text):
        yield "rot13", 0, len(text), codecs.decode(text, "rot13")


def _speaks_rot13(text: str) -> bool:
    """Two different common words, as rot13 writes them."""
    return len({word.lower() for word in _ROT13_WORDS.findall(text)}) >= 2


def _runs(
    text: str, how: str, pattern: re.Pattern[str], decode: Decode
) -> Iterator[tuple[str, int, int, str]]:
    for run in pattern.finditer(text):
        decoded = decode(run.group())
        if decoded and decoded != run.group() and _is_readable(decoded):
            yield how, run.start(), run.end(), decoded


def _is_readable(text: str) -> bool:
    """Letters of the languages that the guard reads make up most of it."""
    sample = text[:400]
    return len(sample) >= 2 and len(_READABLE.findall(sample)) >= 0.7 * len(sample)


def _from_tags(run: str) -> str:
    return "".join(chr(ord(tag) - 0xE0000) for tag in run)


def _from_percent(run: str) -> str:
    return unquote(run.replace("+", " "), errors="replace") if run.count("%") >= 2 else ""


def _from_escapes(run: str) -> str:
    return "".join(chr(int(code, 16)) for code in re.findall(r"[0-9A-Fa-f]{4}|[0-9A-Fa-f]{2}", run))


def _from_hex(run: str) -> str:
    digits = re.sub(r"0x|\\x|[^0-9A-Fa-f]", "", run)
    return _utf8(bytes.fromhex(digits)) if len(digits) % 2 == 0 else ""


def _from_base64(run: str) -> str:
    body = run.rstrip("=").replace("-", "+").replace("_", "/")
    if body.isalpha() and (body.islower() or body.isupper() or body.istitle()):
        return ""  # an ordinary long word
    try:
        return _utf8(base64.b64decode(body + "=" * (-len(body) % 4), validate=True))
    except (binascii.Error, ValueError):
        return ""


def _utf8(data: bytes) -> str:
    try:
        return data[: MAX_DECODED * 4].decode("utf-8")
    except UnicodeDecodeError:
        return ""
