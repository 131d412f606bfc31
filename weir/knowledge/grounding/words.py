"""Words with their part of speech and place in the text: rjieba for Chinese, spelling for English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weir.knowledge.grounding.folding import fold, has_han
from weir.knowledge.grounding.lexicon import lines, word_set

_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’][a-z]+)?|\d+(?:[.,]\d+)*|[A-Za-z]+\d+|\S")
_SUFFIXES = (
    "ization",
    "ational",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ied",
    "ers",
    "er",
    "ors",
    "or",
    "es",
    "ed",
    "ly",
    "s",
)
# Past forms that share no ending with their verb.
_IRREGULAR = {form: line.split()[0] for line in lines("irregular_verbs") for form in line.split()[1:]}

ENGLISH_STOP = word_set("stop_en")
CHINESE_STOP = word_set("stop_zh")


_UNREADABLE = re.compile("[\ud800-\udfff]")  # halves of a character, which the segmenter refuses
# Figures and the date words after them mislead the segmenter: `1978年出生于自贡` loses its verb
# and its place.
_NUMBER = re.compile(r"(?<![a-z\d.])\d+(?:[.,:]\d+)*[年月日号时分]?(?![a-z])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. `text` is folded; `tag` is rjieba's part of speech (nr person, ns place, nt
    body …).
    """

    text: str
    start: int
    end: int
    tag: str


def words(text: str) -> list[Word]:
    """Words of `text` in order. Offsets refer to `text`; Latin words keep the tag ``eng``, numbers ``m``."""
    if not has_han(text):
        return [
            Word(fold(m.group()), m.start(), m.end(), _latin_tag(m.group())) for m in _LATIN.finditer(text)
        ]
    import rjieba

    found: list[Word] = []
    position = 0
    for piece, tag in rjieba.tag(_UNREADABLE.sub(" ", _NUMBER.sub(_blank, fold(text)))):
        end = position + len(piece)
        if not piece.isspace():
            found.append(Word(piece, position, end, tag))
        position = end
    return found


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _latin_tag(word: str) -> str:
    if word[0].isdigit():
        return "m"
    return "eng" if word[0].isalpha() else "x"


def stem(word: str) -> str:
    """A rough English stem: enough for `directed`, `director` and `directs` to meet."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    if not word.isascii() or len(word) < 4 or not word.isalpha():
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word
