"""Every passage of a base, in the order of its documents."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import select

from weir.core.store import Store
from weir.knowledge.bases import get_base
from weir.knowledge.evidence import Evidence
from weir.knowledge.tables import chunks, documents

_PAGE = 1000


def passages_of(store: Store, base_id: str) -> Iterator[Evidence]:
    """The chunks of a base as evidence for nothing in particular; ``auth.not_found``."""
    with store.read() as connection:
        number = get_base(connection, base_id).number
    query = (
        select(chunks, documents.c.name.label("document"))
        .join(documents, documents.c.id == chunks.c.document_id)
        .where(chunks.c.base == number)
        .order_by(chunks.c.number)
        .limit(_PAGE)
    )
    after = 0
    while True:
        with store.read() as connection:
            rows = connection.execute(query.where(chunks.c.number > after)).all()
        if not rows:
            return
        for row in rows:
            yield Evidence(
                id=row.id, text=row.text, document=row.document, document_id=row.document_id,
                knowledge_base=base_id, page=row.page_from, headings=tuple(orjson.loads(row.headings)),
                sha256=row.sha256,
            )  # fmt: skip
        after = rows[-1].number
