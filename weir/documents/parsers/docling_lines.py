"""The lines of a PDF's text layer by docling-rs, with their boxes: right where others mix up the directions.

Arabic and Hebrew lines come in the order in which they are read, with their ligatures taken apart; PDFium and
docvortex swap letters and columns of such pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import orjson

from weir.documents.cleaning import join_lines
from weir.documents.elements import Box, Element, ElementKind
from weir.documents.parsers.docling import engine

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_GAP = 0.8
"""Between two lines of one paragraph, in heights of a line, at most."""


def right_to_left(text: str) -> bool:
    """Whether most letters belong to a script that is written from right to left."""
    return 2 * len(_RIGHT_TO_LEFT.findall(text)) > max(len(_LETTER.findall(text)), 1)


def page_paragraphs(data: bytes, page: int) -> Iterator[Element]:
    """The paragraphs of a page (counted from 1): lines that stand close below each other.

    Nothing where the engine cannot read the page.
    """
    group: list[tuple[str, Box]] = []
    for line in _lines(data, page):
        if group and not _follows(group[-1][1], line[1]):
            yield _paragraph(group, page)
            group = []
        group.append(line)
    if group:
        yield _paragraph(group, page)


def _lines(data: bytes, page: int) -> list[tuple[str, Box]]:
    try:
        result = _converter().convert_bytes("page.pdf", data, format="pdf", page_range=(page, page))
    except engine().ConversionError:
        return []
    document: dict[str, Any] = orjson.loads(result.document_json)
    sizes = [page["size"] for page in document["pages"].values()]
    if not sizes or min(sizes[0]["width"], sizes[0]["height"]) <= 0:
        return []
    width, height = float(sizes[0]["width"]), float(sizes[0]["height"])
    placed = (text for text in document["texts"] if text.get("prov"))
    return [(str(text["text"]), _box(text["prov"][0]["bbox"], width, height)) for text in placed]


def _follows(above: Box, below: Box) -> bool:
    line = max(above[3] - above[1], below[3] - below[1])
    overlaps = min(above[2], below[2]) > max(above[0], below[0])
    return overlaps and -line <= below[1] - above[3] <= line * _GAP


def _paragraph(lines: Sequence[tuple[str, Box]], page: int) -> Element:
    boxes = [box for _, box in lines]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    text = join_lines("\n".join(text for text, _ in lines))
    return Element(ElementKind.PARAGRAPH, text, page=page, box=(left, top, right, bottom))


def _box(bounds: dict[str, Any], width: float, height: float) -> Box:
    left, right = float(bounds["l"]) / width, float(bounds["r"]) / width
    top, bottom = 1 - float(bounds["t"]) / height, 1 - float(bounds["b"]) / height
    return (_fraction(left), _fraction(top), _fraction(right), _fraction(bottom))


def _fraction(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 4)


@cache
def _converter() -> Any:
    return engine().DocumentConverter(text_layer_only=True, image_sources="none")
