"""The chunks behind hits, as the store has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select

from weir.knowledge.index import Filter
from weir.knowledge.tables import bases, chunks, documents

ChunkRow = Row[Any]


def rows_of(connection: Connection, numbers: Sequence[int], where: Filter) -> Mapping[int, ChunkRow]:
    """The rows of chunks that are still there and in the bases searched, by their numbers."""
    found = connection.execute(_rows(where).where(chunks.c.number.in_(numbers)))
    return {row.number: row for row in found}


def rows_at(
    connection: Connection, places: Sequence[tuple[str, int]], where: Filter
) -> Mapping[tuple[str, int], ChunkRow]:
    """The rows at places (id of the document, position in it), by place."""
    at = [
        and_(chunks.c.document_id == document, chunks.c.position == position) for document, position in places
    ]
    found = connection.execute(_rows(where).where(or_(*at))) if at else ()
    return {(row.document_id, row.position): row for row in found}


def _rows(where: Filter) -> Select[Any]:
    query = (
        select(
            chunks,
            documents.c.name.label("document"),
            documents.c.title.label("title"),
            documents.c.updated_at.label("updated_at"),
            bases.c.id.label("base_id"),
        )
        .join(documents, documents.c.id == chunks.c.document_id)
        .join(bases, bases.c.number == chunks.c.base)
        .where(chunks.c.base.in_(where.bases))
    )
    return query if where.documents is None else query.where(chunks.c.document_id.in_(where.documents))
