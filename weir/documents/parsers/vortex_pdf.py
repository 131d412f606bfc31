"""PDF by docvortex: headings, tables, columns and boxes from the text layer; PDFium's text where that fails,
and recognition where the text layer is missing or is not what the page shows.

Pages are read in batches, so that a long file that runs out of time keeps the structure found so far and gets
plain text for the rest.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from weir.core.errors import WeirError
from weir.documents import kinds
from weir.documents.elements import Element
from weir.documents.errors import NO_OCR, NO_TEXT
from weir.documents.ocr import available
from weir.documents.parsers import pdfium
from weir.documents.parsers.contract import Draft, Source
from weir.documents.parsers.docling_lines import page_paragraphs, right_to_left
from weir.documents.parsers.first_lines import reread
from weir.documents.parsers.page_letters import letters
from weir.documents.parsers.pdf_scans import PICTURE, Scans, page_faults, ranges
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
_LEAST_OF_GARBLED = 0.1
"""Of the characters of a text layer that is not sound, where one letter may be written as eight."""
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
        texts = pdfium.page_texts(pdf)
        self.counts = [len("".join(text.split())) for text in texts]
        self.scans = Scans(page_faults(pdf, texts))
        self.sound = [
            n for n in range(1, len(texts) + 1) if n not in self.scans.faults and self.counts[n - 1]
        ]
        self.plain: list[int] = []

    def draft(self) -> Draft:
        draft = pdfium.pdf_draft(self.pdf)
        pages = self._pages() or {number: list(self._page(number, [], frozenset())) for number in self.sound}
        self.scans.read(self.pdf, self.source)
        for number, found in self.scans.elements.items():
            pages[number] = self._better(number, found)
        draft.elements = [element for number in sorted(pages) for element in pages[number]]
        if not draft.elements:
            raise self._nothing()
        self.scans.report(draft)
        if self.plain:
            draft.warnings.append(f"Pages read as plain text, without structure: {ranges(self.plain)}.")
        return draft

    def _better(self, number: int, found: list[Element]) -> list[Element]:
        """What was recognised on a page, or its text layer where recognition found too little of it."""
        letters = sum(len("".join(element.text.split())) for element in found)
        least = 1.0 if self.scans.faults[number] == PICTURE else _LEAST_OF_GARBLED
        if letters >= self.counts[number - 1] * least and number not in self.scans.doubtful:
            return found
        return list(pdfium.page_text(self.pdf, number)) or found

    def _nothing(self) -> WeirError:
        return (NO_TEXT if available() or not self.scans.faults else NO_OCR)(name=self.source.name)

    def _pages(self) -> dict[int, list[Element]]:
        """The elements of the pages that have a sound text layer; empty where docvortex finds none at all."""
        pages: dict[int, list[Element]] = {}
        for at in range(0, len(self.sound), _BATCH):
            batch = self.sound[at : at + _BATCH]
            blocks = self._blocks(batch)
            margins = repeated_margins(blocks.values())
            for number in batch:
                pages[number] = list(self._page(number, blocks.get(number, []), margins))
        return pages if any(pages.values()) else {}

    def _blocks(self, numbers: list[int]) -> dict[int, list[Block]]:
        """The blocks of some pages by page; none when time is up or the engine fails."""
        from docvortex.analyzers.native import PdfModel
        from docvortex.document.pdf import PDFDocument

        if time.monotonic() > self.source.deadline:
            return {}
        data = self.source.data if len(numbers) == len(self.counts) else self._part(numbers)
        try:
            with PDFDocument(data) as document:
                found = dict(page_blocks(PdfModel().predict(document), "pdf"))
        except MemoryError:
            raise
        except Exception:  # an engine in its first months; the pages are read as plain text instead
            return {}
        return {number: found.get(index, []) for index, number in enumerate(numbers)}

    def _part(self, numbers: list[int]) -> bytes:
        import pypdfium2

        part = pypdfium2.PdfDocument.new()
        try:
            part.import_pages(self.pdf, [number - 1 for number in numbers])
            buffer = io.BytesIO()
            part.save(buffer)
            return buffer.getvalue()
        finally:
            part.close()

    def _page(self, number: int, blocks: list[Block], margins: frozenset[str]) -> Iterator[Element]:
        said = "".join("".join(block_text(block.get("content")).split()) for block in blocks)
        if right_to_left(said) and (paragraphs := list(page_paragraphs(self.source.data, number))):
            yield from paragraphs
        elif len(said) >= self.counts[number - 1] * _LEAST_SHARE:
            yield from block_elements(self._reread(blocks, number), number, margins)
        else:
            self.plain.append(number)
            yield from pdfium.page_text(self.pdf, number)

    def _reread(self, blocks: list[Block], number: int) -> list[Block]:
        page = self.pdf[number - 1]
        try:
            with letters(page) as on_page:
                return list(reread(blocks, on_page))
        finally:
            page.close()
