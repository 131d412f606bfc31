"""A page of a file, or a piece of it, as a picture. Runs inside a worker."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from weir.documents import kinds
from weir.documents.elements import Box
from weir.documents.errors import BROKEN, NO_PICTURE
from weir.documents.limits import Limits
from weir.documents.parsers import EngineFailed, Source
from weir.documents.sniff import sniff

if TYPE_CHECKING:
    from PIL.Image import Image


def render(data: bytes, name: str, page: int, box: Box | None, dpi: int, limits: Limits) -> bytes:
    """A PNG of a page (counted from 1) of a PDF or a picture, or of the part of it within `box`.

    Raises `document.no_picture` for other kinds and for pages that the file does not have.
    """
    source = Source(data, name, sniff(data, name).kind, limits)
    image = _page(source, page, dpi)
    if box:
        image = image.crop(_corners(box, image.size))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _page(source: Source, page: int, dpi: int) -> Image:
    if source.kind is kinds.PDF:
        return _pdf_page(source, page, dpi)
    if source.kind in kinds.IMAGES:
        return _frame(source, page)
    raise NO_PICTURE(name=source.name, page=page)


def _pdf_page(source: Source, page: int, dpi: int) -> Image:
    from PIL import Image

    from weir.documents.parsers.pdf_scans import rendered
    from weir.documents.parsers.pdfium import open_pdf

    pdf = open_pdf(source)
    try:
        if not 1 <= page <= len(pdf):
            raise NO_PICTURE(name=source.name, page=page)
        return Image.fromarray(rendered(pdf, page, dpi)[:, :, ::-1].copy())
    finally:
        pdf.close()


def _frame(source: Source, page: int) -> Image:
    from weir.documents.parsers.images import frames, on_white

    try:
        for number, frame in enumerate(frames(source), 1):
            if number == page:
                return on_white(frame)
    except EngineFailed as error:
        raise BROKEN(name=source.name, kind=source.kind.title, reason=str(error)) from error
    raise NO_PICTURE(name=source.name, page=page)


def _corners(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box in pixels, at least one of them."""
    (width, height), (left, top, right, bottom) = size, box
    first = min(max(int(left * width), 0), width - 1), min(max(int(top * height), 0), height - 1)
    last = (
        min(max(round(right * width), first[0] + 1), width),
        min(max(round(bottom * height), first[1] + 1), height),
    )
    return (*first, *last)
