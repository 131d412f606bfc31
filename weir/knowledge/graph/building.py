"""The graph follows its base: new chunks are read some hundred at a time; what is gone goes with its chunks.

Chunks are numbered upwards and never again, so a base's graph remembers how far it has read. Each portion is
one transaction: a crash costs the portion, which is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, exists, func, select, update

from weir.core.store import Store, insert_into, now_ms
from weir.knowledge.bases import lock_base
from weir.knowledge.graph.communities import find_communities, keep_communities
from weir.knowledge.graph.keeping import keep
from weir.knowledge.graph.linking import link
from weir.knowledge.graph.packs import pack
from weir.knowledge.graph.reading import READER, Passage, read, terms_of
from weir.knowledge.graph.spotting import Terms
from weir.knowledge.graph.tables import edges, entities, graphs, mentions
from weir.knowledge.grounding.folding import fold
from weir.knowledge.tables import chunks, documents

_PORTION = 200
_MOST_TERMS = 20_000

Told = Callable[[int, int], None]


def follow(store: Store, base: int, told: Told = lambda done, waiting: None) -> int:
    """Bring the graph of a base up to date; how many chunks were read. May be killed at any moment."""
    done = 0
    while portion := _portion(store, base):
        done += portion
        told(done, waiting(store, base))
    with store.read() as connection:
        row, there = _state(connection, base), _chunks(connection, base)
    if row is not None and row.linked != there:
        _settle(store, base, there)
    return done


def relink(store: Store, base: int) -> None:
    """Merge names and find communities again, after statements came that no chunk gave."""
    with store.write() as connection:
        if lock_base(connection, base) and _state(connection, base) is None:
            _mark(connection, base, high=0, linked=-1, packs="[]", reader=READER)
        there = _chunks(connection, base)
    _settle(store, base, there)


def waiting(store: Store, base: int) -> int:
    """Chunks that the graph has not read yet."""
    with store.read() as connection:
        row = _state(connection, base)
        high = row.high if row is not None else 0
        query = select(func.count()).where(chunks.c.base == base, chunks.c.number > high)
        return connection.execute(query.where(chunks.c.parent.is_(None))).scalar_one()


def restart(store: Store, base: int, packs: Sequence[str] | None = None) -> None:
    """Forget what was read from chunks, and read it anew at the next `follow`, with these packs if given."""
    if packs is not None:
        [pack(name) for name in packs]  # unknown names are refused before anything is lost
    with store.write() as connection:
        if not lock_base(connection, base):
            return
        connection.execute(delete(edges).where(edges.c.base == base, edges.c.chunk.is_not(None)))
        own = select(entities.c.number).where(entities.c.base == base)
        connection.execute(delete(mentions).where(mentions.c.entity.in_(own)))
        _prune(connection, base)
        there = _state(connection, base)
        kept = orjson.dumps(list(packs)).decode() if packs is not None else there.packs if there else "[]"
        _mark(connection, base, high=0, linked=-1, packs=kept, reader=READER)


def _portion(store: Store, base: int) -> int:
    with store.read() as connection:
        row = _state(connection, base)
        if row is not None and row.reader != READER:
            high = -1
        else:
            high = row.high if row is not None else 0
            found = _next(connection, base, high)
            known = _known(connection, base) if found else {}
    if high < 0:
        restart(store, base)
        return _portion(store, base)
    if not found:
        return 0
    packs = [pack(name) for name in orjson.loads(row.packs)] if row is not None else []
    passages = [Passage(each.text, tuple(orjson.loads(each.headings)), each.title or "") for each in found]
    terms = Terms(known)
    terms.add({fold(name): "term" for passage in passages for name in terms_of(passage)})
    readings = [read(passage, terms, packs) for passage in passages]
    with store.write() as connection:
        if not lock_base(connection, base):
            return 0
        still = _still(connection, base, [each.number for each in found])
        keep(
            connection,
            base,
            (
                (each.number, each.text, passage.topic, reading)
                for each, passage, reading in zip(found, passages, readings, strict=True)
                if each.number in still
            ),
        )
        kept = row.packs if row is not None else "[]"
        linked = row.linked if row is not None else -1
        _mark(connection, base, high=found[-1].number, linked=linked, packs=kept, reader=READER)
    return len(found)


def _settle(store: Store, base: int, there: int) -> None:
    """After all is read: let go of what nothing names, merge names, and find what belongs together.

    Communities are found outside of a transaction that writes, so that nobody waits for them.
    """
    with store.write() as connection:
        if not lock_base(connection, base):
            return
        _prune(connection, base)
        link(connection, base)
    with store.read() as connection:
        found = find_communities(connection, base)
    with store.write() as connection:
        if lock_base(connection, base):
            keep_communities(connection, base, found)
            done = update(graphs).where(graphs.c.base == base)
            connection.execute(done.values(linked=there, updated_at=now_ms()))


def _prune(connection: Connection, base: int) -> None:
    """Entities that no chunk names and no edge holds are gone."""
    named = exists().where(mentions.c.entity == entities.c.number)
    said = exists().where(edges.c.subject == entities.c.number)
    told = exists().where(edges.c.object == entities.c.number)
    connection.execute(delete(entities).where(entities.c.base == base, ~named, ~said, ~told))


def _state(connection: Connection, base: int) -> Row[Any] | None:
    return connection.execute(select(graphs).where(graphs.c.base == base)).first()


def _mark(connection: Connection, base: int, **values: Any) -> None:
    row = {**values, "updated_at": now_ms()}
    statement = insert_into(connection, graphs).values(base=base, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["base"], set_=row))


def _chunks(connection: Connection, base: int) -> int:
    query = select(func.coalesce(func.sum(documents.c.chunks), 0)).where(documents.c.base == base)
    return int(connection.execute(query).scalar_one())


def _next(connection: Connection, base: int, high: int) -> Sequence[Any]:
    query = (
        select(chunks.c.number, chunks.c.text, chunks.c.headings, documents.c.title)
        .join(documents, documents.c.id == chunks.c.document_id)
        .where(chunks.c.base == base, chunks.c.number > high, chunks.c.parent.is_(None))
        .order_by(chunks.c.number)
        .limit(_PORTION)
    )
    return connection.execute(query).all()


def _still(connection: Connection, base: int, numbers: Sequence[int]) -> set[int]:
    query = select(chunks.c.number).where(chunks.c.base == base, chunks.c.number.in_(numbers))
    return set(connection.execute(query).scalars())


def _known(connection: Connection, base: int) -> dict[str, str]:
    """Names that earlier portions taught, to be found in this one: those of which something is stated."""
    held = exists().where(edges.c.subject == entities.c.number)
    query = select(entities.c.name, entities.c.kind).where(entities.c.base == base, held).limit(_MOST_TERMS)
    return {fold(row.name): row.kind for row in connection.execute(query)}
