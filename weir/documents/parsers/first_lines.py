"""The lines of docvortex's blocks looked at again: how high their letters are, and headings in first lines.

docvortex takes a heading without space around it for a line of the paragraph below or above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from weir.documents.elements import Box
from weir.documents.parsers.page_letters import Letters
from weir.documents.parsers.vortex_blocks import Block, block_text
from weir.documents.structure.lines import could_be_heading
from weir.documents.structure.numbering import numbering

_SHORTER = 0.08
"""How far before the paragraph its first line ends, as a share of the page."""
_DEEPEST_RANK = 12
_LARGER, _MOST_LINES, _MANY = 1.15, 3, 40


def reread(blocks: list[Block], letters: Letters) -> Iterator[Block]:
    """The blocks of a page with their `size`; what is a heading at the start or end of one comes apart."""
    for block in blocks:
        for part in _parts(block, letters):
            yield _sized(part, letters)


def _sized(block: Block, letters: Letters) -> Block:
    lines = block.get("lines")
    return {**block, "size": letters.height_in(lines[0]["bbox"])} if lines else block


def _parts(block: Block, letters: Letters) -> Iterator[Block]:
    """A block cut at its headings; itself when it has none."""
    lines = block.get("lines") or []
    if block["type"] != "text" or len(lines) < 2:
        yield block
        return
    first, end = _larger(lines, letters)
    if not end and _numbered_line(block, lines):
        first, end = 0, 1
    pieces = _cut(block, first, end, letters) if end else None
    if pieces is None:
        yield block
        return
    before, heading, after = pieces
    yield from (piece for piece in (before, heading) if piece)
    if after:
        yield from _parts(after, letters)


def _larger(lines: Sequence[Block], letters: Letters) -> tuple[int, int]:
    """The first run of lines whose letters are clearly larger than those of most lines; (0, 0) for none."""
    heights = [letters.height_in(line["bbox"]) or 0.0 for line in lines]
    usual = median(heights[-_MANY:])
    large = [usual > 0 and height >= usual * _LARGER for height in heights]
    if not any(large) or 2 * sum(large) > len(lines):
        return 0, 0
    first = large.index(True)
    end = next((i for i in range(first, len(large)) if not large[i]), len(large))
    return (first, end) if end - first <= _MOST_LINES else (0, 0)


def _numbered_line(block: Block, lines: Sequence[Block]) -> bool:
    """Whether the first line is numbered and ends well before the others."""
    text = block_text(block.get("content"))[:40]
    found = numbering(text)
    short = lines[0]["bbox"][2] < block["bbox"][2] - _SHORTER
    return found is not None and found.rank <= _DEEPEST_RANK and short and found.end < len(text)


def _cut(
    block: Block, first: int, end: int, letters: Letters
) -> tuple[Block | None, Block, Block | None] | None:
    """What stands before some lines, these as a heading, and what follows; None when they are no heading."""
    lines = block["lines"]
    text = " ".join(letters.text_in(line["bbox"]) for line in lines[first:end])
    heading, whole = "".join(text.split()), "".join(block_text(block.get("content")).split())
    at = whole.find(heading)
    in_place = at == 0 if first == 0 else at > 0 and whole.count(heading) == 1
    if not in_place or not could_be_heading(text) or len(heading) == len(whole):
        return None
    return (
        _piece(block, lines[:first], 0, at),
        {
            "type": "paragraph_title",
            "content": text,
            "bbox": _around(lines[first:end]),
            "lines": lines[first:end],
        },
        _piece(block, lines[end:], at + len(heading), len(whole)),
    )


def _piece(block: Block, lines: list[Block], start: int, end: int) -> Block | None:
    """The part of a block from one letter to another, without spaces counted; None when it is empty."""
    content = block.get("content")
    spans = content if isinstance(content, list) else [{"type": "text", "content": content}]
    result: list[Block] = []
    at = 0
    for span in spans:
        text = ""
        for character in block_text(span):
            at += not character.isspace()
            text += character if start < at <= end or (character.isspace() and text) else ""
        if text.strip():
            result.append({**span, "content": text})
    around = _around(lines) if lines else block["bbox"]
    return {**block, "content": result, "bbox": around, "lines": lines} if result else None


def _around(lines: Sequence[Block]) -> Box:
    boxes = [line["bbox"] for line in lines]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
