"""How near one Markdown text is to another: its words in order, its words in any order, its table cells.

Markup is not compared, since every engine writes its own: marks of headings, lists, emphasis, links, pictures
and code are dropped, HTML tables count as tables. Text is compared by tokens after NFKC and case folding: a
Chinese, Japanese or Korean character is one token, and so is a run of other letters and digits; punctuation
is none.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from weir.documents.tables import html_table, markdown

_WIDE = "\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_TOKEN = re.compile(f"[{_WIDE}]|[^\\W_{_WIDE}]+")
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.S | re.I)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_FENCE = re.compile(r"^\s*(```|~~~).*$", re.M)
_RULE = re.compile(r"^\s*\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$")
_PIPE = re.compile(r"(?<!\\)\|")


def tokens(text: str) -> list[str]:
    """The tokens of a Markdown text, in order."""
    text = _HTML_TABLE.sub(lambda match: f"\n{_as_pipes(match.group())}\n", text)
    text = _FENCE.sub("", _COMMENT.sub(" ", text))
    text = _LINK.sub(r"\1", _PICTURE.sub(r"\1", text))
    text = html.unescape(_TAG.sub("", text))
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def cells(text: str) -> Counter[str]:
    """The cells of all tables of a Markdown text that hold a token; a merged cell counts where it reaches."""
    text = _HTML_TABLE.sub(lambda match: f"\n{_as_pipes(match.group())}\n", text)
    return Counter(cell for line in text.splitlines() for cell in _row(line))


def _row(line: str) -> Iterator[str]:
    line = line.strip()
    if not line.startswith("|") or _RULE.match(line):
        return
    for cell in _PIPE.split(line.strip("|")):
        if found := "".join(tokens(cell)):
            yield found


def _as_pipes(table: str) -> str:
    found = html_table(table)
    return markdown(found) if found else ""


def in_order(one: list[str], other: list[str]) -> float:
    """Twice the longest common subsequence over both lengths: 1 for the same tokens in the same order.

    Bit-parallel (Hyyrö 2004): one addition of long integers for each token.
    """
    if not one or not other:
        return float(one == other)
    places: dict[str, int] = {}
    for index, token in enumerate(one):
        places[token] = places.get(token, 0) | 1 << index
    mask = (1 << len(one)) - 1
    row = mask
    for token in other:
        common = row & places.get(token, 0)
        row = ((row + common) | (row - common)) & mask
    return 2 * (len(one) - row.bit_count()) / (len(one) + len(other))


def any_order(one: list[str], other: list[str]) -> float:
    """F1 of the tokens as bags."""
    if not one or not other:
        return float(one == other)
    return 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other))


def cell_recall(expected: str, found: str) -> float | None:
    """The share of the expected cells that were found; None where none are expected."""
    wanted = cells(expected)
    return (wanted & cells(found)).total() / wanted.total() if wanted else None
