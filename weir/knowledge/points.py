"""Points of a base: what it held at a moment, kept under a name, to go back to.

A point is a manifest, a file that lists for each document its id, its bytes and a copy of what was made of
it. Copies are files named by their content, so a document that did not change between two points is kept
once; original files that a point names are kept as long as it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from weir.core.auth import NOT_FOUND
from weir.core.errors import error_kind
from weir.core.ids import new_id
from weir.core.store import Store, now_ms
from weir.knowledge import shelf
from weir.knowledge.bases import get_base, lock_base, valid_name
from weir.knowledge.copies import copy_of, packed, place, unpacked
from weir.knowledge.encoder import Encoder
from weir.knowledge.files import Files
from weir.knowledge.index import IndexDriver
from weir.knowledge.tables import documents, points

TAKEN = error_kind(
    "knowledge.snapshot_taken",
    409,
    en="There is a snapshot {name} of this knowledge base already.",
    zh="该知识库已有名为 {name} 的快照。",
    do_en="Choose another name.",
    do_zh="请换一个名称。",
)


@dataclass(frozen=True, slots=True)
class Point:
    """A snapshot of a base. Times are milliseconds since the epoch, UTC."""

    id: str
    name: str
    documents: int
    chunks: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What going back to a point changed, in documents."""

    removed: int
    restored: int


def make_point(store: Store, files: Files, base_id: str, name: str) -> Point:
    """Keep what a base holds now under a name; documents that are not ready are left out."""
    listed: list[dict[str, Any]] = []
    with store.read() as connection:  # one moment: what changes meanwhile is not in it
        base = get_base(connection, base_id)
        ready = documents.c.base == base.number, documents.c.status == "ready"
        for row in connection.execute(select(documents).where(*ready).order_by(documents.c.id)).all():
            copy = files.put(packed(copy_of(connection, row.id)))
            listed.append({"id": row.id, "sha256": row.sha256, "copy": copy, "chunks": row.chunks})
    manifest = files.put(orjson.dumps(listed))
    count = sum(each["chunks"] for each in listed)
    point = Point(new_id("snap"), valid_name(name), len(listed), count, now_ms())
    try:
        with store.write() as connection:
            connection.execute(insert(points), {**asdict(point), "base": base.number, "manifest": manifest})
    except IntegrityError:
        raise TAKEN(name=point.name) from None
    return point


def list_points(connection: Connection, base: int) -> list[Point]:
    """The points of a base, the oldest first."""
    rows = connection.execute(select(points).where(points.c.base == base).order_by(points.c.id))
    return [Point(row.id, row.name, row.documents, row.chunks, row.created_at) for row in rows]


def restore_point(
    store: Store, files: Files, index: IndexDriver, encoders: Sequence[Encoder], base_id: str, name: str
) -> Restored:
    """Make a base hold what it held at a point: first comes what is missing, then goes what is too much.

    Each document in a transaction of its own; cut off in between, it is simply done again.
    """
    with store.read() as connection:
        base = get_base(connection, base_id)
        kept = {each["id"]: each for each in _manifest(connection, files, base.number, name)}
        query = select(documents.c.id, documents.c.sha256, documents.c.status)
        present = {row.id: row for row in connection.execute(query.where(documents.c.base == base.number))}
    extra = [id for id, row in present.items() if id not in kept or row.status != "ready"]
    for id in extra:
        with store.write() as connection:
            lock_base(connection, base.number)
            shelf.remove(connection, index, id)
    missing = [each for id, each in kept.items() if id not in present or id in extra]
    for each in missing:
        place(store, index, encoders, base.number, unpacked(files.read(each["copy"])), each["id"])
    index.tend(store, encoders, [base.number])
    return Restored(removed=len(set(extra) - kept.keys()), restored=len(missing))


def drop_point(store: Store, base_id: str, name: str) -> None:
    """Forget a point; what only it kept goes with the next sweep."""
    with store.write() as connection:
        base = get_base(connection, base_id)
        row = _point(connection, base.number, name)
        connection.execute(delete(points).where(points.c.id == row.id))


def kept_files(connection: Connection, files: Files) -> set[str]:
    """The SHA-256 of every file that a point needs; a manifest that is damaged keeps what it can."""
    wanted: set[str] = set()
    for manifest in connection.execute(select(points.c.manifest)).scalars().all():
        wanted.add(manifest)
        for each in orjson.loads(files.read(manifest)):
            wanted |= {each["sha256"], each["copy"]}
    return wanted


def has_points(connection: Connection, base: int) -> bool:
    return bool(connection.execute(select(func.count()).where(points.c.base == base)).scalar())


def _manifest(connection: Connection, files: Files, base: int, name: str) -> list[dict[str, Any]]:
    return list(orjson.loads(files.read(_point(connection, base, name).manifest)))


def _point(connection: Connection, base: int, name: str) -> Row[Any]:
    named = points.c.base == base, (points.c.name == name) | (points.c.id == name)
    row = connection.execute(select(points).where(*named)).first()
    if row is None:
        raise NOT_FOUND(kind="snapshot", id=name)
    return row
