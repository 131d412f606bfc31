"""Words that carry meaning, and how common they are: for keywords and summaries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+#.\-]*[A-Za-z0-9+#]|[A-Za-z]|[\u3400-\u9fff]+")
_HAN = re.compile("[\u3400-\u9fff]")
RARE = 0.0005
"""The share of texts in which a word stands that is not among the common ones."""


def words(text: str) -> Iterator[str]:
    """Chinese words by rjieba, English ones in lower case and singular; numbers are none."""
    for match in _WORD.finditer(text):
        run = match.group()
        if _HAN.match(run):
            yield from _cut(run)
        else:
            yield _singular(run.lower())


def _cut(run: str) -> list[str]:
    import rjieba  # 0.2 s and 30 MB, for Chinese alone

    found: list[str] = rjieba.cut(run)
    return found


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    return word


@cache
def frequencies() -> dict[str, float]:
    """The common words with the share of texts in which each stands (`frequencies.json`)."""
    file = Path(__file__).with_name("frequencies.json")
    shares: dict[str, float] = json.loads(file.read_text("utf-8"))["shares"]
    return shares


def is_common(word: str) -> bool:
    """Whether a word stands in so many texts that it names none of them."""
    return len(word) < 2 or frequencies().get(word, 0.0) > 0.06
