"""reStructuredText, read line by line: sections, lists, tables, directives, footnotes.

Nothing is included, executed or fetched, whatever a directive asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.documents import kinds
from weir.documents.cleaning import join_lines
from weir.documents.elements import Element, ElementKind
from weir.documents.parsers.contract import Draft, Source
from weir.documents.parsers.restructured_tables import grid_cells, simple_cells
from weir.documents.tables import rows_to_cells, table_element

_RULE = re.compile(r"([=\-`:'\"~^_*+#<>.])\1{2,}\s*$")
_ITEM = re.compile(r"(\s*)([-*+•]|\(?(?:\d{1,3}|#|[a-zA-Z])[.)])\s+(?=\S)")
_DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]*\|\s+)?([\w:-]+)::\s*(.*)$")
_FOOTNOTE = re.compile(r"\.\.\s+\[([^\]]+)\]\s+(.*)$")
_FIELD = re.compile(r":([\w -]+):\s*(.*)$")
_SIMPLE = re.compile(r"=+(\s+=+)+\s*$")
_CODE = frozenset({"code-block", "code", "sourcecode", "literalinclude", "parsed-literal", "highlight"})
_INLINE = (
    (re.compile(r"``(.+?)``"), r"\1"),
    (re.compile(r":[\w:+-]+:`([^`<]+?)(?:\s*<[^`>]*>)?`"), r"\1"),
    (re.compile(r"`([^`<]+?)\s*<[^`>]*>`__?"), r"\1"),
    (re.compile(r"`([^`]+)`_{0,2}"), r"\1"),
    (re.compile(r"\*\*(\S(?:.*?\S)?)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)\*(\S(?:[^*]*?\S)?)\*(?!\w)"), r"\1"),
    (re.compile(r"\[(\d+|#\w*|\*)\]_"), r"[\1]"),
    (re.compile(r"(?<=\w)__?(?=\W|$)"), ""),
)
_PLACES = {"image": "alt", "figure": "alt"}


class Restructured:
    name = "restructured"
    kinds = (kinds.RST,)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        draft = Draft()
        draft.elements = list(_Reader(source.text.expandtabs(4).splitlines(), draft).elements())
        return draft


def plain(text: str) -> str:
    """Inline markup taken away, lines joined."""
    text = join_lines(text)
    for pattern, kept in _INLINE:
        text = pattern.sub(kept, text)
    return text.replace("\\ ", "").replace("\\", "")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class _Reader:
    def __init__(self, lines: list[str], draft: Draft) -> None:
        self.lines, self.draft = [line.rstrip() for line in lines], draft
        self.at = 0
        self.styles: list[str] = []

    def elements(self) -> Iterator[Element]:
        while self.at < len(self.lines):
            if not self._line().strip():
                self.at += 1
            else:
                yield from self._block()

    def _line(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.lines[place] if place < len(self.lines) else ""

    def _block(self) -> Iterator[Element]:
        line = self._line()
        heading = self._heading()
        if heading:
            yield heading
        elif line.startswith(".."):
            yield from self._explicit()
        elif _SIMPLE.match(line) or line.startswith("+-"):
            yield from self._table()
        elif _ITEM.match(line):
            yield Element(ElementKind.LIST, "\n".join(self._items()))
        elif _FIELD.match(line):
            self._fields()
        elif _RULE.match(line):
            self.at += 1
        else:
            yield from self._paragraph()

    def _heading(self) -> Element | None:
        """A title over, or between, lines of one punctuation mark; each new style is one level deeper."""
        over = _RULE.match(self._line()) and _RULE.match(self._line(2)) and self._line(1).strip()
        title = self._line(1 if over else 0)
        under = self._line(2 if over else 1)
        if not _RULE.match(under) or not title.strip() or (not over and _indent(title)):
            return None
        if over and self._line()[0] != under[0]:
            return None
        style = ("over" if over else "") + under[0]
        if style not in self.styles:
            self.styles.append(style)
        self.at += 3 if over else 2
        return Element(ElementKind.HEADING, plain(title.strip()), level=min(self.styles.index(style) + 1, 6))

    def _indented(self) -> list[str]:
        """The lines from here on that are indented or empty, without their common indent."""
        start = self.at
        while self.at < len(self.lines) and (not self._line().strip() or _indent(self._line())):
            self.at += 1
        block = self.lines[start : self.at]
        margin = min((_indent(line) for line in block if line.strip()), default=0)
        return [line[margin:] for line in block]

    def _explicit(self) -> Iterator[Element]:
        """A directive, a footnote, a target or a comment: what begins with two dots."""
        line = self._line()
        self.at += 1
        if footnote := _FOOTNOTE.match(line):
            words = plain("\n".join([footnote[2], *self._indented()]))
            yield Element(ElementKind.FOOTNOTE, f"{footnote[1]}. {words}")
        elif directive := _DIRECTIVE.match(line):
            yield from self._directive(directive[1].lower(), directive[2], self._indented())
        else:
            self._indented()

    def _directive(self, name: str, argument: str, block: list[str]) -> Iterator[Element]:
        options: dict[str, str] = {}
        while block and (option := _FIELD.match(block[0].strip())):
            options[option[1]] = option[2]
            block = block[1:]
        body = "\n".join(block).strip("\n")
        if name in _CODE:
            yield Element(ElementKind.CODE, body)
        elif name == "math":
            yield Element(ElementKind.FORMULA, f"{argument}\n{body}".strip())
        elif name in _PLACES:
            yield Element(ElementKind.FIGURE, options.get(_PLACES[name]) or argument)
            yield from self._inside(block, ElementKind.CAPTION)
        elif name in ("list-table", "csv-table"):
            yield from self._listed(name, argument, body)
        elif name not in ("contents", "toctree", "include", "index", "raw", "role", "meta", "only"):
            title = [argument] if argument else []
            yield from self._inside([*title, "", *block], None)

    def _inside(self, block: list[str], kind: ElementKind | None) -> Iterator[Element]:
        """What stands in the body of a directive; paragraphs become `kind`."""
        for element in _Reader(block, self.draft).elements():
            if kind and element.kind is ElementKind.PARAGRAPH:
                yield Element(kind, element.text)
            else:
                yield element

    def _listed(self, name: str, title: str, body: str) -> Iterator[Element]:
        import csv

        if title:
            yield Element(ElementKind.CAPTION, plain(title))
        if name == "csv-table":
            rows = [[plain(cell.strip()) for cell in row] for row in csv.reader(body.splitlines()) if row]
        else:
            items = re.split(r"^\* ", body, flags=re.M)[1:]
            rows = [[plain(cell) for cell in re.split(r"^\s*- ", item, flags=re.M)[1:]] for item in items]
        table = table_element(rows_to_cells(rows)) if rows else None
        if table:
            yield table

    def _table(self) -> Iterator[Element]:
        start = self.at
        grid = self._line().startswith("+")
        while self.at < len(self.lines) and (self._line().strip() or (not grid and not self._ended(start))):
            self.at += 1
        block = self.lines[start : self.at]
        cells = grid_cells(block, plain) if grid else simple_cells(block, plain)
        table = table_element(cells) if cells else None
        if table:
            yield table
        elif grid or not cells:
            yield Element(ElementKind.CODE, "\n".join(block))

    def _ended(self, start: int) -> bool:
        """Whether a simple table had its last rule: the second one, or the third under a header."""
        rules = sum(bool(_SIMPLE.match(line)) for line in self.lines[start : self.at])
        return rules >= 3 or (rules == 2 and not self._more_rules())

    def _more_rules(self) -> bool:
        return any(_SIMPLE.match(line) for line in self.lines[self.at : self.at + 200])

    def _items(self) -> Iterator[str]:
        depths: list[int] = []
        item = ""
        while self.at < len(self.lines):
            line = self._line()
            match = _ITEM.match(line)
            if match:
                if item:
                    yield item
                depths = [depth for depth in depths if depth < len(match[1])] + [len(match[1])]
                marker = "-" if match[2] in "-*+•" else match[2]
                item = f"{'  ' * (len(depths) - 1)}{marker} {plain(line[match.end() :])}"
            elif line.strip() and _indent(line) and depths:
                item = join_lines(f"{item.rstrip()}\n{plain(line)}") if item.strip() else item
                item = "  " * (len(depths) - 1) + item.lstrip()
            elif line.strip() or not (_ITEM.match(self._line(1)) or _indent(self._line(1))):
                break
            self.at += 1
        if item:
            yield item

    def _fields(self) -> None:
        while field := _FIELD.match(self._line()):
            self.draft.metadata[field[1].lower()] = field[2]
            self.at += 1
            self._indented()

    def _paragraph(self) -> Iterator[Element]:
        start = self.at
        while self._line().strip() and not (self.at > start and self._line().startswith(".. ")):
            self.at += 1
        text = "\n".join(self.lines[start : self.at])
        literal = text.endswith("::")
        words = plain(text[:-2].rstrip() + ":" if literal else text)
        if words.strip(": "):
            yield Element(ElementKind.PARAGRAPH, words)
        if literal and (code := "\n".join(self._indented()).strip("\n")):
            yield Element(ElementKind.CODE, code)
