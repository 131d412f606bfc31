"""Elements from the tree that docling describes a document by (its JSON wire format)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from weir.documents.elements import Box, Cell, Element, ElementKind, Look
from weir.documents.tables import table_element

Node = dict[str, Any]

_PLAIN = {
    "code": ElementKind.CODE,
    "formula": ElementKind.FORMULA,
    "caption": ElementKind.CAPTION,
    "footnote": ElementKind.FOOTNOTE,
}
_NOT_CONTENT = frozenset({"page_header", "page_footer", "empty_value"})
_NOTES = "notes"
_COMMENT_AUTHOR = re.compile(r"^\[author: (?P<author>[^,\]]*), time: [^\]]*\]: ")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]")
# What the RTF reader leaves of bold and italics in its text.
_EMPHASIS = re.compile(r"(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)\1")


class Tree:
    """One document.

    `marked` says that the engine leaves Markdown emphasis in the texts of this kind; `web` that it is a page
    of the web, of which the engine takes all before the first heading for what stands around the text: that
    is given too, with a look of `outside`.
    """

    def __init__(self, document: Node, marked: bool = False, web: bool = False) -> None:
        self.document = document
        self.marked = marked
        self._left_out = ("background",) if web else ("furniture", "background")
        self.pages = len(document.get("pages") or {}) or None
        self.title = self._furniture_title()
        self._captions = {
            reference["$ref"]
            for owner in (*document.get("pictures", ()), *document.get("tables", ()))
            for reference in owner.get("captions", ())
        }

    def elements(self) -> Iterator[Element]:
        """Everything in the body, in reading order, without page headers and footers."""
        yield from self._children(self.document["body"])

    def _furniture_title(self) -> str:
        """The `<title>` of a web page: it belongs to the window, not to the text."""
        for text in self.document.get("texts", ()):
            if text.get("label") == "title" and text.get("content_layer") == "furniture":
                return " ".join(str(text.get("text", "")).split())
        return ""

    def _children(self, node: Node) -> Iterator[Element]:
        for reference in node.get("children", ()):
            child = self._find(reference["$ref"])
            if child.get("content_layer") in self._left_out or reference["$ref"] in self._captions:
                continue
            yield from self._node(child)

    def _find(self, reference: str) -> Node:
        _, collection, index = reference.split("/")
        node: Node = self.document[collection][int(index)]
        return node

    def _node(self, node: Node) -> Iterator[Element]:
        label = node.get("label", "")
        if label in _NOT_CONTENT or (label == "title" and node.get("content_layer") == "furniture"):
            return
        make: Callable[[Node], Iterator[Element]] = {
            "list": self._list,
            "ordered_list": self._list,
            "list_item": self._lone_item,
            "inline": self._inline,
            "table": self._table,
            "document_index": self._table,
            "picture": self._picture,
            "chart": self._picture,
        }.get(label, self._text if "text" in node else self._children)
        yield from make(node)

    def _text(self, node: Node) -> Iterator[Element]:
        text = self._words(node)
        label = node.get("label", "")
        if node.get("content_layer") == _NOTES:
            yield self._element(node, ElementKind.COMMENT, _COMMENT_AUTHOR.sub(r"\g<author>: ", text))
        elif label in ("title", "section_header") and text.strip():
            level = 1 if label == "title" else min(int(node.get("level") or 1) + 1, 6)
            yield self._element(node, ElementKind.HEADING, " ".join(text.split()), level)
        elif text.strip():
            yield self._element(node, _PLAIN.get(label, ElementKind.PARAGRAPH), text)
        yield from self._children(node)

    def _inline(self, node: Node) -> Iterator[Element]:
        text = self._joined(node)
        if text.strip():
            pieces = [self._find(reference["$ref"]) for reference in node.get("children", ())]
            look = self._look(*pieces) if pieces else None
            yield self._element(node, ElementKind.PARAGRAPH, text, look=look)

    def _lone_item(self, node: Node) -> Iterator[Element]:
        yield from self._list({"children": [{"$ref": node["self_ref"]}]})

    def _list(self, node: Node) -> Iterator[Element]:
        """One element for the list; tables and pictures inside items follow it as elements of their own."""
        lines: list[str] = []
        inner: list[Element] = []
        first = self._collect(node, 0, lines, inner)
        if lines:
            yield self._element(
                first, ElementKind.LIST, "\n".join(lines), look=self._look(*self._items(node))
            )
        yield from inner

    def _collect(self, node: Node, depth: int, lines: list[str], inner: list[Element]) -> Node:
        """Add the items below `node` as lines; gives the first item, which says where the list stands."""
        first: Node = {}
        for reference in node.get("children", ()):
            child = self._find(reference["$ref"])
            label = child.get("label", "")
            if label == "list_item":
                first = first or child
                marker = child.get("marker") if child.get("enumerated") else None
                text = " ".join((self._words(child) or self._inline_text(child)).split())
                if text:
                    lines.append(f"{'  ' * depth}{marker or '-'} {text}")
                self._collect(child, depth + 1, lines, inner)
            elif label in ("list", "ordered_list"):
                first = first or self._collect(child, depth, lines, inner)
            elif label != "inline":
                inner.extend(self._node(child))
        return first

    def _items(self, node: Node) -> Iterator[Node]:
        """The texts within a list, at any depth."""
        for reference in node.get("children", ()):
            child = self._find(reference["$ref"])
            if child.get("text"):
                yield child
            yield from self._items(child)

    def _inline_text(self, item: Node) -> str:
        """The text of an item that is a run of differently formatted pieces."""
        groups = [self._find(reference["$ref"]) for reference in item.get("children", ())]
        return " ".join(self._joined(group) for group in groups if group.get("label") == "inline")

    def _joined(self, group: Node) -> str:
        pieces = [self._words(self._find(reference["$ref"])) for reference in group.get("children", ())]
        text = ""
        for piece in pieces:
            text += piece if not text or _touches(text, piece) else f" {piece}"
        return text

    def _table(self, node: Node) -> Iterator[Element]:
        yield from self._captions_of(node)
        table = table_element(self._cells(node.get("data") or {}), _page(node), self._box(node))
        if table:
            yield table
        # The other children say again what the cells say.
        for reference in node.get("children", ()):
            child = self._find(reference["$ref"])
            if child.get("label") in ("picture", "chart"):
                yield from self._node(child)

    def _picture(self, node: Node) -> Iterator[Element]:
        """What a picture says in words: its description, its caption, and the kind and data of a chart."""
        if text := self._described(node):
            yield self._element(node, ElementKind.FIGURE, text)
        chart = (_meta(node).get("tabular_chart") or {}).get("chart_data")
        if chart and (table := table_element(self._cells(chart), _page(node), self._box(node))):
            yield table
        yield from self._children(node)

    def _described(self, picture: Node) -> str:
        captions = [self._words(self._find(reference["$ref"])) for reference in picture.get("captions", ())]
        described = (_meta(picture).get("description") or {}).get("text", "")
        parts = (described, *captions, _chart_name(picture))
        return "\n".join(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def _captions_of(self, node: Node) -> Iterator[Element]:
        for reference in node.get("captions", ()):
            caption = self._find(reference["$ref"])
            if text := self._words(caption).strip():
                yield self._element(caption, ElementKind.CAPTION, text)

    def _cells(self, data: Node) -> list[Cell]:
        return [
            Cell(
                row=cell["start_row_offset_idx"],
                column=cell["start_col_offset_idx"],
                text=self._cell_text(cell),
                row_span=max(cell["end_row_offset_idx"] - cell["start_row_offset_idx"], 1),
                column_span=max(cell["end_col_offset_idx"] - cell["start_col_offset_idx"], 1),
                header=bool(cell.get("column_header")),
            )
            for cell in data.get("table_cells", ())
        ]

    def _cell_text(self, cell: Node) -> str:
        """The words of a cell: where it holds more than a line, with its numbered items and pictures."""
        plain = str(cell.get("text", "")).strip()
        if "ref" not in cell:
            return plain
        rich = "\n".join(self._said(self._find(cell["ref"]["$ref"]))).strip()
        return rich if len(rich) > len(plain) else plain

    def _said(self, node: Node) -> Iterator[str]:
        """What stands in a cell, a line for each item, text or picture."""
        number = 0
        for reference in node.get("children", ()):
            child = self._find(reference["$ref"])
            label = child.get("label", "")
            if label == "list_item" and child.get("enumerated"):
                number += 1
                words = " ".join((self._words(child) or self._inline_text(child)).split())
                yield f"{child.get('marker') or f'{number}.'} {words}"
            elif label == "inline":
                yield self._joined(child)
            elif label in ("picture", "chart"):
                yield self._described(child)
            elif text := self._words(child).strip():
                yield text
            else:
                yield from self._said(child)

    def _words(self, node: Node) -> str:
        text = str(node.get("text", ""))
        return _EMPHASIS.sub(r"\2", text) if self.marked else text

    def _element(
        self, node: Node, kind: ElementKind, text: str, level: int | None = None, look: Look | None = None
    ) -> Element:
        look = look or self._look(node)
        return Element(kind, text, page=_page(node), box=self._box(node), level=level, look=look)

    def _look(self, *pieces: Node) -> Look | None:
        """How some pieces of text look together; None where the engine says nothing of it."""
        said = [piece for piece in pieces if str(piece.get("text", "")).strip()]
        strong = bool(said) and all(self._strong(piece) for piece in said)
        total = sum(len(str(piece["text"])) for piece in said)
        linked = sum(len(str(piece["text"])) for piece in said if piece.get("hyperlink"))
        outside = any(piece.get("content_layer") == "furniture" for piece in pieces)
        if not (strong or linked or outside):
            return None
        return Look(strong=strong, linked=round(linked / total, 2) if total else 0.0, outside=outside)

    def _strong(self, piece: Node) -> bool:
        whole = _EMPHASIS.fullmatch(str(piece["text"]).strip()) if self.marked else None
        return bool((piece.get("formatting") or {}).get("bold") or (whole and len(whole[1]) != 1))

    def _box(self, node: Node) -> Box | None:
        """The place on the page as fractions; docling gives it in the units of the page's own size."""
        where = node.get("prov")
        if not where:
            return None
        page = (self.document.get("pages") or {}).get(str(where[0]["page_no"])) or {}
        width, height = (float((page.get("size") or {}).get(side) or 0) for side in ("width", "height"))
        box = where[0].get("bbox") or {}
        if width <= 0 or height <= 0 or box.get("coord_origin") != "TOPLEFT":
            return None
        left, top, right, bottom = (
            round(min(max(float(box[side]) / size, 0.0), 1.0), 4)
            for side, size in (("l", width), ("t", height), ("r", width), ("b", height))
        )
        return (left, top, right, bottom) if right > left and bottom > top else None


def _page(node: Node) -> int | None:
    where = node.get("prov")
    return int(where[0]["page_no"]) if where else None


def _meta(node: Node) -> Node:
    meta: Node = node.get("meta") or {}
    return meta


def _chart_name(picture: Node) -> str:
    """``Bar chart`` for a picture that the file itself holds as a chart with data."""
    predictions = (_meta(picture).get("classification") or {}).get("predictions") or ()
    name = str(predictions[0].get("class_name", "")) if predictions else ""
    return name.replace("_", " ").capitalize() if name.endswith("_chart") else ""


def _touches(before: str, after: str) -> bool:
    """Whether two pieces of one line stand together without a space: Chinese, or punctuation."""
    return (
        not after
        or before[-1].isspace()
        or after[0].isspace()
        or before[-1] in "([{（《“‘"
        or after[0] in ".,;:!?)]}%，。；：！？）》”’、"
        or _wide(before[-1])
        or _wide(after[0])
    )


def _wide(character: str) -> bool:
    return bool(_WIDE.match(character))
