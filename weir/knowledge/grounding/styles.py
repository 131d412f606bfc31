"""What a piece of a passage is: prose, or a heading, a row of a table, a step of a list, a line of code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from weir.knowledge.grounding.folding import has_han
from weir.knowledge.grounding.sentences import Span


class Style(StrEnum):
    """How a piece is set on its page."""

    prose = "prose"
    heading = "heading"
    header = "header"
    row = "row"
    item = "item"
    code = "code"


_ITEM = re.compile(
    r"(?:\d{1,2}[.)、．]|[-*•·]|[（(]\d{1,2}[)）]|step \d+|第[一二三四五六七八九十]步)\s?(?=\S)", re.I
)
_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t:-]*$")
_CODE = re.compile(
    r"\s*(?:\$ |import \w|from \w+ import |export \w+=|curl |def \w+\(|return |sudo |pip )"
    r"|\w+ ?= ?[\[{(\"']|[\[{(]\s*$|^\s*[\])}]+[,;]?\s*$|^[a-z][\w.-]*(?: [\w./:-]+)* --?\w"
)
_ENDS = re.compile(r"[。.!?！？;；:：,，、…\"”』」)）]\s*$")
_HEADING_MOST = {True: 26, False: 64}


def styles(raw: str, spans: Sequence[Span], headings: Sequence[str]) -> list[Style]:
    """The style of each sentence of a passage; `headings` are those that are known to stand above it."""
    return [_style(raw, span, headings, len(spans) > 1) for span in spans]


def _style(raw: str, span: Span, headings: Sequence[str], among_others: bool) -> Style:
    start, end = _line(raw, span[0])
    line = raw[start:end].strip()
    if line.startswith("|") and line.count("|") > 1:
        following = raw[end + 1 : _line(raw, min(end + 1, len(raw)))[1]]
        return Style.header if _RULE.match(following) else Style.row
    text = raw[span[0] : span[1]]
    if _ITEM.match(text):
        return Style.item
    if _CODE.match(text) or _CODE.match(line):
        return Style.code
    if line == text and among_others and _is_heading(raw, text, end, headings):
        return Style.heading
    return Style.prose


def _is_heading(raw: str, line: str, end: int, headings: Sequence[str]) -> bool:
    """A short line of its own without an end mark, with something below it."""
    if line.lstrip("# ") in headings:
        return True
    return len(line) <= _HEADING_MOST[has_han(line)] and not _ENDS.search(line) and bool(raw[end:].strip())


def _line(raw: str, position: int) -> Span:
    end = raw.find("\n", position)
    return raw.rfind("\n", 0, position) + 1, end if end >= 0 else len(raw)


def column(raw: str, position: int) -> int:
    """The column of a table that a position in one of its rows stands in."""
    return raw.count("|", _line(raw, position)[0], position)
