"""`Graph`: what the documents of the bases name and state, to be looked at and exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, func, or_, select

from weir.core.auth import NOT_FOUND
from weir.core.store import Store
from weir.knowledge.bases import all_bases, get_base
from weir.knowledge.graph import building
from weir.knowledge.graph.beside import beside
from weir.knowledge.graph.conflicts import agreements, conflicts
from weir.knowledge.graph.export import GraphFormat, written
from weir.knowledge.graph.finding import described, search
from weir.knowledge.graph.importing import import_obo
from weir.knowledge.graph.modelled import Extracted, extract
from weir.knowledge.graph.packs import pack
from weir.knowledge.graph.records import (
    TERM,
    Community,
    Conflict,
    Edge,
    Entity,
    Neighbourhood,
    Provenance,
    Size,
)
from weir.knowledge.graph.tables import edges, entities, graphs, mentions, summaries
from weir.knowledge.index import Filter
from weir.knowledge.index.allowed import allowed
from weir.knowledge.tables import chunks, documents
from weir.knowledge.waiting import Waiting
from weir.models import ChatModel

Reader = frozenset[str] | None
"""Who asks (see `reader_of`); what is closed to him is neither named nor counted. None: who may see all."""

_SHOWN = 200
_CONTEXT = 400


class Graph:
    """The graphs of the bases. Thread-safe; every method blocks.

    Access is the caller's business: who may see a base may see its graph. A base or entity that is not there
    raises ``auth.not_found``.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def tend(self) -> int:
        """Bring the graphs of all bases up to date; how many chunks were read."""
        with self.store.read() as connection:
            numbers = [base.number for base in all_bases(connection)]
        return sum(building.follow(self.store, number) for number in numbers)

    def build(
        self,
        base_id: str,
        packs: Sequence[str] | None = None,
        told: building.Told = lambda done, waiting: None,
        *,
        anew: bool = False,
    ) -> Size:
        """Read what is new in a base; all of it with `anew`, or when the packs are to be others.

        ``graph.pack_unknown``.
        """
        number = self._base(base_id)
        if anew or (packs is not None and tuple(packs) != self.size(base_id).packs):
            building.restart(self.store, number, packs)
        building.follow(self.store, number, told)
        return self.size(base_id)

    def size(self, base_id: str) -> Size:
        """How large the graph of a base is."""
        number = self._base(base_id)
        waiting = building.waiting(self.store, number)
        own = select(entities.c.kind, func.count()).where(
            entities.c.base == number, entities.c.same_as.is_(None)
        )
        named = (
            select(func.count()).select_from(mentions).join(entities, entities.c.number == mentions.c.entity)
        )
        with self.store.read() as connection:
            kinds: dict[str, int] = dict(connection.execute(own.group_by(entities.c.kind)).tuples().all())
            stated = connection.execute(select(func.count()).where(edges.c.base == number)).scalar_one()
            said = connection.execute(named.where(entities.c.base == number)).scalar_one()
            packs = connection.execute(select(graphs.c.packs).where(graphs.c.base == number)).scalar()
        ordered = dict(Counter(kinds).most_common())
        return Size(sum(kinds.values()), stated, said, waiting, ordered, tuple(orjson.loads(packs or "[]")))

    def search(self, base_id: str, text: str = "", limit: int = 20, *, reader: Reader = None) -> list[Entity]:
        """Entities whose name holds `text`, the most named first."""
        number = self._base(base_id)
        with self.store.read() as connection:
            seen = _seen(connection, number, reader)
            found = search(connection, number, text, limit if seen is None else _SHOWN)
            return _named_in(connection, found, seen)[:limit]

    def around(self, base_id: str, entity: int, limit: int = 40, *, reader: Reader = None) -> Neighbourhood:
        """An entity by its number, what is stated of it, and what is named beside it."""
        number = self._base(base_id)
        with self.store.read() as connection:
            row = connection.execute(
                select(entities).where(entities.c.base == number, entities.c.number == entity)
            ).first()
            if row is None:
                raise NOT_FOUND(kind="entity", id=str(entity))
            seen = _seen(connection, number, reader)
            shown = _named_in(connection, described(connection, [row.same_as or row.number]), seen)
            if not shown:
                raise NOT_FOUND(kind="entity", id=str(entity))
            [found] = shown
            query = _edges(number).order_by(edges.c.confidence.desc(), edges.c.number).limit(limit)
            ends = _OWN.c.number, _OWN.c.same_as, _OTHER.c.number, _OTHER.c.same_as
            rows = connection.execute(query.where(or_(*(end == found.number for end in ends)))).all()
            close = beside(connection, number, found.number, limit)
            named = {each.number for each in _named_in(connection, [one.entity for one in close], seen)}
            return Neighbourhood(
                found,
                tuple(_edge(row) for row in rows if _is_seen(row, seen)),
                tuple(each for each in close if each.entity.number in named),
            )

    def edges(self, base_id: str, *, reader: Reader = None) -> Iterator[Edge]:
        """Every statement of a base, in the order in which they were read."""
        number = self._base(base_id)
        with self.store.read() as connection:
            seen = _seen(connection, number, reader)
        after = 0
        while True:
            query = _edges(number).where(edges.c.number > after).order_by(edges.c.number).limit(1000)
            with self.store.read() as connection:
                rows = connection.execute(query).all()
            if not rows:
                return
            yield from (_edge(row) for row in rows if _is_seen(row, seen))
            after = rows[-1].number

    def entities(self, base_id: str) -> Iterator[Entity]:
        """Every entity of a base, by its number."""
        number = self._base(base_id)
        query = select(entities.c.number).where(entities.c.base == number, entities.c.same_as.is_(None))
        with self.store.read() as connection:
            numbers = connection.execute(query.order_by(entities.c.number)).scalars().all()
        for at in range(0, len(numbers), _SHOWN):
            with self.store.read() as connection:
                yield from described(connection, numbers[at : at + _SHOWN])

    def conflicts(self, base_id: str, *, reader: Reader = None) -> list[Conflict]:
        """Attributes that the documents give different values, where both are said to hold."""
        return [*conflicts([*self.edges(base_id, reader=reader)])]

    def agreements(self, base_id: str) -> list[Conflict]:
        """Statements that several documents make alike."""
        return [*agreements([*self.edges(base_id)])]

    def export(self, base_id: str, format: GraphFormat) -> Iterator[str]:
        """The whole graph as lines of text."""
        yield from written(base_id, self.entities(base_id), self.edges(base_id), format)

    def take_in(self, base_id: str, data: bytes, name: str, kind: str = TERM) -> int:
        """Take an OBO file into the graph, its terms being of this kind; how many edges it gave.

        ``graph.import_invalid``.
        """
        number = self._base(base_id)
        taken = import_obo(self.store, number, data, name, kind)
        building.relink(self.store, number)
        return taken

    def extract(
        self, base_id: str, model: Callable[[], ChatModel], waiting: Waiting, tokens: int
    ) -> Extracted:
        """Let a model tell what chunks state, within so many tokens; each triple must stand in its text."""
        number, packs = self._base(base_id), [pack(name) for name in self.size(base_id).packs]
        done = extract(self.store, number, model, waiting, packs, tokens)
        building.relink(self.store, number)
        return done

    def communities(self, base_id: str, limit: int = 20, *, reader: Reader = None) -> list[Community]:
        """What belongs together in a base, the largest first, with sentences that sum it up."""
        number = self._base(base_id)
        sizes = (
            select(entities.c.community, func.count().label("size"))
            .where(entities.c.base == number, entities.c.community.is_not(None))
            .group_by(entities.c.community)
            .order_by(func.count().desc(), entities.c.community)
            .limit(limit)
        )
        with self.store.read() as connection:
            found = connection.execute(sizes).all()
            seen = _seen(connection, number, reader)
            made = [self._community(connection, number, label, size, seen) for label, size in found]
            return [each for each in made if each.entities]

    def _community(
        self, connection: Connection, base: int, label: int, size: int, seen: frozenset[int] | None
    ) -> Community:
        members = (
            select(entities.c.number)
            .outerjoin(mentions, mentions.c.entity == entities.c.number)
            .where(entities.c.base == base, entities.c.community == label)
            .group_by(entities.c.number)
            .order_by(func.count(mentions.c.chunk).desc(), entities.c.number)
            .limit(12)
        )
        numbers = connection.execute(members).scalars().all()
        shown = _named_in(connection, described(connection, numbers), seen)
        names = {each.number: each.name for each in shown}
        query = (
            select(summaries.c.chunk, summaries.c.start, summaries.c.end, *_PLACE)
            .join(chunks, chunks.c.number == summaries.c.chunk)
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(summaries.c.base == base, summaries.c.community == label)
            .order_by(summaries.c.rank)
        )
        rows: Sequence[Any] = connection.execute(query).all()
        quotes = tuple(_provenance(row) for row in rows if _is_seen(row, seen))
        return Community(label, tuple(names[each] for each in numbers if each in names), size, quotes)

    def _base(self, base_id: str) -> int:
        with self.store.read() as connection:
            return get_base(connection, base_id).number


def _seen(connection: Connection, base: int, reader: Reader) -> frozenset[int] | None:
    """The chunks that a reader may see; None where he may see all of the base."""
    numbers = allowed(connection, Filter((base,), reader=reader))
    return None if numbers is None else frozenset(numbers.tolist())


def _is_seen(row: Row[Any], seen: frozenset[int] | None) -> bool:
    return seen is None or row.chunk is None or row.chunk in seen


def _named_in(connection: Connection, found: Sequence[Entity], seen: frozenset[int] | None) -> list[Entity]:
    """Those that a chunk names that may be seen."""
    if seen is None:
        return [*found]
    lead = func.coalesce(entities.c.same_as, entities.c.number)
    query = select(lead, mentions.c.chunk).join(mentions, mentions.c.entity == entities.c.number)
    rows = connection.execute(query.where(lead.in_([each.number for each in found])))
    named = {number for number, chunk in rows if chunk in seen}
    return [each for each in found if each.number in named]


_PLACE = (
    chunks.c.text.label("text"),
    chunks.c.id.label("chunk_id"),
    chunks.c.page_from.label("page"),
    documents.c.id.label("document_id"),
    documents.c.name.label("document"),
)
_OWN, _OTHER = entities.alias("own"), entities.alias("other")
_LEAD, _OTHER_LEAD = entities.alias("lead"), entities.alias("other_lead")


def _edges(base: int) -> Select[Any]:
    return (
        select(
            edges,
            *_PLACE,
            func.coalesce(_LEAD.c.number, _OWN.c.number).label("lead"),
            func.coalesce(_LEAD.c.name, _OWN.c.name).label("lead_name"),
            func.coalesce(_OTHER_LEAD.c.number, _OTHER.c.number).label("other_lead"),
            func.coalesce(_OTHER_LEAD.c.name, _OTHER.c.name).label("other_name"),
            _OWN.c.name.label("own_name"),
        )
        .join(_OWN, _OWN.c.number == edges.c.subject)
        .outerjoin(_LEAD, _LEAD.c.number == _OWN.c.same_as)
        .outerjoin(_OTHER, _OTHER.c.number == edges.c.object)
        .outerjoin(_OTHER_LEAD, _OTHER_LEAD.c.number == _OTHER.c.same_as)
        .outerjoin(chunks, chunks.c.number == edges.c.chunk)
        .outerjoin(documents, documents.c.id == chunks.c.document_id)
        .where(edges.c.base == base)
    )


def _edge(row: Row[Any]) -> Edge:
    same = row.lead == row.other_lead  # another name of itself: shown as it was written
    return Edge(
        row.number,
        row.lead,
        row.own_name if same else row.lead_name,
        row.relation,
        row.other_lead,
        row.other_name,
        row.value,
        row.made,
        row.confidence,
        row.valid_from,
        row.valid_to,
        _provenance(row),
    )


def _provenance(row: Row[Any]) -> Provenance:
    if row.text is None:
        return Provenance(row.source or "", source=row.source or "")
    quote = row.text[row.start : row.end][:_CONTEXT]
    return Provenance(quote, row.document, row.document_id, row.page, row.chunk_id, row.start, row.end)
