"""What stands around the best chunks and belongs to them: the rest of a section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from weir.knowledge.index import Filter
from weir.knowledge.retrieval.query import Intent, Query
from weir.knowledge.retrieval.rows import ChunkRow, rows_at

_READ = 3  # chunks whose surroundings are looked at
_MOST = 2  # chunks that may come in this way
_WHOLE = frozenset((Intent.overview, Intent.steps))  # a part of these is no answer


def around(connection: Connection, query: Query, found: Sequence[ChunkRow], where: Filter) -> list[ChunkRow]:
    """Chunks that are not in `found` and should be read with its first ones."""
    places = dict.fromkeys(place for row in found[:_READ] for place in _places(query, row))
    there = {(row.document_id, row.position) for row in found}
    wanted = [place for place in places if place not in there]
    rows = rows_at(connection, wanted, where)
    sections = {_section(row) for row in found[:_READ]}
    fitting = [rows[place] for place in wanted if place in rows]
    return [row for row in fitting if row.parent is None and _section(row) in sections][:_MOST]


def _places(query: Query, row: ChunkRow) -> Iterator[tuple[str, int]]:
    if query.intent in _WHOLE and row.section_start is not None:
        yield row.document_id, row.position + 1


def _section(row: ChunkRow) -> tuple[str, int | None]:
    return row.document_id, row.section_start
