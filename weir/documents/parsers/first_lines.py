"""The lines of docvortex's blocks looked at again: how high their letters are, and headings in first lines.

docvortex takes a numbered heading without space below it for the first line of the paragraph that follows.
"""

from __future__ import annotations

from collections.abc import Iterator

from weir.documents.elements import Box
from weir.documents.parsers.page_letters import Letters
from weir.documents.parsers.vortex_blocks import Block, block_text
from weir.documents.structure.lines import could_be_heading
from weir.documents.structure.numbering import numbering

_SHORTER = 0.08
"""How far before the paragraph its first line ends, as a share of the page."""
_DEEPEST_RANK = 12


def reread(blocks: list[Block], letters: Letters) -> Iterator[Block]:
    """The blocks of a page with their `size`; one that begins with a heading becomes heading and rest."""
    for block in blocks:
        heading = _heading_of(block, letters)
        rest = _without(block, heading) if heading else None
        if rest is None:
            yield _sized(block, letters)
            continue
        first, *others = block["lines"]
        title = {"type": "paragraph_title", "content": heading, "bbox": first["bbox"], "lines": [first]}
        yield _sized(title, letters)
        around = _around([line["bbox"] for line in others])
        yield _sized({**rest, "bbox": around, "lines": others}, letters)


def _sized(block: Block, letters: Letters) -> Block:
    lines = block.get("lines")
    return {**block, "size": letters.height_in(lines[0]["bbox"])} if lines else block


def _heading_of(block: Block, letters: Letters) -> str:
    lines = block.get("lines") or []
    if block["type"] != "text" or len(lines) < 2:
        return ""
    found = numbering(block_text(block.get("content"))[:40])
    first = lines[0]["bbox"]
    if found is None or found.rank > _DEEPEST_RANK or first[2] > block["bbox"][2] - _SHORTER:
        return ""
    text = letters.text_in(first)
    return text if could_be_heading(text) and len(text) > found.end else ""


def _without(block: Block, heading: str) -> Block | None:
    """The block without the heading at its start; None when it does not start so."""
    letters = "".join(heading.split())
    content = block.get("content")
    spans = list(content) if isinstance(content, list) else [{"type": "text", "content": content}]
    while spans and letters:
        text = block_text(spans[0])
        end = _end(text, letters)
        if end < 0:
            return None
        letters = letters[len("".join(text[:end].split())) :]
        spans[:1] = [{**spans[0], "content": text[end:].lstrip()}] if text[end:].strip() else []
    return {**block, "content": spans} if spans and not letters else None


def _end(text: str, letters: str) -> int:
    """Where `letters` end in `text`, or the end of `text` when they go on behind it; -1 when they differ."""
    at = 0
    for position, character in enumerate(text):
        if at == len(letters):
            return position
        if character.isspace():
            continue
        if character != letters[at]:
            return -1
        at += 1
    return len(text)


def _around(boxes: list[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
