"""Elements from the blocks that docvortex finds on the pages of fixed-layout files (PDF, OFD)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from statistics import median
from typing import Any

from weir.documents.elements import Box, Element, ElementKind, Look
from weir.documents.furniture import text_shape
from weir.documents.tables import html_table, table_element

Block = dict[str, Any]

_MARGIN = frozenset({"header", "footer", "page_number"})
"""What docvortex takes for the margin of a page. It compares loosely: lists of like sentences fall to it."""
_LONGEST_PAGE_NUMBER = 12
_MOST_WORDS, _EDGE = 16, 0.08
"""Of a running title beside a page number; how near to the edge it stands, as a share of the page."""

_PLAIN = {
    "text": ElementKind.PARAGRAPH,
    "ref_text": ElementKind.PARAGRAPH,
    "aside_text": ElementKind.PARAGRAPH,
    "equation": ElementKind.FORMULA,
    "page_footnote": ElementKind.FOOTNOTE,
}


def silence() -> None:
    """docvortex logs each step through loguru; a worker has no log."""
    from loguru import logger

    logger.remove()


def page_blocks(pages: list[list[Block]], suffix: str) -> list[tuple[int, list[Block]]]:
    """Raw page models to (page from 0, blocks in reading order), with captions and tables put together.

    `lines` of a block holds the boxes of its lines, empty where the engine tells none.
    """
    from docvortex import postprocess_document
    from docvortex.schema import DocumentMetadata, ModelJson, Producer

    lines = {
        (index, *block["bbox"]): block["lines"]
        for index, page in enumerate(pages)
        for block in page
        if block.get("lines")
    }
    metadata = DocumentMetadata(file_suffix=suffix, producer=Producer(name="docvortex", version="0"))
    model = ModelJson(pages=pages, page_index_map=[], metadata=metadata)
    middle = postprocess_document(model).middle_json.to_dict()
    result = [(page["page_idx"], page.get("blocks", [])) for page in middle["pages"]]
    for index, blocks in result:
        for block in blocks:  # where its lines stand is forgotten on the way
            block["lines"] = lines.get((index, *(block.get("bbox") or ())), [])
    return result


def repeated_margins(pages: Iterable[list[Block]]) -> frozenset[str]:
    """The shapes of the margin texts that really repeat, on two pages at least."""
    shapes = Counter(
        shape
        for blocks in pages
        for shape in {text_shape(block_text(b.get("content"))) for b in blocks if b["type"] in _MARGIN}
    )
    return frozenset(shape for shape, count in shapes.items() if count > 1)


def block_elements(blocks: list[Block], page: int, margins: frozenset[str]) -> Iterator[Element]:
    """The elements of one page (counted from 1) without page numbers and what `margins` names."""
    for block in blocks:
        kind = block["type"]
        if kind in _MARGIN and _is_margin(block, margins):
            continue
        make = _MAKERS.get(kind)
        if make:
            yield from make(block, page)
        elif text := block_text(block.get("content")):
            kind = _PLAIN.get(kind, ElementKind.PARAGRAPH)
            yield Element(kind, text, page=page, box=_box(block), look=look(block))


def _is_margin(block: Block, margins: frozenset[str]) -> bool:
    text = block_text(block.get("content")).strip()
    short = block["type"] == "page_number" and len(text) <= _LONGEST_PAGE_NUMBER
    return short or text_shape(text) in margins or (_numbered(text) and _at_edge(block))


def _numbered(text: str) -> bool:
    """Whether a short line begins or ends with a page number."""
    words = text.split()
    return 1 < len(words) <= _MOST_WORDS and (words[0].isdigit() or words[-1].isdigit())


def _at_edge(block: Block) -> bool:
    box = _box(block)
    return box is not None and (box[3] < _EDGE or box[1] > 1 - _EDGE)


def block_text(content: Any) -> str:
    """The text of spans, of nested blocks, or of a plain string."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(block_text(part) for part in content)
    if isinstance(content, dict):
        return block_text(content.get("content"))
    return ""


def _heading(block: Block, page: int) -> Iterator[Element]:
    text = " ".join(block_text(block.get("content")).split())
    if text:
        level = min(max(int(block.get("level") or 1), 1), 6)
        yield Element(ElementKind.HEADING, text, page=page, box=_box(block), level=level, look=look(block))


def _list(block: Block, page: int) -> Iterator[Element]:
    lines = [" ".join(block_text(item).split()) for item in block.get("content") or []]
    text = "\n".join(f"- {line}" for line in lines if line)
    if text:
        yield Element(ElementKind.LIST, text, page=page, box=_box(block))


def _parts(block: Block, ending: str) -> list[Block]:
    content = block.get("content")
    return [part for part in content if part["type"].endswith(ending)] if isinstance(content, list) else []


def _captions(block: Block, page: int) -> Iterator[Element]:
    for part in _parts(block, "_caption"):
        if text := block_text(part.get("content")):
            yield Element(ElementKind.CAPTION, text, page=page, box=_box(part))


def _footnotes(block: Block, page: int) -> Iterator[Element]:
    for part in _parts(block, "_footnote"):
        if text := block_text(part.get("content")):
            yield Element(ElementKind.FOOTNOTE, text, page=page, box=_box(part))


def _table(block: Block, page: int) -> Iterator[Element]:
    yield from _captions(block, page)
    for body in _parts(block, "_body"):
        text = block_text(body.get("content"))
        # A table whose grid was not found comes as text laid out with spaces.
        table = table_element(html_table(text), page, _box(body)) if "<t" in text else None
        if table:
            yield table
        elif text.strip():
            yield Element(ElementKind.PARAGRAPH, text, page=page, box=_box(body))
    yield from _footnotes(block, page)


def _figure(block: Block, page: int) -> Iterator[Element]:
    text = "\n".join(block_text(part.get("content")) for part in _parts(block, "_body")).strip()
    box = _box(block)
    if text or box:  # a picture without words is still something to point at
        yield Element(ElementKind.FIGURE, text, page=page, box=box)
    yield from _captions(block, page)
    yield from _footnotes(block, page)


def _code(block: Block, page: int) -> Iterator[Element]:
    yield from _captions(block, page)
    text = "\n".join(block_text(part.get("content")) for part in _parts(block, "_body")).strip("\n")
    if text:
        yield Element(ElementKind.CODE, text, page=page, box=_box(block))
    yield from _footnotes(block, page)


def look(block: Block) -> Look:
    """The height of its letters (thousandths of the page), measured or by its lines; whether it is bold."""
    heights = [line["bbox"][3] - line["bbox"][1] for line in block.get("lines") or ()]
    size = block["size"] if "size" in block else round(1000 * median(heights), 2) if heights else None
    content = block.get("content")
    spans = [span for span in content if isinstance(span, dict)] if isinstance(content, list) else []
    said = [span for span in spans if block_text(span).strip()]
    strong = bool(said) and all("bold" in (span.get("styles") or ()) for span in said)
    return Look(size=size, strong=strong, outside=block["type"] in _MARGIN)


_MAKERS: dict[str, Callable[[Block, int], Iterator[Element]]] = {
    "doc_title": _heading,
    "paragraph_title": _heading,
    "list": _list,
    "index": _list,
    "table": _table,
    "image": _figure,
    "chart": _figure,
    "code": _code,
}


def _box(block: Block) -> Box | None:
    """docvortex gives fractions of the page already."""
    box = block.get("bbox")
    if not box or len(box) != 4:
        return None
    left, top, right, bottom = (round(min(max(float(value), 0.0), 1.0), 4) for value in box)
    return (left, top, right, bottom) if right > left and bottom > top else None
