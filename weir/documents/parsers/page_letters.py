"""What PDFium knows of the letters on a page and docvortex does not tell: height, the text of a line."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from weir.documents.elements import Box

if TYPE_CHECKING:
    import pypdfium2

_REACH = 4.0
"""Points around the place at which a letter is looked for."""


class Letters:
    """The letters of an open page; boxes are fractions of the page, as in `Element`."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: Any) -> None:
        self._text_page = text_page
        self._width, self._height = page.get_size()

    def text_in(self, box: Box) -> str:
        """The text within a box, on one line."""
        left, top, right, bottom = self._points(box)
        return " ".join(str(self._text_page.get_text_bounded(left, bottom, right, top)).split())

    def height_in(self, box: Box) -> float | None:
        """The height of the letters at the start of a line by their font, in thousandths of the page."""
        from pypdfium2 import raw

        left, top, _, bottom = self._points(box)
        letter = (top - bottom) * 0.5
        index = raw.FPDFText_GetCharIndexAtPos(
            self._text_page, left + letter * 0.5, (top + bottom) / 2, _REACH, _REACH
        )
        bounds = raw.FS_RECTF()
        if index < 0 or not raw.FPDFText_GetLooseCharBox(self._text_page, index, ctypes.byref(bounds)):
            return None
        return round(1000 * float(bounds.top - bounds.bottom) / self._height, 2) or None

    def _points(self, box: Box) -> tuple[float, float, float, float]:
        left, top, right, bottom = box
        width, height = self._width, self._height
        return left * width, (1 - top) * height, right * width, (1 - bottom) * height


@contextmanager
def letters(page: pypdfium2.PdfPage) -> Iterator[Letters]:
    """The letters of a page while the body runs."""
    text_page = page.get_textpage()
    try:
        yield Letters(page, text_page)
    finally:
        text_page.close()
