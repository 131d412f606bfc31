"""The template ``law``: statutes, regulations and contracts; one chunk for each article (第X条).

The number of the article is the last heading of its path, below the part, chapter and section that it
stands in, so that a question which names an article finds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from weir.documents import Document, ElementKind
from weir.knowledge.chunks.chunk import MOST, size
from weir.knowledge.chunks.lines import Unit, cut_units
from weir.knowledge.chunks.pieces import Line, Piece, lines_of
from weir.knowledge.numerals import numeral_value

_NUMBER = "(?:[零〇一二三四五六七八九十百千两]+|[0-9０-９]+)"
_ARTICLE = re.compile(
    rf"\s*(?P<zh>第\s*(?P<n>{_NUMBER})\s*条(?:\s*之{_NUMBER})?)"
    r"(?!\s*(?:规定|所|的|、|至|和|或|及|与|第|款|项|中|之))"
    r"|\s*(?P<en>(?:Article|Section|Clause|Sec\.|§)\s*(?P<m>\d+)(?:\.\d+)*[A-Za-z]?)"
    r"(?=\s*(?:[.:—–-]|\(|$)|\s+[A-Z])"
)
_DIVISION = re.compile(
    rf"\s*第\s*{_NUMBER}\s*(?P<zh>[编分章节])(?:[\s\u3000:：].{{0,40}}|[^，。；,;]{{0,20}})$"
    r"|\s*(?P<en>Part|Title|Chapter|Subchapter)\s+(?:[IVXLC]+|\d+|[A-Z])\b.{0,80}$"
)
_RANKS = {"编": 0, "分": 1, "章": 2, "节": 3, "part": 0, "title": 0, "chapter": 2, "subchapter": 3}
_ANNEX = re.compile(r"\s*(?:附件|附录|附表|Annex\b|Appendix\b|Schedule\b)")
_FEWEST = 3  # articles of a law


def fits_law(document: Document) -> float:
    """How much of the text is in articles whose numbers go up; 0 below three or where they are long."""
    lines = list(lines_of(document))
    found = [(line, number) for line in lines if (number := _number(line)) is not None]
    if len(found) < _FEWEST or len(found) < 0.1 * len(lines):
        return 0.0
    body = sum(size(line.text) for line in lines)
    under = sum(size(line.text) for line in lines if line.start >= found[0][0].start)
    rising = sum(b >= a for (_, a), (_, b) in pairwise(found)) / (len(found) - 1)
    return rising * under / body if under / len(found) <= MOST else 0.0


def cut_law(document: Document) -> Iterator[Piece]:
    """The articles in order, with the divisions that they stand in above them."""
    return cut_units(document, list(_units(lines_of(document))))


def _units(lines: Iterable[Line]) -> Iterator[Unit]:
    above: dict[int, Line] = {}
    opened: dict[int, Line] = {}  # divisions below which nothing has come yet: the next unit begins with them
    begun = False
    for line in lines:
        division, article = _DIVISION.match(line.text), _article(line)
        if division:
            rank = _RANKS[(division["zh"] or division["en"]).lower()]
            above = {r: other for r, other in above.items() if r < rank} | {rank: line}
            opened = {r: other for r, other in opened.items() if r < rank} | {rank: line}
            continue
        path = tuple(division.text.strip() for division in above.values())
        if article:
            yield Unit(next(iter(opened.values()), line), (*path, _label(line, article)))
            begun = True
        elif _annex(line):
            above = {}
            yield Unit(line, (line.text.strip(),))
        elif opened and begun:  # text right below a division
            yield Unit(next(iter(opened.values())), path)
        opened = {}


def _article(line: Line) -> re.Match[str] | None:
    """The number that an article begins with. A heading "Section 2" is one of any manual."""
    match = _ARTICLE.match(line.text)
    heading = line.element.kind is ElementKind.HEADING
    return None if match and heading and (match["en"] or "").startswith("Sec") else match


def _label(line: Line, article: re.Match[str]) -> str:
    """``第十二条``; with its title where it is a heading."""
    if line.element.kind is ElementKind.HEADING:
        return line.text.strip()
    return re.sub(r"\s+", "", article["zh"]) if article["zh"] else article["en"]


def _number(line: Line) -> float | None:
    match = _article(line)
    if match is None:
        return None
    digits = match["n"] or match["m"]
    value = float(digits) if digits.isdigit() else numeral_value(digits)
    return None if value is None else float(value)


def _annex(line: Line) -> bool:
    return line.element.kind is ElementKind.HEADING and _ANNEX.match(line.text) is not None
