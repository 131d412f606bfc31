"""OFD (GB/T 33190) by its own markup: every piece of text with its place, line by line; the second opinion.

No tables are rebuilt. Text that is drawn by glyph numbers alone, without its characters, cannot be read here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

from weir.documents import kinds
from weir.documents.elements import Box, Element, ElementKind
from weir.documents.errors import TOO_MANY_PAGES
from weir.documents.parsers.contract import Draft, EngineFailed, Source

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Node

_PAGE = (210.0, 297.0)
"""Millimetres of a page whose size is not stated."""
_GAP = 1.5
"""Between two pieces of one line, in heights, at most: further apart they are cells."""
_MOST = 200_000
"""Pieces of text."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of text and its place in millimetres."""

    text: str
    left: float
    top: float
    width: float
    height: float


class OfdText:
    name = "ofd-text"
    kinds = (kinds.OFD,)
    rank = 20

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        try:
            with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
                return _Reader(archive, source).draft()
        except (KeyError, ValueError, Tree.ParseError, zipfile.BadZipFile) as error:
            raise EngineFailed(str(error)[:200]) from error


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, source: Source) -> None:
        self.archive, self.source = archive, source
        self.names = {name.lstrip("/").lower(): name for name in archive.namelist()}

    def draft(self) -> Draft:
        root = self._xml("OFD.xml")
        draft = Draft(warnings=["Only the text of the pages was read; tables were not recovered."])
        draft.title = next((_words(node) for node in _all(root, "Title")), "")
        pages = [page for node in _all(root, "DocRoot") for page in self._pages(_words(node))]
        if len(pages) > self.source.limits.max_pages:
            raise TOO_MANY_PAGES(name=self.source.name, pages=len(pages), limit=self.source.limits.max_pages)
        for number, (path, size) in enumerate(pages, 1):
            draft.elements.extend(self._elements(path, size, number))
        draft.pages = len(pages)
        return draft

    def _xml(self, path: str) -> Node:
        name = self.names[posixpath.normpath(path).lstrip("/").lower()]
        return Tree.fromstring(self.archive.read(name))  # noqa: S314 - entities were refused before

    def _pages(self, path: str) -> Iterator[tuple[str, tuple[float, float]]]:
        """The pages of a document in their order, with their sizes."""
        document, folder = self._xml(path), posixpath.dirname(path)
        size = _size(next(_all(document, "PhysicalBox"), None)) or _PAGE
        for page in _all(document, "Page"):
            if place := page.get("BaseLoc"):
                yield posixpath.join(folder, place), size

    def _elements(self, path: str, size: tuple[float, float], number: int) -> Iterator[Element]:
        page = self._xml(path)
        size = _size(next(_all(page, "PhysicalBox"), None)) or size
        pieces = [piece for node in _all(page, "TextObject") if (piece := _piece(node))][:_MOST]
        for line in _lines(pieces):
            yield Element(ElementKind.PARAGRAPH, _joined(line), page=number, box=_box(line, size))


def _all(node: Node, name: str) -> Iterator[Node]:
    return (
        inner for inner in node.iter() if isinstance(inner.tag, str) and inner.tag.rsplit("}", 1)[-1] == name
    )


def _words(node: Node) -> str:
    return "".join(node.itertext()).strip()


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text or "")]


def _size(node: Node | None) -> tuple[float, float] | None:
    numbers = _numbers(_words(node)) if node is not None else []
    return (numbers[2], numbers[3]) if len(numbers) == 4 and min(numbers[2:]) > 0 else None


def _piece(node: Node) -> _Piece | None:
    text = "".join(_words(code) for code in _all(node, "TextCode"))
    place = _numbers(node.get("Boundary"))
    return _Piece(text, *place) if text and len(place) == 4 else None


def _lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces that stand side by side, from left to right; the lines from top to bottom."""
    lines: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (round(piece.top + piece.height / 2, 1), piece.left)):
        last = lines[-1][-1] if lines else None
        beside = last and abs(piece.top + piece.height / 2 - last.top - last.height / 2) < last.height * 0.4
        if (
            last
            and beside
            and 0 <= piece.left - last.left - last.width + last.height < _GAP * 2 * last.height
        ):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _joined(line: list[_Piece]) -> str:
    text = ""
    for piece in line:
        narrow = text[-1:].isascii() and piece.text[:1].isascii()
        text += (" " if text and narrow else "") + piece.text
    return text


def _box(line: list[_Piece], size: tuple[float, float]) -> Box:
    width, height = size
    edges = (
        min(piece.left for piece in line) / width,
        min(piece.top for piece in line) / height,
        max(piece.left + piece.width for piece in line) / width,
        max(piece.top + piece.height for piece in line) / height,
    )
    left, top, right, bottom = (round(min(max(edge, 0.0), 1.0), 4) for edge in edges)
    return (left, top, right, bottom)
