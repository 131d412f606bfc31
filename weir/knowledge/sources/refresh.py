"""One refresh of a source: look at its origin, take in what is new or changed, let go of what is gone.

An item is written down only when its document is safely in the base, so a refresh that a crash cut off finds
the rest to do when it runs again. An older document of an item serves until the newer one is ready.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from sqlalchemy import Connection, delete, func, select, update

from weir.core.errors import WeirError
from weir.core.store import Store, insert_into, now_ms
from weir.knowledge.records import StoredDocument, packed_error
from weir.knowledge.sources.contract import GONE, Content, Item, Origin
from weir.knowledge.sources.records import ItemStatus, Refresh, SourceItem, stored_item
from weir.knowledge.sources.tables import items as items_table
from weir.knowledge.tables import bases, documents

_FEW = 10
_SHARE = 0.5
"""When more than `_FEW` items and more than this share of them are gone at once, a person should say so."""


class Shelf(Protocol):
    """What a refresh needs of the knowledge bases."""

    def add_document(self, base_id: str, name: str, data: bytes) -> StoredDocument: ...

    def ingest(self, document_id: str) -> StoredDocument: ...

    def delete_document(self, id: str) -> None: ...


@dataclass(slots=True)
class Refresher:
    """Brings the base of one source up to date. Blocks; `told(done, total, name)` hears of the progress."""

    store: Store
    shelf: Shelf
    source: str
    base: str
    origin: Origin
    told: Callable[[int, int, str], None] = lambda done, total, name: None
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, remove: bool = False) -> Refresh:
        """Refresh; `remove` also removes documents when so many are gone that they would be held.

        ``source.unreachable`` before anything was changed, when the origin cannot be listed.
        """
        known = self._known()
        found = {item.key: item for item in self.origin.items()}
        for done, item in enumerate(found.values()):
            self.told(done, len(found), item.name)
            self.counts[self._bring(item, known.get(item.key))] += 1
        gone = [item for key, item in known.items() if key not in found]
        self._let_go(gone, len(known), remove)
        self.told(len(found), len(found), "")
        return Refresh(**self.counts)

    def _known(self) -> dict[str, SourceItem]:
        query = select(items_table).where(items_table.c.source == self.source)
        with self.store.read() as connection:
            return {row.key: stored_item(row) for row in connection.execute(query)}

    def _bring(self, item: Item, known: SourceItem | None) -> str:
        """Take one item in; what became of it, as `Refresh` counts it."""
        try:
            there = known is not None and self._in_base(known)
            version = known.version if known and there and known.status is ItemStatus.READY else ""
            content = self.origin.read(item, version)
            if content is None:
                self._seen(item.key)
                return "unchanged"
            return self._take_in(item, content, known)
        except WeirError as error:
            self._failed(item, error, known)
            return "failed"

    def _take_in(self, item: Item, content: Content, known: SourceItem | None) -> str:
        owned = not self._holds(content.data) or (known is not None and known.owned)
        document = self.shelf.add_document(self.base, item.name, content.data)
        if not document.finished:
            document = self.shelf.ingest(document.id)
        if document.error is not None:
            if owned and (known is None or known.document_id != document.id):
                self.shelf.delete_document(document.id)
            raise document.error
        now = now_ms()
        self._write(
            key=item.key, name=item.name, version=content.version or item.version, document_id=document.id,
            owned=owned, revision=known.revision + 1 if known else 1, status=ItemStatus.READY, error=None,
            modified_at=content.modified_at or item.modified_at, changed_at=now, seen_at=now,
        )  # fmt: skip
        if known is not None and known.document_id != document.id:
            self._drop_document(known)
        return "changed" if known else "added"

    def _failed(self, item: Item, error: WeirError, known: SourceItem | None) -> None:
        """Note why an item failed; what was made of it before stays."""
        if error.code.startswith("store."):
            raise error
        status = ItemStatus.GONE if error.code == GONE.code else ItemStatus.FAILED
        now = now_ms()
        self._write(
            key=item.key, name=item.name, version=known.version if known else "",
            document_id=known.document_id if known else None, owned=known.owned if known else False,
            revision=known.revision if known else 0, status=status, error=packed_error(error),
            modified_at=item.modified_at, changed_at=known.changed_at if known else now, seen_at=now,
        )  # fmt: skip

    def _let_go(self, gone: list[SourceItem], total: int, remove: bool) -> None:
        many = len(gone) > _FEW and len(gone) > total * _SHARE
        if many and not remove:
            with self.store.write() as connection:
                keys = [item.key for item in gone]
                mine = items_table.c.source == self.source, items_table.c.key.in_(keys)
                connection.execute(update(items_table).where(*mine).values(status=ItemStatus.GONE))
            self.counts["held"] += len(gone)
            return
        for item in gone:
            self._drop_document(item)
            with self.store.write() as connection:
                connection.execute(
                    delete(items_table).where(
                        items_table.c.source == self.source, items_table.c.key == item.key
                    )
                )
            self.counts["removed"] += 1

    def _drop_document(self, item: SourceItem) -> None:
        """Delete the document of an item unless somebody else put it there or still stands on it."""
        if item.document_id is None or not item.owned:
            return
        with self.store.read() as connection:
            stands = select(func.count()).where(
                items_table.c.document_id == item.document_id,
                (items_table.c.source != item.source) | (items_table.c.key != item.key),
            )
            shared = connection.execute(stands).scalar_one() > 0
            there = _exists(connection, item.document_id)
        if there and not shared:
            self.shelf.delete_document(item.document_id)

    def _in_base(self, item: SourceItem) -> bool:
        with self.store.read() as connection:
            return item.document_id is not None and _exists(connection, item.document_id)

    def _holds(self, data: bytes) -> bool:
        """Whether the base has a document of these bytes already."""
        query = (
            select(documents.c.id)
            .join(bases, bases.c.number == documents.c.base)
            .where(bases.c.id == self.base, documents.c.sha256 == sha256(data).hexdigest())
        )
        with self.store.read() as connection:
            return connection.execute(query).first() is not None

    def _seen(self, key: str) -> None:
        with self.store.write() as connection:
            mine = items_table.c.source == self.source, items_table.c.key == key
            connection.execute(update(items_table).where(*mine).values(seen_at=now_ms()))

    def _write(self, **values: object) -> None:
        with self.store.write() as connection:
            statement = insert_into(connection, items_table).values(source=self.source, **values)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["source", "key"], set_=_without_key(values))
            )


def _without_key(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name != "key"}


def _exists(connection: Connection, document_id: str) -> bool:
    return connection.execute(select(documents.c.id).where(documents.c.id == document_id)).first() is not None
