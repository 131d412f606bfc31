"""A document of a base as it stands, to be put into another base or back into its own, without a new reading.

A copy holds what was made of the document: elements and chunks, word for word. Vectors are not in it: they
are kept by the digest of what was encoded, so the same chunks find the same vectors.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import orjson
from sqlalchemy import Connection, select

from weir.core.ids import new_id
from weir.core.store import Store, insert_into, now_ms
from weir.knowledge.bases import lock_base
from weir.knowledge.chunks import Chunk
from weir.knowledge.encoder import Encoder
from weir.knowledge.index import IndexDriver, encode, keep_encoded
from weir.knowledge.shelf import Contents, forms_of, passages_of, sketches_of, write_contents
from weir.knowledge.tables import chunks, documents, elements

_OWN = frozenset({"id", "base", "created_at", "updated_at"})
"""Columns of a document that a copy gets anew."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A document outside of any base."""

    document: dict[str, Any]
    elements: str
    cut: Sequence[Chunk]


def copy_of(connection: Connection, id: str) -> Copy:
    """A document that is there, as it is now."""
    row = connection.execute(select(documents).where(documents.c.id == id)).mappings().one()
    packed = connection.execute(select(elements.c.elements).where(elements.c.document_id == id)).scalar()
    query = select(chunks).where(chunks.c.document_id == id).order_by(chunks.c.position)
    cut = [_chunk(dict(each)) for each in connection.execute(query).mappings()]
    known = {str(name): value for name, value in row.items() if name not in _OWN}
    return Copy(known, packed or "[]", cut)


def packed(copy: Copy) -> bytes:
    """A copy as a file; the same content gives the same bytes."""
    return zlib.compress(orjson.dumps(copy, option=orjson.OPT_SORT_KEYS), 6)


def unpacked(data: bytes) -> Copy:
    """What `packed` made."""
    found = orjson.loads(zlib.decompress(data))
    return Copy(found["document"], found["elements"], [_chunk(chunk) for chunk in found["cut"]])


def place(
    store: Store, index: IndexDriver, encoders: Sequence[Encoder], base: int, copy: Copy, id: str = ""
) -> bool:
    """Put a copy into a base, under its former id if that is given; False if its bytes are there already.

    Encoders are asked only about chunks that they have never seen.
    """
    said = encode(store, base, encoders, passages_of(copy.cut))
    made = forms_of(copy.cut)
    contents = Contents(copy.elements, copy.cut, made, sketches_of(copy.cut, made), said.passages)
    now = now_ms()
    row = {**copy.document, "id": id or new_id("doc"), "base": base, "created_at": now, "updated_at": now}
    with store.write() as connection:
        if not lock_base(connection, base):
            return False
        statement = insert_into(connection, documents).values(row).on_conflict_do_nothing()
        if connection.execute(statement.returning(documents.c.id)).first() is None:
            return False
        keep_encoded(connection, base, encoders, said)
        write_contents(connection, index, base, row["id"], contents)
    return True


def _chunk(row: dict[str, Any]) -> Chunk:
    known = {field.name: row[field.name] for field in fields(Chunk)}
    headings = known["headings"]
    known["headings"] = tuple(orjson.loads(headings) if isinstance(headings, str) else headings)
    return Chunk(**known)
