"""One plain form of a text for detectors to read, with the way back to what the author wrote.

The fold maps each character by itself (width, look-alikes, styles, case, accents, traditional characters;
invisible characters vanish), so it is idempotent, and every place of the folded text leads back to one place
of the original. The way back is worked out only when a finding needs it: harmless text never pays for it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from weir.guard.confusables import LEET, look_alikes
from weir.guard.traditional import simplified

MAX_EXPANSION = 18
"""No character folds to more than this many (U+FDFA, the longest compatibility form, has 18)."""

CJK = "\u3400-\u9fff\uf900-\ufaff"
_DROPPED = frozenset({"Mn", "Me", "Cf"})  # combining marks, enclosing marks, zero-width and bidi controls


class _Fold(dict[int, str]):
    """Code point → folded text, worked out once a character."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


@cache
def _direct() -> dict[int, str]:
    """Characters with a form of their own: they are not looked up in Unicode's tables."""
    return look_alikes() | simplified()


def _fold_character(char: str) -> str:
    """The fixed point of folding one character; empty when it is invisible."""
    direct = _direct().get(ord(char))
    if direct is not None:
        return direct
    category = unicodedata.category(char)
    if category in _DROPPED:
        return ""
    if category == "Cs":  # half of a surrogate pair, which no encoder takes
        return "\ufffd"
    parts = unicodedata.normalize("NFKD", char).lower()
    if parts == char:
        return char
    return "".join(_FOLD[ord(part)] for part in parts)


_FOLD = _Fold()


@cache
def _strange() -> re.Pattern[str]:
    """Finds the first character that the fold would change (ASCII capitals aside).

    Chinese punctuation is left as it is: rules name both forms.
    """
    changed = "".join(chr(code) for code in simplified())
    plain = "\t\n\r\x20-\x7e\u3001-\u3003\u3008-\u3011\uff01\uff0c\uff1a\uff1b\uff1f\u00b7\u2026"
    return re.compile(f"[^{plain}\u4e00-\u9fa5“”‘’—]|[{changed}]")


for _kept in "，。！？；：、（）“”‘’—…·《》【】":
    _FOLD[ord(_kept)] = _kept


class View:
    """A text as detectors read it, and where each part of it comes from.

    `text` is what to read; `how` says how it was made (``plain``, ``loosened``, ``base64`` …). `origin(s, e)`
    gives the offsets in the original text that produced ``text[s:e]``; they are always a valid, non-empty
    span of it.
    """

    __slots__ = ("_aligned", "_starts", "how", "source", "text")

    def __init__(self, source: str, text: str, how: str = "plain", starts: list[int] | None = None) -> None:
        self.source = source
        self.text = text
        self.how = how
        self._starts = starts
        self._aligned: bool | None = None if starts is None else False

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text behind ``text[start:end]`` (start < end)."""
        starts = self.starts()
        if starts is None:
            return start, end
        first = starts[start]
        last = starts[end] if end < len(starts) else len(self.source)
        return first, max(last, starts[end - 1] + 1)

    def starts(self) -> list[int] | None:
        """For each character of `text` the offset of the original character it comes from; None if equal."""
        if self._aligned is None:
            self._aligned = _keeps_places(self.source, self.text)
            self._starts = None if self._aligned else _trace(self.source)
        return self._starts


class Decoded(View):
    """Text that stood encoded in the original: every part of it leads back to the whole encoded run."""

    __slots__ = ("span",)

    def __init__(self, source: str, text: str, how: str, span: tuple[int, int]) -> None:
        super().__init__(source, text, how)
        self.span = span

    def origin(self, start: int, end: int) -> tuple[int, int]:
        return self.span

    def starts(self) -> list[int] | None:
        raise TypeError("decoded text has one origin, its span")


def normalise(text: str) -> View:
    """The plain view of a text: one pass, at most `MAX_EXPANSION` times as long.

    >>> normalise("Ｈａ\u200bсk").text
    'hack'
    """
    if text.isascii():
        return View(text, text.lower())
    if _strange().search(text) is None:
        return View(text, text.lower())
    return View(text, text.translate(_FOLD))


def _keeps_places(source: str, text: str) -> bool:
    """Whether each character folds to one: then every offset is the same in both."""
    if len(text) != len(source):
        return False
    return source.isascii() or all(len(_FOLD[ord(char)]) == 1 for char in set(source))


def _trace(source: str) -> list[int]:
    starts: list[int] = []
    for index, char in enumerate(source):
        starts.extend([index] * len(_FOLD[ord(char)]))
    return starts


# Letters kept apart one by one ("h.a.c.k", "h a c k"), characters kept apart ("炸 弹"), digits for letters.
_APART = re.compile(
    rf"(?<![a-z0-9])[a-z](?:[\s.*_|/~+-]{{1,2}}[a-z]){{2,40}}(?![a-z0-9])"
    rf"|(?<=[{CJK}])[ .*_|/~+·-]{{1,3}}(?=[{CJK}])"
)
_LEET_WORD = re.compile(r"(?<![a-z0-9@$!|+])[a-z]{1,20}+(?:[0-9@$!|+]{1,3}[a-z]{1,20}+){1,6}")
_MAY_BE_APART = re.compile(
    rf"(?<![a-z0-9])[a-z][\s.*_|/~+-]{{1,2}}[a-z][\s.*_|/~+-]{{1,2}}[a-z](?![a-z0-9])"
    rf"|[{CJK}][ .*_|/~+·-]{{1,3}}[{CJK}]|[a-z][0134578@$!|+]{{1,3}}[a-z]"
)
_SIGNS = re.compile(r"[^a-z]")


def loosen(view: View) -> View | None:
    """A second reading: separated letters joined, digits read as letters; None when nothing changes."""
    text = view.text
    if _MAY_BE_APART.search(text) is None:
        return None
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    read = _LEET_WORD.sub(lambda word: word.group().translate(LEET), text)  # same length, same places
    for run in _APART.finditer(read):
        pieces.append(read[at : run.start()])
        kept.extend(range(at, run.start()))
        places = [i for i in range(run.start(), run.end()) if "a" <= read[i] <= "z"]
        pieces.append("".join(read[i] for i in places))
        kept.extend(places)
        at = run.end()
    pieces.append(read[at:])
    kept.extend(range(at, len(read)))
    joined = "".join(pieces)
    if joined == text:
        return None
    starts = view.starts()
    return View(view.source, joined, "loosened", kept if starts is None else [starts[i] for i in kept])
