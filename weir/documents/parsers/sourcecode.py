"""Source code, settings and logs: kept as they are, in pieces that a person would point at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.parsers.contract import Draft, Source
from weir.documents.programming import language_of

_MOST_LINES = 80
_SECTION = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:[#;].*)?$")


class SourceCode:
    name = "source-code"
    kinds = (kinds.CODE, kinds.YAML, kinds.TOML, kinds.INI, kinds.LOG)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        text = source.text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        draft = Draft()
        if source.kind in (kinds.TOML, kinds.INI):
            draft.elements = list(_sections(text))
        else:
            draft.elements = [Element(ElementKind.CODE, piece) for piece in pieces(text)]
        if source.kind is kinds.CODE and (language := language_of(source.name)):
            draft.metadata["programming_language"] = language
        return draft


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of whole lines: cut where a line without indent follows an empty one, before a
    piece grows beyond what fits a screen, and in the middle of longer ones."""
    piece: list[str] = []
    for block in _blocks(text.split("\n")):
        if piece and len(piece) + len(block) > _MOST_LINES:
            yield "\n".join(piece)
            piece = []
        piece += block
        while len(piece) > _MOST_LINES:
            yield "\n".join(piece[:_MOST_LINES])
            piece = piece[_MOST_LINES:]
    yield "\n".join(piece)


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if block and not block[-1].strip() and line[:1].strip():
            yield block
            block = []
        block.append(line)
    yield block


def _sections(text: str) -> Iterator[Element]:
    """Settings under the names in brackets."""
    waiting: list[str] = []
    for line in text.split("\n"):
        if section := _SECTION.match(line):
            yield from (Element(ElementKind.CODE, piece) for piece in pieces("\n".join(waiting)))
            yield Element(ElementKind.HEADING, section[1].strip(), level=1)
            waiting = []
        else:
            waiting.append(line)
    yield from (Element(ElementKind.CODE, piece) for piece in pieces("\n".join(waiting)))
