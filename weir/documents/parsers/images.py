"""Pictures: the text that recognition finds in them."""

from __future__ import annotations

from weir.documents import kinds
from weir.documents.errors import NO_OCR
from weir.documents.parsers.contract import Draft, Source


class Images:
    name = "ocr"
    kinds = kinds.IMAGES
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        raise NO_OCR(name=source.name)
