"""The written pages: where they are, and the pieces that tests look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, or one inline piece of code."""

    page: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.text.splitlines()[0]}"


def pages() -> list[Path]:
    """Every Markdown page of the documentation, those at the root included."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(*languages: str) -> list[Block]:
    """The fenced blocks in one of these languages."""
    return [
        Block(name_of(page), language, text)
        for page in pages()
        for language, text in _FENCE.findall(page.read_text(encoding="utf-8"))
        if language in languages
    ]


def inline_code() -> Iterator[Block]:
    """Every piece of inline code."""
    for page in pages():
        for text in _INLINE.findall(prose(page)):
            yield Block(name_of(page), "", text)


def headings(page: Path) -> list[tuple[int, str]]:
    """Level and text of each heading."""
    return [
        (len(marks), text.strip()) for marks, text in re.findall(r"^(#+) (.+)$", prose(page), re.MULTILINE)
    ]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))
