"""Markdown by markdown-it-py (CommonMark with tables), in the reading order of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from weir.documents import kinds
from weir.documents.cleaning import join_lines
from weir.documents.elements import Cell, Element, ElementKind
from weir.documents.parsers.contract import Draft, Source
from weir.documents.tables import table_element

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_FOOTNOTE = re.compile(r"^\[\^([^\]]+)\]:\s*")
_HARD_BREAK = "\u2028"
_BREAKS = {"softbreak": "\n", "hardbreak": _HARD_BREAK}
_CONTAINERS = frozenset({"root", "blockquote"})


class Markdown:
    name = "markdown"
    kinds = (kinds.MARKDOWN,)
    rank = 10

    def load(self) -> None:
        import markdown_it  # noqa: F401

    def parse(self, source: Source) -> Draft:
        from markdown_it import MarkdownIt
        from markdown_it.tree import SyntaxTreeNode

        text, metadata = _front_matter(source.text)
        tokens = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"]).parse(text)
        draft = Draft(list(_elements(SyntaxTreeNode(tokens))), title=str(metadata.pop("title", "") or ""))
        draft.metadata = metadata
        return draft


def _front_matter(text: str) -> tuple[str, dict[str, Any]]:
    """The text without the YAML between `---` lines at its start, and the plain fields of that YAML."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    match = _FRONT_MATTER.match(text)
    if not match:
        return text, {}
    import yaml

    try:
        fields = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, RecursionError, ValueError):
        return text, {}
    if not isinstance(fields, dict):
        return text, {}
    plain = {str(key): value for key, value in fields.items() if isinstance(value, str | int | float)}
    return text[match.end() :], plain


def _elements(node: SyntaxTreeNode) -> Iterator[Element]:
    for child in node.children:
        yield from _element(child)


def _element(node: SyntaxTreeNode) -> Iterator[Element]:
    if node.type in _CONTAINERS:
        yield from _elements(node)
    elif node.type == "heading":
        yield Element(ElementKind.HEADING, _text(node), level=int(node.tag[1:]))
    elif node.type == "paragraph":
        yield from _paragraph(node)
    elif node.type in ("bullet_list", "ordered_list"):
        inner: list[Element] = []
        lines = list(_list_lines(node, 0, inner))
        yield Element(ElementKind.LIST, "\n".join(lines))
        yield from inner
    elif node.type in ("fence", "code_block"):
        yield _code(node)
    elif node.type == "table" and (table := table_element(list(_cells(node)))):
        yield table
    elif node.type == "html_block":
        text = _TAG.sub("", _COMMENT.sub("", node.content))
        yield Element(ElementKind.PARAGRAPH, text)


def _paragraph(node: SyntaxTreeNode) -> Iterator[Element]:
    text = _text(node)
    footnote = _FOOTNOTE.match(text)
    if footnote:
        yield Element(ElementKind.FOOTNOTE, f"{footnote.group(1)}. {text[footnote.end() :]}")
    elif text.startswith("$$") and text.endswith("$$") and len(text) > 4:
        yield Element(ElementKind.FORMULA, text.strip("$ \n"))
    elif _is_picture(node):
        yield Element(ElementKind.FIGURE, text)
    else:
        yield Element(ElementKind.PARAGRAPH, text)


def _code(node: SyntaxTreeNode) -> Element:
    formula = node.info.strip().lower() in ("math", "latex")
    return Element(ElementKind.FORMULA if formula else ElementKind.CODE, node.content.rstrip("\n"))


def _is_picture(node: SyntaxTreeNode) -> bool:
    inline = node.children[0].children if node.children else []
    return len(inline) == 1 and inline[0].type == "image"


def _list_lines(node: SyntaxTreeNode, depth: int, inner: list[Element]) -> Iterator[str]:
    """One line for each item; code, tables and other blocks within items go to `inner`."""
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    for item in node.children:
        marker = "-" if number is None else f"{number}."
        number = None if number is None else number + 1
        for child in item.children:
            if child.type in ("paragraph", "heading"):
                yield f"{'  ' * depth}{marker} {' '.join(_text(child).split())}"
                marker = " "
            elif child.type in ("bullet_list", "ordered_list"):
                yield from _list_lines(child, depth + 1, inner)
            else:
                inner.extend(_element(child))


def _cells(table: SyntaxTreeNode) -> Iterator[Cell]:
    rows = [row for part in table.children for row in part.children]
    for row, node in enumerate(rows):
        for column, cell in enumerate(node.children):
            yield Cell(row, column, _text(cell), header=row == 0)


def _text(node: SyntaxTreeNode) -> str:
    """The words of a block without their markup; lines that the source only wraps are joined."""
    return join_lines(_words(node)).replace(_HARD_BREAK, "\n").strip()


def _words(node: SyntaxTreeNode) -> str:
    """The words of a node: code keeps its marks, a picture is its description."""
    if node.type == "text":
        return node.content
    if node.type == "code_inline":
        return f"`{node.content}`"
    if node.type in _BREAKS:
        return _BREAKS[node.type]
    if node.type == "html_inline":
        return _HARD_BREAK if node.content.lower().startswith("<br") else ""
    if node.type == "image":
        return node.content
    return "".join(_words(child) for child in node.children)
