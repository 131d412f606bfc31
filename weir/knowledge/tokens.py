"""Lexical analysis for Chinese and English: what the text index sees of a text.

A text is first turned into its *lexical form*: width, case and Chinese variants folded, English stemmed,
numbers canonical, everything else dropped; words stand between single spaces and a run of Chinese characters
stays whole: ``lexical("The 1,200 Files 資料庫") == " the 1200 file 资料库 "``. The terms of a text
are derived from that form alone, so an index that keeps the form can always take a text out again.

Chinese text is indexed as single characters and pairs of neighbours, without a dictionary: measured on
CMRC2018 and DRCD this finds more than dictionary words do, and nothing is lost to a wrong segmentation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from weir.knowledge.numerals import NUMERAL, SCALES, numeral_value, scaled

ANALYSER = "1"
"""Version of the analysis. An index written by another version is rebuilt."""

# From U+3005 on stand the scripts that are written without spaces: ideographs, kana, hangul and the like.
_RUN = r"[^\W\x00-\u3004]+"
_WORD = r"[^\W0-9_\u3005-\U0010ffff]+"
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)*"
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<run>{_RUN})|(?P<word>{_WORD})"
    rf"|(?P<number>{_NUMBER})(?P<percent>%)?(?:\s?(?=(?P<scale>{_SCALE})))?"
)


def fold(text: str) -> str:
    """The text in one width, lower case and simplified characters. Its length may differ from the text's."""
    return unicodedata.normalize("NFKC", text).lower().translate(_variants())


def lexical(text: str) -> str:
    """The lexical form of a text (see the module), with a space at both ends.

    What a number also is (12万 is 120000, 三十五 is 35) follows at the end of the form.
    """
    words: list[str] = []
    values: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        kind = match.lastgroup
        if kind == "run":
            words.append(match["run"])
            values += _numerals(match["run"])
        elif kind == "word":
            words.append(stem(match["word"]))
        else:
            words.append(match["number"].replace(",", ""))
            values += _values(words[-1], match["percent"], match["scale"])
    return f" {' '.join(words + values)} "


def terms(form: str) -> Iterator[str]:
    """The terms of a lexical form, in order, each as often as it occurs."""
    for word in form.split():
        if is_cjk(word):
            yield from word
            yield from map("".join, pairwise(word))
        else:
            yield word


def as_written(term: str) -> str:
    """A term as it stands in a lexical form, so that ``form.count(as_written(term))`` counts it."""
    return term if is_cjk(term) else f" {term} "


def is_cjk(term: str) -> bool:
    """Whether a term of a lexical form is of a script without spaces (Chinese, kana, hangul, …)."""
    return term >= "\u3005"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A light English stem: plural, -ed, -ing, -ly and a silent e go; short and non-ASCII words stay."""
    if len(word) < 4 or not word.isascii():
        return word
    word = _singular(word)
    for ending in ("ing", "ed", "ly"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and _VOWEL.search(rest):
            word = _undoubled(rest)
            break
    if word.endswith("y") and len(word) > 3:
        return word[:-1] + "i"
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


_VOWEL = re.compile("[aeiouy]")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undoubled(word: str) -> str:
    doubled = word[-1] == word[-2] and (word[-1] not in "lsz" or (word[-1] == "l" and len(word) > 5))
    return word[:-1] if doubled else word


def _numerals(run: str) -> list[str]:
    values = (numeral_value(match[0]) for match in NUMERAL.finditer(run))
    return [str(value) for value in values if value is not None]


def _values(number: str, percent: str | None, scale: str | None) -> list[str]:
    if percent:
        return [f"{number}%"]
    value = scaled(number, scale) if scale else None
    return [value] if value else []


@cache
def _variants() -> dict[int, str]:
    lines = (files("weir.knowledge") / "variants.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))
