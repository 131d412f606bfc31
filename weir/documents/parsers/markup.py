"""XML of any kind, and the kinds that only need their words found: FictionBook, SVG, OPML, drawings, XBRL.

The document type was checked before: it defines no entities, so nothing can expand or be fetched.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.kinds import Kind
from weir.documents.parsers.contract import Draft, EngineFailed, Source
from weir.documents.parsers.sourcecode import pieces
from weir.documents.tables import row_pieces, rows_to_cells, table_element

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Node

_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_TITLES = frozenset({"title", "heading", "head", "subject", "caption", "h1", "h2", "h3", "h4", "h5", "h6"})
_LEAST_WORDS = 0.15
"""With less text than this in its markup, the markup is the content: a file of settings, say."""
_DEEPEST = 300


class Markup:
    name = "markup"
    kinds = (kinds.XML, kinds.FB2, kinds.SVG, kinds.OPML, kinds.ODG, kinds.FODG, kinds.XBRL)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        root = _root(source)
        draft = Draft()
        read = _READERS.get(source.kind)
        if read:
            draft.elements = list(read(root, draft))
        else:
            draft.elements = list(_sections(root, 1, 0))
        if source.kind is kinds.XML and _mostly_markup(source.text, draft):
            draft.elements = [Element(ElementKind.CODE, piece) for piece in pieces(source.text)]
        return draft


def _root(source: Source) -> Node:
    text = source.text
    if source.kind is kinds.ODG:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            text = archive.read("content.xml").decode("utf-8", "replace")
    try:
        # The text is decoded already, so what the declaration says of its encoding holds no more.
        return Tree.fromstring(_DECLARED.sub("", text.lstrip("\ufeff")).lstrip())  # noqa: S314
    except Tree.ParseError as error:
        raise EngineFailed(f"it is not well-formed XML ({error})") from error


def _name(node: Node) -> str:
    return node.tag.rsplit("}", 1)[-1].lower() if isinstance(node.tag, str) else ""


def _words(node: Node) -> str:
    return " ".join("".join(node.itertext()).split())


def _below(node: Node, *names: str) -> Iterator[Node]:
    return (inner for inner in node.iter() if _name(inner) in names)


def _mostly_markup(text: str, draft: Draft) -> bool:
    return sum(len(element.text) for element in draft.elements) < len(text) * _LEAST_WORDS


def _sections(node: Node, level: int, depth: int) -> Iterator[Element]:
    """Titles become headings of their section, text and its inline markup paragraphs."""
    if depth > _DEEPEST:
        return
    inline = (node.text or "").strip() or any((inner.tail or "").strip() for inner in node)
    if inline or not len(node):
        words = _words(node)
        heading = _name(node) in _TITLES and len(words) < 200
        if words and heading:
            yield Element(ElementKind.HEADING, words, level=min(level, 6))
        elif words:
            yield Element(ElementKind.PARAGRAPH, words)
        return
    titled = any(_name(inner) in _TITLES for inner in node)
    for inner in node:
        below = level if _name(inner) in _TITLES or not titled else level + 1
        yield from _sections(inner, below, depth + 1)


def _fictionbook(root: Node, draft: Draft) -> Iterator[Element]:
    info = next(_below(root, "title-info"), root)
    draft.title = next((_words(node) for node in _below(info, "book-title")), "")
    authors = [" ".join(_words(part) for part in node) for node in _below(info, "author")]
    draft.metadata = {"author": ", ".join(authors)} if authors else {}
    if draft.title:
        yield Element(ElementKind.HEADING, draft.title, level=1)
    for body in (node for node in root if _name(node) == "body"):
        notes = body.get("name", "") in ("notes", "comments")
        yield from _chapters(body, 1, ElementKind.FOOTNOTE if notes else ElementKind.PARAGRAPH)


def _chapters(node: Node, level: int, kind: ElementKind) -> Iterator[Element]:
    for inner in node:
        name = _name(inner)
        if name == "title" and kind is ElementKind.PARAGRAPH:
            text = " ".join(_words(line) for line in inner)
            yield Element(ElementKind.HEADING, text or _words(inner), level=min(level, 6))
        elif name in ("p", "v", "subtitle", "text-author", "td", "th"):
            yield Element(kind, _words(inner))
        elif name == "table":
            rows = [[_words(cell) for cell in row] for row in _below(inner, "tr")]
            table = table_element(rows_to_cells(rows)) if rows else None
            if table:
                yield table
        elif level < _DEEPEST:
            yield from _chapters(inner, level + (name == "section"), kind)


def _drawing(root: Node, draft: Draft) -> Iterator[Element]:
    """The pages of an OpenDocument drawing with their text, shape by shape."""
    pages = list(_below(root, "page"))
    draft.pages = len(pages) or None
    for number, page in enumerate(pages, 1):
        for node in _below(page, "h", "p", "title", "desc"):
            if words := _words(node):
                yield Element(ElementKind.PARAGRAPH, words, page=number)


def _svg(root: Node, draft: Draft) -> Iterator[Element]:
    for node in _below(root, "title", "desc", "text", "p", "div"):
        words = _words(node)
        if words and _name(node) == "title" and not draft.title:
            draft.title = words
            yield Element(ElementKind.HEADING, words, level=1)
        elif words:
            yield Element(ElementKind.PARAGRAPH, words)


def _outline(root: Node, draft: Draft) -> Iterator[Element]:
    draft.title = next((_words(node) for node in _below(root, "title")), "")
    if draft.title:
        yield Element(ElementKind.HEADING, draft.title, level=1)
    lines = [line for body in _below(root, "body") for line in _outlines(body, 0)]
    if lines:
        yield Element(ElementKind.LIST, "\n".join(lines))


def _outlines(node: Node, depth: int) -> Iterator[str]:
    for inner in node:
        words = " ".join((inner.get("text") or inner.get("title") or "").split())
        link = inner.get("xmlUrl") or inner.get("htmlUrl") or inner.get("url")
        if words or link:
            yield f"{'  ' * depth}- {' '.join(part for part in (words, link) if part)}"
        if depth < _DEEPEST:
            yield from _outlines(inner, depth + 1)


def _report(root: Node, draft: Draft) -> Iterator[Element]:
    """The facts of an XBRL instance: longer texts as paragraphs under their names, the others in a table."""
    periods = {
        node.get("id", ""): " ".join(_words(part) for part in _below(node, "period"))
        for node in _below(root, "context")
    }
    units = {
        node.get("id", ""): " ".join(_words(part) for part in _below(node, "measure"))
        for node in _below(root, "unit")
    }
    rows = [["Concept", "Value", "Unit", "Period"]]
    for fact in root:
        context = fact.get("contextRef")
        words = " ".join(re.sub(r"<[^<>]+>", " ", _words(fact)).split())
        if not context or not words:
            continue
        concept = fact.tag.rsplit("}", 1)[-1] if isinstance(fact.tag, str) else ""
        if len(words) > 200:
            yield Element(ElementKind.HEADING, concept, level=2)
            yield Element(ElementKind.PARAGRAPH, words)
        else:
            unit = units.get(fact.get("unitRef", ""), "").rsplit(":", 1)[-1]
            rows.append([concept, words, unit, periods.get(context, "")])
    if len(rows) > 1:
        made = (table_element(rows_to_cells(piece)) for piece in row_pieces(rows))
        yield from (table for table in made if table)


_READERS: dict[Kind, Callable[[Node, Draft], Iterator[Element]]] = {
    kinds.FB2: _fictionbook,
    kinds.ODG: _drawing,
    kinds.FODG: _drawing,
    kinds.SVG: _svg,
    kinds.OPML: _outline,
    kinds.XBRL: _report,
}
