"""Sentences of running text and of web snippets, as spans; nothing is rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.knowledge.grounding.lexicon import word_set

Span = tuple[int, int]

_ABBREVIATIONS = word_set("abbreviations")
# An ellipsis in a snippet is where the search engine cut the page: what follows belongs to another sentence.
_BOUNDARY = re.compile(
    r"(?:\.\s?){3,}|…+|[。！？!?；;]+[”’」』）)\"]*|\.(?=[\s\"”')]|$)|(?<![:：\s])[ \t\u3000]*(?:[\r\n]+"
    r"|\t{2,}|[ \u3000]{3,})|(?<=[:：])\s*\n(?=\|)"
)
# The number of a step at the start of a line: `1. Open the page`.
_NUMBERED = re.compile(r"(?:^|\n)[ \t]*\d{1,2}$")
# A single capital is an initial: "Niels B. Christiansen", "J.K. Low".
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of `text`, trimmed, in order, without overlap; blank ones are left out."""
    spans: list[Span] = []
    start = 0
    for end in _boundaries(text):
        spans.extend(_trimmed(text, start, end))
        start = end
    spans.extend(_trimmed(text, start, len(text)))
    return spans


def clauses(text: str, span: Span) -> list[Span]:
    """The clauses of one sentence, cut after a comma or its like."""
    pieces: list[Span] = []
    start = span[0]
    for match in re.finditer(r"[，、：]\s*|[,:](?!\d)\s*|\s[-–—|_]\s", text[span[0] : span[1]]):
        end = span[0] + match.end()
        pieces.append((start, end))
        start = end
    pieces.append((start, span[1]))
    return [piece for piece in pieces if piece[0] < piece[1]]


def _boundaries(text: str) -> Iterator[int]:
    for match in _BOUNDARY.finditer(text):
        if match.group() == "." and _ends_abbreviation(text, match.start()):
            continue
        yield match.end()


def _ends_abbreviation(text: str, dot: int) -> bool:
    if _NUMBERED.search(text, max(0, dot - 6), dot):
        return True
    word = _LAST_WORD.search(text, max(0, dot - 12), dot)
    if word is None:
        return False
    return word.group(1).lower() in _ABBREVIATIONS or _INITIALS.fullmatch(word.group(1)) is not None


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(character.isalnum() for character in text[start:end]):
        yield start, end
