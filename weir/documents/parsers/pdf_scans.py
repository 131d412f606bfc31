"""Pages of a PDF whose text layer is missing, or is not what the page shows, are read by recognition."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weir.documents.elements import Element
from weir.documents.ocr import MODEL, available
from weir.documents.parsers.contract import Draft, Source
from weir.documents.quality import text_fault

if TYPE_CHECKING:
    import pypdfium2

PICTURE = "it is a picture"
_DPI = 200
_LONGEST_SIDE = 3600
"""Pixels of a rendered page."""
_FEW = 60
"""So few characters over a picture that fills the page are a stamp or a page number on a scan."""
_MOST_OF_THE_PAGE = 0.5
_DOUBTFUL = 0.8
"""A page read with less certainty is named in a warning."""
_IMAGE = 3


def page_faults(pdf: pypdfium2.PdfDocument, texts: list[str]) -> dict[int, str]:
    """Why a page (counted from 1) cannot be read by its text layer; an empty page has none."""
    faults: dict[int, str] = {}
    for number, text in enumerate(texts, 1):
        size = len("".join(text.split()))
        fault = text_fault(text)
        if size < _FEW and not fault:
            drawn, share = _drawn(pdf, number)
            fault = PICTURE if share > _MOST_OF_THE_PAGE or (drawn and not size) else ""
        if fault:
            faults[number] = fault
    return faults


def _drawn(pdf: pypdfium2.PdfDocument, number: int) -> tuple[bool, float]:
    """Whether anything is drawn on a page, and the share of it that its largest picture covers."""
    page = pdf[number - 1]
    try:
        width, height = page.get_mediabox()[2:]
        objects = list(page.get_objects(max_depth=4))
        shares = [_share(each.get_bounds(), width * height) for each in objects if each.type == _IMAGE]
        return bool(objects), max(shares, default=0.0)
    finally:
        page.close()


def _share(bounds: tuple[float, float, float, float], whole: float) -> float:
    left, bottom, right, top = bounds
    return (right - left) * (top - bottom) / whole if whole > 0 else 0.0


@dataclass(slots=True)
class Scans:
    """The pages that need recognition, and what became of them."""

    faults: Mapping[int, str]
    elements: dict[int, list[Element]] = field(default_factory=dict)
    turned: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    reason: str = ""

    def read(self, pdf: pypdfium2.PdfDocument, source: Source) -> None:
        """Recognise page after page until the time is up."""
        if not self.faults:
            return
        if not available():
            self._leave(list(self.faults), "text recognition is not installed: pip install 'weir[ocr]'")
        elif not source.begin("ocr"):
            self._leave(list(self.faults), "text recognition failed on this file")
        else:
            self._read_pages(pdf, source.deadline)

    def _read_pages(self, pdf: pypdfium2.PdfDocument, deadline: float) -> None:
        slowest = 0.0
        for number in self.faults:
            started = time.monotonic()
            if started + slowest > deadline:
                self._leave([n for n in self.faults if n >= number], "the time was up")
                return
            self._read_page(pdf, number)
            slowest = max(slowest, time.monotonic() - started)

    def _leave(self, numbers: list[int], reason: str) -> None:
        self.unread, self.reason = numbers, reason

    def _read_page(self, pdf: pypdfium2.PdfDocument, number: int) -> None:
        from weir.documents.ocr.page import read_image

        page = read_image(rendered(pdf, number), number)
        self.elements[number] = list(page.elements)
        if page.turned:
            self.turned.append(number)
        if page.elements and page.certainty < _DOUBTFUL:
            self.doubtful.append(number)

    def report(self, draft: Draft) -> None:
        """Say in the draft which pages were recognised, turned, doubtful, and not read."""
        if read := [number for number in self.elements if self.elements[number]]:
            draft.metadata["ocr"] = MODEL
            draft.metadata["ocr_pages"] = ranges(read)
        draft.warnings.extend(self._warnings())

    def _warnings(self) -> Iterator[str]:
        empty = [number for number in self.elements if not self.elements[number]]
        for numbers, words in (
            (empty, "Pages that are pictures without text: {}."),
            (self.turned, "Pages that lay on their side or head were turned to be read: {}."),
            (self.doubtful, "Pages read with little certainty: {}."),
            (self.unread, f"Scanned pages, not read ({self.reason}): {{}}."),
        ):
            if numbers:
                yield words.format(ranges(numbers))


def rendered(pdf: pypdfium2.PdfDocument, number: int, dpi: int = _DPI) -> Any:
    """A page as a picture: bytes [height, width, 3], blue first."""
    page = pdf[number - 1]
    try:
        scale = min(dpi / 72, _LONGEST_SIDE / max(*page.get_size(), 1.0))
        return page.render(scale=scale).to_numpy().copy()
    finally:
        page.close()


def ranges(numbers: list[int]) -> str:
    """``[1, 2, 3, 7]`` as ``1-3, 7``."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
