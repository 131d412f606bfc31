"""Org mode: headlines, lists, tables, blocks, footnotes. Nothing in it is evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from weir.documents import kinds
from weir.documents.cleaning import join_lines
from weir.documents.elements import Element, ElementKind
from weir.documents.parsers.contract import Draft, Source
from weir.documents.tables import rows_to_cells, table_element

_HEADLINE = re.compile(
    r"(\*+)\s+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)\s+)?(?:\[#\w\]\s+)?(.*?)(?:\s+:[\w@:]+:)?\s*$"
)
_KEYWORD = re.compile(r"#\+(\w+):\s*(.*)$", re.I)
_BEGIN = re.compile(r"\s*#\+begin_(\w+)", re.I)
_ITEM = re.compile(r"(\s*)([-+]|\d+[.)])\s+(?:\[[ Xx-]\]\s+)?(.*)$")
_FOOTNOTE = re.compile(r"\[fn:([^\]]+)\]\s+(.*)$")
_DRAWER = re.compile(r"\s*:[A-Z_]+:\s*$")
_LINK = re.compile(r"\[\[[^\]]*\]\[([^\]]*)\]\]|\[\[([^\]]*)\]\]")
_MARKED = re.compile(r"(?<![\w*/=~+])([*/=~+_])(\S(?:[^\n]*?\S)?)\1(?![\w*/=~+])")
_SAID = {"title", "author", "date", "language", "description", "keywords", "email"}


class Org:
    name = "org"
    kinds = (kinds.ORG,)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        draft = Draft()
        draft.elements = list(_Reader(source.text.splitlines(), draft).elements())
        draft.title = str(draft.metadata.pop("title", ""))
        if draft.title:
            draft.elements.insert(0, Element(ElementKind.HEADING, draft.title, level=1))
        return draft


def _plain(text: str) -> str:
    text = _LINK.sub(lambda match: match[1] or match[2] or "", join_lines(text))
    return _MARKED.sub(r"\2", text)


class _Reader:
    def __init__(self, lines: list[str], draft: Draft) -> None:
        self.lines, self.draft, self.at = lines, draft, 0

    def _line(self) -> str:
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def elements(self) -> Iterator[Element]:
        while self.at < len(self.lines):
            line = self._line()
            if keyword := _KEYWORD.match(line):
                self.at += 1
                yield from self._keyword(keyword[1].lower(), keyword[2].strip())
            elif not line.strip() or line.startswith("# ") or line.strip() == "#":
                self.at += 1
            elif headline := _HEADLINE.match(line):
                self.at += 1
                # The title of the file is the first level.
                yield Element(ElementKind.HEADING, _plain(headline[2]), level=min(len(headline[1]) + 1, 6))
            else:
                yield from self._block(line)

    def _keyword(self, name: str, value: str) -> Iterator[Element]:
        if name == "caption":
            yield Element(ElementKind.CAPTION, _plain(value))
        elif name in _SAID and value:
            self.draft.metadata[name] = value

    def _block(self, line: str) -> Iterator[Element]:
        if begin := _BEGIN.match(line):
            yield from self._marked(begin[1].lower())
        elif _DRAWER.match(line):
            while self._line() and self._line().strip().upper() != ":END:":
                self.at += 1
            self.at += 1
        elif line.lstrip().startswith("|"):
            rows = [
                row
                for row in self._run(lambda text: text.lstrip().startswith("|"))
                if not re.match(r"\s*\|-", row)
            ]
            table = table_element(rows_to_cells([_row(row) for row in rows])) if rows else None
            if table:
                yield table
        elif _ITEM.match(line):
            yield Element(ElementKind.LIST, "\n".join(self._items()))
        elif footnote := _FOOTNOTE.match(line):
            self.at += 1
            yield Element(ElementKind.FOOTNOTE, f"{footnote[1]}. {_plain(footnote[2])}")
        else:
            yield Element(ElementKind.PARAGRAPH, _plain("\n".join(self._words())))

    def _words(self) -> list[str]:
        start = self.at
        self.at += 1
        while self._line().strip() and not (
            _HEADLINE.match(self._line())
            or self._line().startswith("#+")
            or self._line().lstrip().startswith("|")
        ):
            self.at += 1
        return self.lines[start : self.at]

    def _run(self, belongs: Callable[[str], bool]) -> list[str]:
        start = self.at
        while self.at < len(self.lines) and belongs(self._line()):
            self.at += 1
        return self.lines[start : self.at]

    def _marked(self, name: str) -> Iterator[Element]:
        self.at += 1
        end = f"#+end_{name}"
        body = self._run(lambda text: text.strip().lower() != end)
        self.at += 1
        text = "\n".join(body).strip("\n")
        if name in ("src", "example", "export"):
            yield Element(ElementKind.CODE, text)
        elif name != "comment":
            yield from _Reader(body, self.draft).elements()

    def _items(self) -> Iterator[str]:
        depths: list[int] = []
        item = ""
        while self._line().strip():
            match = _ITEM.match(self._line())
            if match and (match[1] or match[2] != "*"):
                if item:
                    yield item
                depths = [depth for depth in depths if depth < len(match[1])] + [len(match[1])]
                marker = "-" if match[2] in "-+" else match[2]
                item = f"{'  ' * (len(depths) - 1)}{marker} {_plain(match[3])}"
            elif self._line()[:1].isspace():
                item = "  " * (len(depths) - 1) + join_lines(f"{item.strip()}\n{_plain(self._line())}")
            else:
                break
            self.at += 1
        yield item


def _row(line: str) -> list[str]:
    return [_plain(cell.strip()) for cell in line.strip().strip("|").split("|")]
