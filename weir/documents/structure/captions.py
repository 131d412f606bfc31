"""Captions: the numbered lines that name a figure or a table beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from weir.documents.elements import Element, ElementKind

_NUMBER = r"[\dA-Z一二三四五六七八九十]{1,3}(?:[.\-–—－][\dA-Z]{1,3}){0,2}"
_CAPTION = re.compile(
    rf"(?:续?[图表]|附[图表]|照片|示意图)\s*{_NUMBER}(?=[\s:：.、．　]|[\u4e00-\u9fff]|$)"
    rf"|(?-i:Figure|FIGURE|Fig|FIG|Table|TABLE|Tab|Chart|Exhibit|Scheme|Plate)\.?\s+{_NUMBER}(?=[\s:.\-–—|]|$)",
)
_SAYS = re.compile(
    r"(?:所示|可见|显示|列出|给出|说明了|表明|(?-i:shows?|lists?|gives?|presents?|summari[sz]es?|illustrates?|is|are|was|were)\b)"
)
_STARTS = frozenset("续图表附照示FTCESP")
_LONGEST = 200
_NEAR = 2
_LINES = frozenset({ElementKind.PARAGRAPH, ElementKind.HEADING})
_NAMED = frozenset({ElementKind.FIGURE, ElementKind.TABLE})


def with_captions(elements: Sequence[Element]) -> list[Element]:
    """The elements, with paragraphs and headings that name the figure or table near them as captions."""
    near = {
        index + step
        for index, element in enumerate(elements)
        if element.kind in _NAMED
        for step in range(-_NEAR, _NEAR + 1)
    }
    return [
        replace(element, kind=ElementKind.CAPTION, level=None)
        if element.kind in _LINES
        and is_caption(element.text)
        # Pictures without words are no elements, so that nothing need stand near a figure's caption.
        and (index in near or _of_figure(element.text))
        else element
        for index, element in enumerate(elements)
    ]


def is_caption(text: str) -> bool:
    """Whether a line is worded as a caption: ``图3-1 系统架构``, ``Table 2. Results``."""
    match = _CAPTION.match(text) if text[:1] in _STARTS else None
    if not match or len(text) > _LONGEST or text.count("\n") > 1:
        return False
    return not _SAYS.match(text[match.end() :].lstrip(" 中")) and not text.rstrip().endswith(("；", ";"))


def _of_figure(text: str) -> bool:
    return not text.lstrip("续附").startswith(("表", "Tab", "TAB"))
