"""The title of a document: what it says, what it shows largest, or what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from statistics import median

from weir.documents.elements import Element, ElementKind
from weir.documents.structure.captions import is_caption
from weir.documents.structure.lines import could_be_heading
from weir.documents.structure.numbering import numbering

_POOR = re.compile(
    r"(untitled|microsoft (word|powerpoint|excel)|无标题|未命名|新建|powerpoint|slide \d+$|print$|"
    r"(document|doc|book|presentation|文档|工作簿|演示文稿)\d*$|(scan|img|dsc|pic)[-_ ]?\d+|[\W\d_]+$|"
    r"\S+\.(docx?|wps|pdf|odt|pptx?|xlsx?|indd|tex|html?)$)",
    re.I,
)
_START = 50
_LONGEST = 300
_LARGER = 1.25
_NAME_NOISE = re.compile(
    r"[\s_\-]*(?:[(（\[【]\s*\d{1,2}\s*[)）\]】]|"
    r"[-_ ]?(?:final|copy|draft|副本|最终版?|定稿|终稿|修订版?|扫描件))+$",
    re.I,
)
_IDENTIFIER = re.compile(r"[a-z\d][a-z\d_.\-]*")
_NAME_DATE = re.compile(
    r"^(?:\d{8}|\d{4}[-_.]\d{2}[-_.]\d{2})[-_ ]+|[-_ ]+(?:\d{8}|\d{4}[-_.]\d{2}[-_.]\d{2})$"
)


def document_title(elements: Sequence[Element], stated: str, name: str, headings: bool = True) -> str:
    """A title of at most 300 characters.

    `stated` is what the file says of itself; `headings` is False for files whose headings name parts (sheets,
    members of an archive). In order: a heading of the first level before any numbered one, a plausible stated
    title, the largest text of the first page, any heading near the start, the name of the file, cleaned.
    """
    found = [e for e in elements[:_START] if e.kind is ElementKind.HEADING] if headings else []
    first = next((e.text for e in found if e.level == 1 and not _of_part(e.text)), "")
    candidates = (
        first if found and first == found[0].text else "",
        "" if _POOR.match(stated) else stated,
        first,
        _largest(elements) if headings else "",
        found[0].text if found else "",
    )
    return next((c.strip()[:_LONGEST] for c in candidates if c.strip()), name_as_title(name))


def _of_part(text: str) -> bool:
    """Whether a heading is numbered, so that it names a part."""
    number = numbering(text)
    return number is not None and number.end < len(text)


def _largest(elements: Sequence[Element]) -> str:
    """The largest line at the start, when it is clearly larger than the text."""
    sizes = [e.look.size for e in elements if e.look and e.look.size and e.kind is ElementKind.PARAGRAPH]
    start = [
        e
        for e in elements[:_START]
        if e.look and e.look.size and e.page in (None, 1) and could_be_heading(e.text)
    ]
    start = [e for e in start if not is_caption(e.text)]
    if not sizes or not start:
        return ""
    best = max(start, key=lambda e: (e.look.size if e.look else 0) or 0)
    size = best.look.size if best.look else None
    return best.text if size and size >= _LARGER * median(sizes) else ""


def name_as_title(name: str) -> str:
    """``20240301_数据安全管理办法(1)-最终版.docx`` as ``数据安全管理办法``; names made for machines stay."""
    stem = PurePath(name).stem
    if _IDENTIFIER.fullmatch(stem):
        return stem
    cleaned = _NAME_NOISE.sub("", _NAME_DATE.sub("", stem))
    cleaned = " ".join(re.sub(r"[_+]+|%20", " ", cleaned).split()).strip(" -")
    return cleaned or stem or name
