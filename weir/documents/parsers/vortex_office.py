"""Office, book and web formats by docvortex: the second engine for what docling cannot read."""

from __future__ import annotations

import io
import re
from dataclasses import replace

from weir.documents import kinds
from weir.documents.kinds import Kind
from weir.documents.parsers.contract import Draft, Source
from weir.documents.parsers.vortex_blocks import block_elements, page_blocks, silence

_MODELS: dict[Kind, str] = {
    kinds.DOCX: "DocxModel",
    kinds.DOC: "DocModel",
    kinds.PPTX: "PptxModel",
    kinds.PPT: "PptModel",
    kinds.ODT: "OdtModel",
    kinds.ODP: "OdpModel",
    kinds.RTF: "RtfModel",
    kinds.EPUB: "EpubModel",
}
# An item of a list comes with its mark already.
_MARKED_TWICE = re.compile(r"^- (?=(?:-|\d+[.)]) )", re.M)
_SLIDES = (kinds.PPTX, kinds.PPT, kinds.ODP)


class VortexOffice:
    name = "docvortex-office"
    kinds = tuple(_MODELS)
    rank = 30

    def load(self) -> None:
        silence()
        import docvortex.analyzers.native  # noqa: F401

    def parse(self, source: Source) -> Draft:
        self.load()
        from docvortex.analyzers import native

        model = getattr(native, _MODELS[source.kind])()
        pages = page_blocks(model.predict(io.BytesIO(source.data)), source.kind.extensions[0])
        draft = Draft(pages=len(pages) if source.kind in _SLIDES else None)
        for index, blocks in pages:
            page = index + 1 if source.kind in _SLIDES else None
            for element in block_elements(blocks, index + 1, frozenset()):
                draft.elements.append(replace(element, page=page, text=_MARKED_TWICE.sub("", element.text)))
        return draft
