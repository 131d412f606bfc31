"""PDF text by PDFium: no structure, but 2 ms a page where native structure takes 50; the fallback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from weir.documents import kinds
from weir.documents.cleaning import join_lines
from weir.documents.elements import Box, Element, ElementKind
from weir.documents.errors import BROKEN, ENCRYPTED, TOO_MANY_PAGES
from weir.documents.parsers.contract import Draft, Source

if TYPE_CHECKING:
    import pypdfium2

_METADATA = {"Author": "author", "Subject": "subject", "Keywords": "keywords", "Creator": "creator"}


class PdfiumText:
    name = "pdfium"
    kinds = (kinds.PDF,)
    rank = 20

    def load(self) -> None:
        import pypdfium2  # noqa: F401

    def parse(self, source: Source) -> Draft:
        pdf = open_pdf(source)
        try:
            draft = pdf_draft(pdf)
            draft.elements = [
                element for number in range(1, len(pdf) + 1) for element in page_text(pdf, number)
            ]
        finally:
            pdf.close()
        draft.warnings.append("Only the text of the pages was read; headings and tables were not recovered.")
        return draft


def open_pdf(source: Source) -> pypdfium2.PdfDocument:
    """The opened file; raises `document.encrypted`, `.broken` or `.too_many_pages`."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(source.data)
        pages = len(pdf)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ENCRYPTED(name=source.name) from error
        raise BROKEN(name=source.name, kind=source.kind.title, reason=str(error).rstrip(".")) from error
    if pages > source.limits.max_pages:
        raise TOO_MANY_PAGES(name=source.name, pages=pages, limit=source.limits.max_pages)
    if pages == 0:
        raise BROKEN(name=source.name, kind=source.kind.title, reason="it has no pages")
    return pdf


def pdf_draft(pdf: pypdfium2.PdfDocument) -> Draft:
    """A draft with what the file says of itself."""
    said = pdf.get_metadata_dict(skip_empty=True)
    metadata: dict[str, Any] = {ours: said[theirs] for theirs, ours in _METADATA.items() if theirs in said}
    for theirs, ours in (("CreationDate", "created"), ("ModDate", "modified")):
        if theirs in said:
            metadata[ours] = _date(said[theirs])
    return Draft(pages=len(pdf), title=said.get("Title", ""), metadata=metadata)


def page_texts(pdf: pypdfium2.PdfDocument) -> list[str]:
    """The text layer of each page."""
    return [_raw_text(pdf, number) for number in range(1, len(pdf) + 1)]


def page_text(pdf: pypdfium2.PdfDocument, number: int) -> Iterator[Element]:
    """The paragraphs of a page (counted from 1), each with the box around its text."""
    page = pdf[number - 1]
    text_page = page.get_textpage()
    try:
        raw = text_page.get_text_range()
        for match in re.finditer(r"\S(?:.*?\S)??(?=\s*(?:\r?\n[ \t]*\r?\n|\Z))", raw, re.S):
            box = _box(text_page, match.start(), match.end(), page.get_size())
            yield Element(ElementKind.PARAGRAPH, join_lines(match.group()), page=number, box=box)
    finally:
        text_page.close()
        page.close()


def _raw_text(pdf: pypdfium2.PdfDocument, number: int) -> str:
    page = pdf[number - 1]
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()


def _box(text_page: Any, start: int, end: int, size: tuple[float, float]) -> Box | None:
    """The box around some characters. Lines, not characters, are asked for: a page has few of them."""
    rects = [text_page.get_rect(index) for index in range(text_page.count_rects(start, end - start))]
    width, height = size
    if not rects or width <= 0 or height <= 0:
        return None
    left, right = min(rect[0] for rect in rects) / width, max(rect[2] for rect in rects) / width
    top, bottom = 1 - max(rect[3] for rect in rects) / height, 1 - min(rect[1] for rect in rects) / height
    return (_fraction(left), _fraction(top), _fraction(right), _fraction(bottom))


def _fraction(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 4)


def _date(value: str) -> str:
    """A PDF date such as ``D:20210625144631+08'00'`` as ISO 8601; other text is left as it is."""
    match = re.match(r"D:(\d{4})(\d\d)?(\d\d)?", value)
    return "-".join(part for part in match.groups() if part) if match else value
