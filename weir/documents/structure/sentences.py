"""Paragraphs cut into sentences, Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(
    r"[。！？!?…]+[”’」』）)\]\"']*|[；;](?=\s*[\u3400-\u9fff])|\.[”’)\]\"']*(?=\s+[\"“‘(\[]?[A-Z\u3400-\u9fff\d]|\s*$)|\n+"
)
_SHORTENED = re.compile(
    r"(?:\b[A-Z]|\b(?:mr|mrs|dr|prof|vs|no|st|figs?|tab|eqs?|al|cf|sec|approx|dept|inc|ltd|jan|feb|aug|sept|oct"
    r"|nov|dec)|\b[a-z]\.[a-z])$",
    re.I,
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text in order, without the space around them. A new line ends one."""
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and _SHORTENED.search(
            text, max(0, match.start() - 8), match.start()
        ):
            continue
        if sentence := text[start : match.end()].strip():
            yield sentence
        start = match.end()
    if sentence := text[start:].strip():
        yield sentence
