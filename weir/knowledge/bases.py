"""Knowledge bases in the store: functions over a connection, so that callers choose the transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, select, update

from weir.core.auth import NOT_FOUND
from weir.core.ids import new_id
from weir.core.store import now_ms
from weir.knowledge.records import EMPTY_NAME, KnowledgeBase
from weir.knowledge.tables import bases, documents

_SIZES = (
    select(
        documents.c.base,
        func.count().label("documents"),
        func.coalesce(func.sum(documents.c.chunks), 0).label("chunks"),
    )
    .group_by(documents.c.base)
    .subquery()
)
_BASES = (
    select(bases, _SIZES.c.documents, _SIZES.c.chunks)
    .outerjoin(_SIZES, _SIZES.c.base == bases.c.number)
    .where(bases.c.deleted_at.is_(None))
    .order_by(bases.c.number)
)


def create_base(
    connection: Connection,
    name: str,
    owner: str,
    description: str,
    public: bool,
    readers: Iterable[str],
    template: str | None = None,
) -> str:
    """A new, empty base; its id."""
    now = now_ms()
    row = {
        "id": new_id("kb"),
        "name": valid_name(name),
        "description": description,
        "owner": owner,
        "public": public,
        "readers": packed_readers(readers),
        "template": template,
        "created_at": now,
        "updated_at": now,
    }
    connection.execute(insert(bases), row)
    return str(row["id"])


def get_base(connection: Connection, id: str) -> KnowledgeBase:
    """The base of this id; ``auth.not_found``."""
    row = connection.execute(_BASES.where(bases.c.id == id)).first()
    if row is None:
        raise NOT_FOUND(kind="knowledge_base", id=id)
    return _base(row)


def all_bases(connection: Connection) -> list[KnowledgeBase]:
    """Every base, the oldest first."""
    return [_base(row) for row in connection.execute(_BASES)]


def change_base(connection: Connection, id: str, changes: dict[str, Any]) -> None:
    """Write columns of a base; ``auth.not_found``."""
    alive = bases.c.id == id, bases.c.deleted_at.is_(None)
    if connection.execute(update(bases).where(*alive).values(**changes, updated_at=now_ms())).rowcount == 0:
        raise NOT_FOUND(kind="knowledge_base", id=id)


def lock_base(connection: Connection, number: int) -> bool:
    """Hold a base until the transaction ends, so that its writers take turns; False when it is gone.

    (On SQLite every writer has the whole store to himself already.)
    """
    query = select(bases.c.number).where(bases.c.number == number, bases.c.deleted_at.is_(None))
    return connection.execute(query.with_for_update()).first() is not None


def valid_name(name: str) -> str:
    """The name without blanks around it; ``knowledge.name_empty`` when nothing, or too much, is left."""
    if not 0 < len(name.strip()) <= 200:
        raise EMPTY_NAME()
    return name.strip()


def packed_readers(readers: Iterable[str]) -> str:
    """Groups as the store keeps them."""
    return orjson.dumps(sorted(set(readers))).decode()


def _base(row: Row[Any]) -> KnowledgeBase:
    return KnowledgeBase(
        id=row.id,
        number=row.number,
        name=row.name,
        description=row.description,
        owner=row.owner,
        public=row.public,
        readers=frozenset(orjson.loads(row.readers)),
        documents=row.documents or 0,
        chunks=row.chunks or 0,
        template=row.template,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
