"""What a person should look at in a base: dead links, failures, documents unconfirmed for long."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from weir.core.store import Store, now_ms
from weir.knowledge.records import StoredDocument
from weir.knowledge.shelf import list_documents
from weir.knowledge.sources.records import ItemStatus, SourceItem, stored_item
from weir.knowledge.sources.tables import items, sources

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Staleness:
    """The state of a base's material. Lists hold the worst first."""

    documents: int
    failed: tuple[StoredDocument, ...]
    """Documents that could not be read."""
    stale: tuple[StoredDocument, ...]
    """Neither changed nor confirmed at their origin within the time asked for."""
    dead: tuple[SourceItem, ...]
    """Items that are no longer at their origin."""
    unfetched: tuple[SourceItem, ...]
    """Items that the last refresh could not fetch or read."""

    @property
    def fresh(self) -> float:
        """The share of documents that are ready and not stale, 0 to 1."""
        good = self.documents - len(self.failed) - len(self.stale)
        return good / self.documents if self.documents else 1.0


def staleness(store: Store, base_id: str, base_number: int, days: int) -> Staleness:
    """The report on a base; a document is stale when it was not confirmed for `days` days."""
    before = now_ms() - days * _DAY_MS
    query = select(items).join(sources, sources.c.id == items.c.source).where(sources.c.base == base_id)
    with store.read() as connection:
        documents = list_documents(connection, base_number)
        held = [stored_item(row) for row in connection.execute(query.order_by(items.c.seen_at))]
    confirmed = {item.document_id: item.seen_at for item in held if item.status is ItemStatus.READY}
    looked_at = {
        document.id: max(document.updated_at, confirmed.get(document.id, 0)) for document in documents
    }
    old = [item for item in documents if item.status == "ready" and looked_at[item.id] < before]
    return Staleness(
        documents=len(documents),
        failed=tuple(document for document in documents if document.status == "failed"),
        stale=tuple(sorted(old, key=lambda document: looked_at[document.id])),
        dead=tuple(item for item in held if item.status is ItemStatus.GONE),
        unfetched=tuple(item for item in held if item.status is ItemStatus.FAILED),
    )
