"""PDF by docvortex: headings, tables, columns and boxes from the text layer; PDFium's text where that fails.

Pages are read in batches, so that a long file that runs out of time keeps the structure found so far and gets
plain text for the rest.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from weir.documents import kinds
from weir.documents.elements import Element
from weir.documents.parsers import pdfium
from weir.documents.parsers.contract import Draft, Source
from weir.documents.parsers.docling_lines import page_paragraphs, right_to_left
from weir.documents.parsers.first_lines import reread
from weir.documents.parsers.page_letters import letters
from weir.documents.parsers.vortex_blocks import (
    Block,
    block_elements,
    block_text,
    page_blocks,
    repeated_margins,
    silence,
)

if TYPE_CHECKING:
    import pypdfium2

_BATCH = 24
_LEAST_SHARE = 0.5
"""A page on which docvortex finds less than this share of the characters is read again as plain text."""


class VortexPdf:
    name = "docvortex-pdf"
    kinds = (kinds.PDF,)
    rank = 10

    def load(self) -> None:
        silence()
        import docvortex.analyzers.native.pdf.pipeline
        import docvortex.document.pdf  # noqa: F401

    def parse(self, source: Source) -> Draft:
        self.load()
        pdf = pdfium.open_pdf(source)
        try:
            return _Reading(pdf, source).draft()
        finally:
            pdf.close()


class _Reading:
    def __init__(self, pdf: pypdfium2.PdfDocument, source: Source) -> None:
        self.pdf, self.source = pdf, source
        self.counts = pdfium.characters(pdf, source)
        self.plain: list[int] = []

    def draft(self) -> Draft:
        draft = pdfium.pdf_draft(self.pdf)
        draft.elements = list(self._elements()) or list(self._plain_elements())
        blank = [number for number, count in enumerate(self.counts, 1) if count == 0]
        if blank:
            draft.warnings.append(f"Pages without text (scanned?), not read: {_ranges(blank)}.")
        if self.plain:
            draft.warnings.append(f"Pages read as plain text, without structure: {_ranges(self.plain)}.")
        return draft

    def _elements(self) -> Iterator[Element]:
        for first in range(0, len(self.counts), _BATCH):
            last = min(first + _BATCH, len(self.counts))
            blocks = self._blocks(first, last)
            margins = repeated_margins(blocks.values())
            for index in range(first, last):
                yield from self._page(index, blocks.get(index - first, []), margins)

    def _plain_elements(self) -> Iterator[Element]:
        """Every page as plain text: where docvortex takes all there is for headers and footers."""
        for index in range(len(self.counts)):
            yield from self._page(index, [], frozenset())

    def _blocks(self, first: int, last: int) -> dict[int, list[Block]]:
        """The blocks of some pages by page within the batch; none when time is up or the engine fails."""
        from docvortex.analyzers.native import PdfModel
        from docvortex.document.pdf import PDFDocument

        if time.monotonic() > self.source.deadline:
            return {}
        data = self.source.data if last - first == len(self.counts) else self._part(first, last)
        try:
            with PDFDocument(data) as document:
                return dict(page_blocks(PdfModel().predict(document), "pdf"))
        except MemoryError:
            raise
        except Exception:  # an engine in its first months; the pages are read as plain text instead
            return {}

    def _part(self, first: int, last: int) -> bytes:
        import pypdfium2

        part = pypdfium2.PdfDocument.new()
        try:
            part.import_pages(self.pdf, list(range(first, last)))
            buffer = io.BytesIO()
            part.save(buffer)
            return buffer.getvalue()
        finally:
            part.close()

    def _page(self, index: int, blocks: list[Block], margins: frozenset[str]) -> Iterator[Element]:
        if self.counts[index] == 0:
            return
        said = "".join("".join(block_text(block.get("content")).split()) for block in blocks)
        if right_to_left(said) and (paragraphs := list(page_paragraphs(self.source.data, index + 1))):
            yield from paragraphs
        elif len(said) >= self.counts[index] * _LEAST_SHARE:
            yield from block_elements(self._reread(blocks, index), index + 1, margins)
        else:
            self.plain.append(index + 1)
            yield from pdfium.page_text(self.pdf, index + 1)

    def _reread(self, blocks: list[Block], index: int) -> list[Block]:
        page = self.pdf[index]
        try:
            with letters(page) as on_page:
                return list(reread(blocks, on_page))
        finally:
            page.close()


def _ranges(numbers: list[int]) -> str:
    """``[1, 2, 3, 7]`` as ``1-3, 7``."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
