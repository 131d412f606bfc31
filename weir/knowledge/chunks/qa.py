"""The template ``qa``: one chunk for each question with its answer; the question is indexed twice over.

Pairs are told by markers (问：… 答：…, Q: … A: …), by headings or short lines that end with a question mark,
or by a table with a column of questions and one of answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from weir.documents import Document, Element, ElementKind
from weir.knowledge.chunks.groups import cut_groups
from weir.knowledge.chunks.lines import Unit, cut_units, share
from weir.knowledge.chunks.pieces import Line, Piece, header_of, lines_of
from weir.knowledge.chunks.rows import cells_of

_ASKED = re.compile(
    r"\s*[【\[]?(?:Q|Question|问|问题|提问)[】\]]?\s*\d{0,4}\s*[:：.、]\s*(?P<question>\S.*)", re.I | re.S
)
_ANSWERED = re.compile(r"[【\[]?(?:\bA|\bAnswer|答|回答|答案|解答)[】\]]?\s*\d{0,4}\s*[:：.、]", re.I)
_NUMBER = re.compile(r"\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[.、．)）]\s*")
_QUESTIONS = re.compile(r"\s*(?:question|questions?|ask|问题|提问|问|标准问题?|常见问题)\s*", re.I)
_ANSWERS = re.compile(r"\s*(?:answer|answers?|reply|response|答案|回答|答|回复|标准答案?)\s*", re.I)
_LONGEST = 120  # characters of a line that may be a question by its mark alone
_FEWEST = 3


def fits_qa(document: Document) -> float:
    """The share of the text in question and answer pairs, 0 below three of them."""
    tables = [e for e in document.elements if _columns(e) is not None]
    if tables and share(document, tables) >= 0.6:
        return 1.0
    units = list(_units(document))
    if len(units) < _FEWEST or not units[0].note:
        return 0.0
    total = len(document.text)
    return (total - units[0].line.start) / total * min(1.0, 8 * len(units) / _count(document))


def cut_qa(document: Document) -> Iterator[Piece]:
    """Pairs as pieces, and what is not in a pair in groups."""
    if any(_columns(element) is not None for element in document.elements):
        for element in document.elements:
            yield from _table(element) if _columns(element) is not None else cut_groups([element])
        return
    yield from cut_units(document, list(_units(document)))


def _units(document: Document) -> Iterator[Unit]:
    """A unit at each question. Where questions are marked, a question mark alone makes none."""
    lines = list(lines_of(document))
    marked = [unit for line in lines if (unit := _marked(line)) is not None]
    if len(marked) >= 2:
        yield from marked
        return
    for line, after in pairwise(lines):
        if _bare(line) and not _bare(after):
            yield Unit(line, line.element.headings, _NUMBER.sub("", line.text, count=1).strip())


def _marked(line: Line) -> Unit | None:
    match = _ASKED.match(line.text)
    if match is None or line.element.kind in (ElementKind.TABLE, ElementKind.CODE):
        return None
    question = match["question"]
    answered = _ANSWERED.search(question)
    return Unit(line, line.element.headings, (question[: answered.start()] if answered else question).strip())


def _bare(line: Line) -> bool:
    """Whether a line is a question by its mark: a heading, or short with no other sentence in it."""
    text = line.text.strip()
    if not text.endswith(("？", "?")) or len(text) > _LONGEST:
        return False
    return line.element.kind is ElementKind.HEADING or not re.search(r"[。！!；;]|[.?]\s", text)


def _columns(element: Element) -> tuple[int, int] | None:
    """The columns of questions and of answers in a table that has both."""
    header = header_of(element)
    if not header:
        return None
    names = cells_of(header.split("\n", 1)[0])
    asked = next((at for at, name in enumerate(names) if _QUESTIONS.fullmatch(name)), None)
    told = next((at for at, name in enumerate(names) if _ANSWERS.fullmatch(name)), None)
    return (asked, told) if asked is not None and told is not None else None


def _table(element: Element) -> Iterator[Piece]:
    """Each row under the header of its table, known by its question."""
    columns = _columns(element)
    header = header_of(element)
    at = element.start + len(header)
    for line in element.text[len(header) :].split("\n"):
        cells = cells_of(line)
        question = cells[columns[0]] if columns and columns[0] < len(cells) else ""
        if any(cells):
            yield Piece(at, at + len(line), element.headings, ElementKind.TABLE, header, question)
        at += len(line) + 1


def _count(document: Document) -> int:
    return sum(1 for _ in lines_of(document))
