"""Headers and footers that engines take for text: what stands at the edge of most pages and says the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from weir.documents.elements import Element, ElementKind

_FEWEST_PAGES = 4
_SHARE = 0.6
"""On how many of the pages a line must repeat before it counts as furniture."""
_SHARE_BY_BOX = 0.4
_PAGE_NUMBER = re.compile(
    r"[-–—]?\d{1,4}[-–—]?|第\d+页(?:[,，/]?共\d+页)?|page\d+(?:of\d+)?|\d+/\d+|[ivxlc]{1,6}"
)
_LONGEST = 100
_EDGE = 0.12
"""How near to the top or bottom, as a share of the height."""
_REMOVABLE = frozenset({ElementKind.PARAGRAPH, ElementKind.FOOTNOTE, ElementKind.HEADING})
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")


def without_furniture(elements: Sequence[Element], pages: int | None) -> tuple[list[Element], list[Element]]:
    """The elements, and those of them that repeat at the edge of most pages. Short files are left alone.

    Left and right pages may say different things, so that half of the pages are enough where a text stands
    by its box at the very edge. A page number alone is furniture wherever it stands at the edge.
    """
    if not pages or pages < _FEWEST_PAGES:
        return list(elements), []
    where: dict[str, set[int]] = defaultdict(set)
    edges = _at_edge(elements)
    for index in edges:
        where[text_shape(elements[index].text)].add(elements[index].page or 0)
    removed = {
        index
        for index in edges
        if _is_page_number(elements[index])
        or len(where[text_shape(elements[index].text)])
        >= max(_FEWEST_PAGES, round(pages * (_SHARE_BY_BOX if elements[index].box else _SHARE)))
    }
    if len(removed) == len(elements):
        return list(elements), []
    kept = [element for index, element in enumerate(elements) if index not in removed]
    return kept, [elements[index] for index in sorted(removed)]


def _is_page_number(element: Element) -> bool:
    return element.box is not None and bool(_PAGE_NUMBER.fullmatch("".join(element.text.lower().split())))


def _at_edge(elements: Sequence[Element]) -> list[int]:
    """Indexes of short texts at the edge of their page: by box where there is one, else first and last."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, element in enumerate(elements):
        if element.page is not None:
            by_page[element.page].append(index)
    ends = {index for indexes in by_page.values() for index in (*indexes[:1], *indexes[-1:])}
    return [
        index
        for index, element in enumerate(elements)
        if element.kind in _REMOVABLE and len(element.text) <= _LONGEST and element.page is not None
        if (_near_edge(element) if element.box else index in ends)
    ]


def _near_edge(element: Element) -> bool:
    box = element.box
    return box is not None and (box[3] <= _EDGE or box[1] >= 1 - _EDGE)


def text_shape(text: str) -> str:
    """The text with its numbers masked, so that page numbers do not make lines differ."""
    return _NUMBER.sub("#", "".join(text.lower().split()))
