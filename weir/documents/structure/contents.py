"""A table of contents: what it lists are the headings of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from weir.documents.elements import Element, ElementKind
from weir.documents.structure.lines import shape_of

_ENTRY = re.compile(
    r"^[\s|>*-]*(?P<title>\S.*?)(?:[\s|]*(?:\.[\s.]*){3,}|[\s|]*…[\s….]*|[\s|]*·{3,}|\t+|\s{3,}|\s*\|\s*)"
    r"(?P<page>\d{1,4}|[ivxlc]{1,6})[\s|]*$",
    re.I,
)
_NAMES = frozenset({"目录", "目次", "contents", "tableofcontents", "index", "内容提要", "目錄"})
_ENDS_WITH_PAGE = re.compile(r"[.…·\s|][\dIVXLCivxlc]{1,6}[\s|]*$")
_FEWEST, _LONGEST = 3, 300
_TEXTS = frozenset({ElementKind.PARAGRAPH, ElementKind.LIST, ElementKind.TABLE, ElementKind.HEADING})


def entries(elements: Sequence[Element]) -> Mapping[str, int]:
    """The listed headings by `shape_of`, with the page that is stated; empty where nothing lists them."""
    found: dict[str, int] = {}
    for element in elements:
        if element.kind not in _TEXTS or not _ENDS_WITH_PAGE.search(element.text[-_LONGEST:]):
            continue
        matches = [match for line in element.text.splitlines() if (match := _entry(line))]
        lines = element.text.count("\n") + 1
        if len(matches) * 2 >= lines:
            found.update(_listed(matches))
    return found if len(found) >= _FEWEST else {}


def _listed(matches: Sequence[re.Match[str]]) -> Iterator[tuple[str, int]]:
    for match in matches:
        shape = shape_of(match["title"])
        if len(shape) > 1:
            yield shape, int(match["page"]) if match["page"].isdigit() else 0


def is_entry(text: str) -> bool:
    """Whether a line is an entry of a table of contents itself."""
    return _entry(text) is not None


def _entry(line: str) -> re.Match[str] | None:
    return _ENTRY.match(line) if len(line) <= _LONGEST and _ENDS_WITH_PAGE.search(line) else None


def names_contents(text: str) -> bool:
    """Whether a heading says that the contents follow."""
    return shape_of(text) in _NAMES
