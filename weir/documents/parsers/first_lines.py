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
_LARGER, _MOST_LINES = 1.15, 3


def reread(blocks: list[Block], letters: Letters) -> Iterator[Block]:
    """The blocks of a page with their `size`; what is a heading at the start or end of one comes apart."""
    for block in blocks:
        for part in _parts(block, letters):
            yield _sized(part, letters)


def _sized(block: Block, letters: Letters) -> Block:
    lines = block.get("lines")
    return {**block, "size": letters.height_in(lines[0]["bbox"])} if lines else block


def _parts(block: Block, letters: Letters) -> Iterator[Block]:
    lines = block.get("lines") or []
    if block["type"] != "text" or len(lines) < 2:
        yield block
        return
    heights = [letters.height_in(line["bbox"]) or 0.0 for line in lines]
    first = _larger(heights) or _numbered_line(block, lines)
    block, before = _cut(block, first, letters)
    last = _larger(heights[:0:-1]) if not before else 0
    block, after = _cut(block, -last, letters)
    yield from (part for part in (before, block, after) if part)


def _larger(heights: Sequence[float]) -> int:
    """How many of the first lines have clearly larger letters than most of the lines."""
    usual = median(heights)
    count = next((i for i, height in enumerate(heights) if height < usual * _LARGER), 0) if usual else 0
    return count if count <= _MOST_LINES and 2 * count < len(heights) + 1 else 0


def _numbered_line(block: Block, lines: Sequence[Block]) -> int:
    """1 when the first line is numbered and ends well before the others."""
    text = block_text(block.get("content"))[:40]
    found = numbering(text)
    short = lines[0]["bbox"][2] < block["bbox"][2] - _SHORTER
    return int(found is not None and found.rank <= _DEEPEST_RANK and short and found.end < len(text))


def _cut(block: Block, count: int, letters: Letters) -> tuple[Block, Block | None]:
    """The block without `count` lines at its start (below 0: at its end), and these if they are a heading."""
    lines = block["lines"]
    taken, rest = (lines[:count], lines[count:]) if count > 0 else (lines[count:], lines[:count])
    if not count or not rest:
        return block, None
    text = " ".join(letters.text_in(line["bbox"]) for line in taken)
    content = _without(_spans(block), "".join(text.split()), at_end=count < 0)
    if not could_be_heading(text) or content is None:
        return block, None
    heading = {"type": "paragraph_title", "content": text, "bbox": _around(taken), "lines": taken}
    return {**block, "content": content, "bbox": _around(rest), "lines": rest}, heading


def _spans(block: Block) -> list[Block]:
    content = block.get("content")
    return list(content) if isinstance(content, list) else [{"type": "text", "content": content}]


def _without(spans: list[Block], heading: str, at_end: bool) -> list[Block] | None:
    """The spans without the letters of a heading; None when they do not begin (or end) with these."""
    whole = "".join("".join(block_text(span) for span in spans).split())
    if not (whole.endswith(heading) if at_end else whole.startswith(heading)) or whole == heading:
        return None
    skipped, kept = (0, len(whole) - len(heading)) if at_end else (len(heading), len(whole))
    result: list[Block] = []
    at = 0
    for span in spans:
        text = ""
        for character in block_text(span):
            at += not character.isspace()
            text += character if skipped < at <= kept or (character.isspace() and text) else ""
        if text.strip():
            result.append({**span, "content": text})
    return result


def _around(lines: Sequence[Block]) -> Box:
    boxes = [line["bbox"] for line in lines]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
