"""OFD by docvortex: of the engines tried, the only one that rebuilds the tables of an invoice."""

from __future__ import annotations

import io

from weir.documents import kinds
from weir.documents.parsers.contract import Draft, Source
from weir.documents.parsers.vortex_blocks import block_elements, page_blocks, repeated_margins, silence


class VortexOfd:
    name = "docvortex-ofd"
    kinds = (kinds.OFD,)
    rank = 10

    def load(self) -> None:
        silence()
        import docvortex.analyzers.native  # noqa: F401

    def parse(self, source: Source) -> Draft:
        self.load()
        from docvortex.analyzers.native import OfdModel

        model = OfdModel()
        pages = page_blocks(model.predict(io.BytesIO(source.data)), "ofd")
        margins = repeated_margins(blocks for _, blocks in pages)
        draft = Draft(pages=len(pages), warnings=[str(note["message"]) for note in model.diagnostics])
        for index, blocks in pages:
            draft.elements.extend(block_elements(blocks, index + 1, margins))
        return draft
