"""A document as Markdown: headings, lists, tables with their cells, code fences, formulas, footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.documents.elements import Document, Element, ElementKind

_FENCE = re.compile(r"^\s*(`{3,})", re.M)
_MARK = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|[-*_=](?=[-*_=\s]*$)|```|~~~)")
_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_FOOTNOTE = re.compile(r"(?s)^([\w*†‡§]{1,12})[.)\]:]\s+(.*)$")


def to_markdown(document: Document) -> str:
    """The elements in reading order, ending with a line break; empty for a document without words.

    >>> from weir.documents import parse, to_markdown
    >>> print(to_markdown(parse(b"name,days\\nLi,30", "staff.csv")), end="")
    | name | days |
    | --- | --- |
    | Li | 30 |
    """
    language = str(document.metadata.get("programming_language", "")).lower()
    notes = 0
    parts: list[str] = []
    for element in document.elements:
        notes += element.kind is ElementKind.FOOTNOTE
        if part := _part(element, language, notes):
            parts.append(part)
    return "\n\n".join(parts) + "\n" if parts else ""


def _part(element: Element, language: str, notes: int) -> str:
    text = element.text
    match element.kind:
        case ElementKind.HEADING:
            return f"{'#' * (element.level or 1)} {text}"
        case ElementKind.TABLE | ElementKind.LIST:
            return text
        case ElementKind.CODE:
            fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(text))])
            return f"{fence}{language}\n{text}\n{fence}"
        case ElementKind.FORMULA:
            return f"$$\n{text}\n$$"
        case ElementKind.FIGURE:
            return "\n\n".join(_figure(element))
        case ElementKind.FOOTNOTE:
            return _footnote(text, notes)
        case ElementKind.COMMENT:
            return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    return _plain(text)


def _figure(element: Element) -> Iterator[str]:
    """A mark where a picture stands, and what it says."""
    where = f" on page {element.page}" if element.page else ""
    yield f"<!-- figure{where} -->"
    if element.text:
        yield _plain(element.text)


def _footnote(text: str, number: int) -> str:
    """``[^1]: words``, by the note's own mark where it begins with one."""
    marked = _FOOTNOTE.match(text)
    mark, words = (marked[1], marked[2]) if marked else (f"note-{number}", text)
    return f"[^{mark}]: " + "\n    ".join(words.split("\n"))


def _plain(text: str) -> str:
    """Words that are to be read as words: a mark at the start of a line is escaped, line breaks are kept."""
    lines = (_NUMBER.sub(r"\1\\\2", _MARK.sub(r"\1\\\2", line)) for line in text.split("\n"))
    return "  \n".join(lines)
