"""Documents in the store: what is on the shelf of a base. Functions over a connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, Select, delete, insert, select, update

from weir.core.auth import NOT_FOUND
from weir.core.ids import new_id
from weir.core.store import insert_into, now_ms
from weir.documents import Document
from weir.knowledge.chunks import Chunk
from weir.knowledge.duplicates import Sketch, mark_duplicates, release_duplicates, sketch
from weir.knowledge.encoder import passage
from weir.knowledge.forms import Forms, forms
from weir.knowledge.index import Encoded, Entry, IndexDriver
from weir.knowledge.records import StoredDocument, stored_document
from weir.knowledge.tables import bases, chunks, documents, elements

_UNKNOWN = {
    "media_type": None,
    "title": None,
    "language": None,
    "pages": None,
    "chunks": 0,
    "metadata": "{}",
    "warnings": "[]",
    "error": None,
}


def shelve(
    connection: Connection, base: int, name: str, digest: str, size: int, template: str | None = None
) -> StoredDocument:
    """The document of these bytes in the base: queued if it is new, has failed or gets another template."""
    now = now_ms()
    row = {
        "id": new_id("doc"), "base": base, "name": name, "sha256": digest, "size": size,
        "status": "queued", "progress": 0.0, **_UNKNOWN, "template": template, "created_at": now,
        "updated_at": now,
    }  # fmt: skip
    statement = insert_into(connection, documents).values(row)
    connection.execute(statement.on_conflict_do_nothing(index_elements=["base", "sha256"]))
    where = documents.c.base == base, documents.c.sha256 == digest
    again = documents.c.status == "failed"
    asked: dict[str, str] = {}
    if template is not None:
        again |= documents.c.template.is_distinct_from(template)
        asked = {"template": template}
    waits = update(documents).where(*where, again)
    connection.execute(waits.values(status="queued", progress=0.0, error=None, updated_at=now, **asked))
    return stored_document(connection.execute(_documents().where(*where)).one())


def get_document(connection: Connection, id: str) -> StoredDocument:
    """The document of this id; ``auth.not_found``."""
    row = connection.execute(_documents().where(documents.c.id == id)).first()
    if row is None:
        raise NOT_FOUND(kind="document", id=id)
    return stored_document(row)


def list_documents(
    connection: Connection, base: int, limit: int | None = None, after: str = ""
) -> list[StoredDocument]:
    """Documents of a base by id, which is by age; `after` turns the page."""
    where = documents.c.base == base, documents.c.id > after
    query = _documents().where(*where).order_by(documents.c.id).limit(limit)
    return [stored_document(row) for row in connection.execute(query)]


def mark(connection: Connection, id: str, **columns: Any) -> bool:
    """Write columns of a document; False when it is no longer there."""
    statement = update(documents).where(documents.c.id == id).values(**columns, updated_at=now_ms())
    return connection.execute(statement).rowcount == 1


def mark_all(connection: Connection, ids: Sequence[str], **columns: Any) -> None:
    """Write the same columns of several documents; those that are gone are passed over."""
    statement = update(documents).where(documents.c.id.in_(ids)).values(**columns, updated_at=now_ms())
    connection.execute(statement)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read, ready to be written: all that could be worked out before."""

    document: StoredDocument
    base: int
    parsed: Document
    cut: Sequence[Chunk]
    forms: Sequence[Forms]
    sketches: Sequence[Sketch]
    said: Encoded


def fill(connection: Connection, index: IndexDriver, reading: Reading) -> bool:
    """Write all that was read from a document, in place of what was there; False when it was deleted."""
    id, parsed, cut = reading.document.id, reading.parsed, reading.cut
    known = {
        "media_type": parsed.media_type,
        "title": parsed.title or None,
        "language": parsed.language,
        "pages": parsed.pages,
        "metadata": _json(parsed.metadata),
        "warnings": _json(parsed.warnings),
        "chunks": len(cut),
        "cut_as": cut[0].template if cut else None,
    }
    if not mark(connection, id, **known, status="ready", progress=1.0, error=None):
        return False
    empty(connection, index, id)
    contents = Contents(_elements(parsed), cut, reading.forms, reading.sketches, reading.said.passages)
    write_contents(connection, index, reading.base, id, contents)
    return True


@dataclass(frozen=True, slots=True)
class Contents:
    """What is made of a document: its elements as JSON, its chunks, and what is made of each of these."""

    elements: str
    cut: Sequence[Chunk]
    forms: Sequence[Forms]
    sketches: Sequence[Sketch]
    passages: Sequence[bytes]


def write_contents(
    connection: Connection, index: IndexDriver, base: int, id: str, contents: Contents
) -> None:
    """Write what was made of a document that has nothing yet."""
    connection.execute(insert(elements), {"document_id": id, "elements": contents.elements})
    if contents.cut:
        rows = zip(contents.cut, contents.passages, strict=True)
        connection.execute(insert(chunks), [_row(base, id, *row) for row in rows])
    numbers = _numbers(connection, id)
    made = zip(numbers, contents.forms, strict=True)
    index.upsert(connection, [Entry(number, base, *form) for number, form in made])
    bodies = [body for _, body in contents.forms]
    mark_duplicates(connection, base, list(zip(numbers, bodies, contents.sketches, strict=True)))


def empty(connection: Connection, index: IndexDriver, id: str) -> None:
    """Take a document's chunks and elements out of the store and the index."""
    numbers = _numbers(connection, id)
    index.delete(connection, numbers)
    release_duplicates(connection, numbers)
    connection.execute(delete(chunks).where(chunks.c.document_id == id))
    connection.execute(delete(elements).where(elements.c.document_id == id))


def remove(connection: Connection, index: IndexDriver, id: str) -> None:
    """Take a document off the shelf with everything that was made of it."""
    empty(connection, index, id)
    connection.execute(delete(documents).where(documents.c.id == id))


def wanted(connection: Connection, digest: str | None = None) -> set[str]:
    """The SHA-256 of every file that a document stands on; with `digest`, of that one if it is wanted."""
    query = select(documents.c.sha256).distinct()
    if digest is not None:
        query = query.where(documents.c.sha256 == digest)
    return set(connection.execute(query).scalars())


def elements_of(connection: Connection, id: str) -> list[dict[str, Any]]:
    """The parsed elements in reading order, as the HTTP API shows them; empty until it is parsed."""
    packed = connection.execute(select(elements.c.elements).where(elements.c.document_id == id)).scalar()
    return list(orjson.loads(packed)) if packed else []


def _documents() -> Select[Any]:
    return (
        select(documents, bases.c.id.label("knowledge_base"))
        .join(bases, bases.c.number == documents.c.base)
        .where(bases.c.deleted_at.is_(None))
    )


def _numbers(connection: Connection, id: str) -> list[int]:
    """The numbers of a document's chunks, in reading order."""
    query = select(chunks.c.number).where(chunks.c.document_id == id).order_by(chunks.c.position)
    return [*connection.execute(query).scalars()]


def forms_of(cut: Sequence[Chunk]) -> list[Forms]:
    """The lexical forms of chunks, made before a transaction so that nobody waits for them."""
    return [forms(chunk.context, chunk.summary, chunk.text) for chunk in cut]


def sketches_of(cut: Sequence[Chunk], made: Sequence[Forms]) -> list[Sketch]:
    """What near-duplicates are found by; empty for rows, which their table stands for."""
    return [
        () if chunk.parent is not None else sketch(form) for chunk, (_, form) in zip(cut, made, strict=True)
    ]


def passages_of(cut: Sequence[Chunk]) -> list[str]:
    """What encoders are given for chunks."""
    return [passage(chunk.context, chunk.summary, chunk.text) for chunk in cut]


def _row(base: int, id: str, chunk: Chunk, digest: bytes) -> dict[str, Any]:
    columns = {name: value for name, value in asdict(chunk).items() if name != "headings"}
    identity = f"{id}/{chunk.position}/{chunk.text}".encode()
    return columns | {
        "id": f"ck_{sha256(identity).hexdigest()[:26]}",
        "base": base,
        "document_id": id,
        "headings": _json(chunk.headings),
        "sha256": sha256(chunk.text.encode()).hexdigest(),
        "passage": digest,
    }


def _elements(parsed: Document) -> str:
    shown = ("kind", "text", "page", "box", "level", "headings", "start", "cells")
    return _json([{name: getattr(element, name) for name in shown} for element in parsed.elements])


def _json(value: Any) -> str:
    packed = orjson.dumps(value, default=str).decode()
    return packed.replace("\\u0000", "\ufffd")  # PostgreSQL does not look into JSON with this character
