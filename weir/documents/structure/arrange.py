"""What the steps of structure make of the elements of a file, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weir.documents import kinds
from weir.documents.cleaning import clean_elements
from weir.documents.elements import Element, ElementKind
from weir.documents.furniture import without_furniture
from weir.documents.kinds import Kind
from weir.documents.structure.boilerplate import without_boilerplate
from weir.documents.structure.captions import with_captions
from weir.documents.structure.grids import joined, with_headers
from weir.documents.structure.headings import with_headings
from weir.documents.structure.levels import consistent

_GUESSED = frozenset({kinds.PDF, kinds.OFD, kinds.TEXT, *kinds.IMAGES})
"""Kinds that mark no headings: what an engine takes for one is a guess."""
_PROSE = frozenset(
    {
        kinds.DOCX,
        kinds.DOC,
        kinds.ODT,
        kinds.FODT,
        kinds.RTF,
        kinds.ABIWORD,
        kinds.HTML,
        kinds.MHTML,
        kinds.EPUB,
        kinds.FB2,
    }
)
"""Kinds that can mark headings, in files whose authors often do not."""
_WEB = frozenset({kinds.HTML, kinds.MHTML})
_TOLD = frozenset({kinds.HTML, kinds.MHTML, kinds.EPUB, kinds.JATS, kinds.MARKDOWN, kinds.ASCIIDOC})
"""Kinds in which a table says which of its cells are headers."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """The elements of a document, and what was taken out because it stands around the text."""

    elements: list[Element]
    furniture: tuple[str, ...]


def arranged(elements: Iterable[Element], kind: Kind, pages: int | None) -> Arranged:
    """Elements as a parser gives them, clean and with headings, captions and whole tables.

    Nothing is lost but furniture: headers, footers and page numbers that repeat, and what stands around the
    text of a web page. The same elements give the same result, and arranging that again changes nothing.
    """
    found = list(clean_elements(elements))
    found, removed = without_furniture(found, pages)
    if kind in _WEB:
        found, around = without_boilerplate(found)
        removed += around
    found = with_captions(found)
    if kind in _GUESSED:
        found = joined(found)
    found = [with_headers(element, kind in _TOLD) for element in found]
    found = with_headings(found, kind in _PROSE) if kind in _GUESSED | _PROSE else consistent(found)
    return Arranged(found, tuple(dict.fromkeys(element.text for element in removed)))


def has_headings(elements: Iterable[Element]) -> bool:
    """Whether any element is a heading."""
    return any(element.kind is ElementKind.HEADING for element in elements)
