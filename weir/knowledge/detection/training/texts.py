"""The lawful texts that evidence is cut from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from weir.knowledge.grounding.folding import language_of
from weir.knowledge.grounding.sentences import sentences

PROSE = ("guard/benign_alpaca_zh_demo.jsonl", "guard/benign_alpaca_en_demo.jsonl")
"""Answers of general knowledge (LLaMA-Factory demo data, Apache-2.0)."""
TALK = ("guard/diasafety_train.jsonl",)
"""Small talk (DiaSafety, Apache-2.0): what people say that no document says."""
_FIELDS = ("instruction", "input", "output", "context", "response", "text")
_LIST = re.compile(r"^[ \t]*(?:[-*#>|]+|\d{1,2}[.、)])[ \t]*|```[\s\S]*?```|[*`_]{1,3}", re.MULTILINE)
_SHORTEST = {"zh": 12, "en": 30}
_LONGEST = {"zh": 160, "en": 320}


def rows(data: Path, names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The rows of JSON-lines files under `data`."""
    for name in names:
        with (data / name).open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)


def documents(data: Path) -> list[list[str]]:
    """The prose of `data` as lists of sentences."""
    found = (_prose(row["output"]) for row in rows(data, PROSE))
    return [sentences for sentences in found if sentences]


def english(data: Path) -> Iterator[str]:
    """All English text that the frequencies of English words are counted in."""
    names = ("guard/benign_alpaca_en_demo.jsonl", *TALK, "guard/cnsafe_en.jsonl")
    for row in rows(data, names):
        yield from (row[key] for key in _FIELDS if row.get(key))


def talk(data: Path) -> list[str]:
    """Things said in small talk, short ones."""
    said = (row[key] for row in rows(data, TALK) for key in ("context", "response"))
    return [text.strip() for text in said if 15 <= len(text) <= 240]


def _prose(text: str) -> list[str]:
    plain = _LIST.sub("", text)
    found = [plain[start:end] for start, end in sentences(plain)]
    return [
        text for text in found if _SHORTEST[language_of(text)] <= len(text) <= _LONGEST[language_of(text)]
    ]
