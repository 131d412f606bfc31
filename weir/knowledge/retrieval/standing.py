"""What stands for what was found: the table for its rows, one of several texts that say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from weir.knowledge.index import Filter, Hit
from weir.knowledge.retrieval.rows import ChunkRow, rows_at
from weir.knowledge.tables import chunks, documents


def tables_for_rows(
    connection: Connection, hits: Sequence[Hit], rows: Mapping[int, ChunkRow], where: Filter
) -> tuple[list[Hit], Mapping[int, ChunkRow]]:
    """The hits with the chunk that holds the table in place of its rows, each once where its best row stood.

    A row is written for searching; the table is the document's own words and can be quoted. `why` keeps the
    row that was found.
    """
    places = {
        hit.number: (rows[hit.number].document_id, rows[hit.number].parent)
        for hit in hits
        if hit.number in rows and rows[hit.number].parent is not None
    }
    tables = rows_at(connection, list(dict.fromkeys(places.values())), where)
    standing: dict[int, Hit] = {}
    for hit in hits:
        table = tables.get(places[hit.number]) if hit.number in places else None
        if table is not None:
            why = {**hit.why, "row": {"text": rows[hit.number].text}}
            standing.setdefault(table.number, Hit(table.number, hit.score, why))
        elif hit.number not in places:
            standing.setdefault(hit.number, hit)
    return list(standing.values()), {**rows, **{table.number: table for table in tables.values()}}


def other_sources(
    connection: Connection, rows: Sequence[ChunkRow], where: Filter
) -> Mapping[str, list[dict[str, Any]]]:
    """For each chunk, by its id, where else in what is searched the same is said."""
    wanted = {row.duplicate_of or row.number for row in rows}
    query = (
        select(chunks, documents.c.name.label("document"))
        .join(documents, documents.c.id == chunks.c.document_id)
        .where(chunks.c.base.in_(where.bases))
        .where(or_(chunks.c.number.in_(wanted), chunks.c.duplicate_of.in_(wanted)))
        .order_by(chunks.c.number)
    )
    if where.documents is not None:
        query = query.where(chunks.c.document_id.in_(where.documents))
    alike: dict[int, list[Any]] = defaultdict(list)
    for found in connection.execute(query):
        alike[found.duplicate_of or found.number].append(found)
    return {
        row.id: [
            {
                "id": each.id,
                "document": each.document,
                "document_id": each.document_id,
                "page": each.page_from,
            }
            for each in alike[row.duplicate_of or row.number]
            if each.number != row.number
        ]
        for row in rows
    }
