"""`Graph`: what the documents of the bases name and state, to be looked at and exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Row, Select, func, or_, select

from weir.core.auth import NOT_FOUND
from weir.core.store import Store
from weir.knowledge.bases import all_bases, get_base
from weir.knowledge.graph import building
from weir.knowledge.graph.beside import beside
from weir.knowledge.graph.conflicts import agreements, conflicts
from weir.knowledge.graph.finding import described, search
from weir.knowledge.graph.records import Community, Conflict, Edge, Entity, Neighbourhood, Provenance, Size
from weir.knowledge.graph.tables import edges, entities, graphs, mentions, summaries
from weir.knowledge.tables import chunks, documents

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

    def search(self, base_id: str, text: str = "", limit: int = 20) -> list[Entity]:
        """Entities whose name holds `text`, the most named first."""
        number = self._base(base_id)
        with self.store.read() as connection:
            return search(connection, number, text, limit)

    def around(self, base_id: str, entity: int, limit: int = 40) -> Neighbourhood:
        """An entity by its number, what is stated of it, and what is named beside it."""
        number = self._base(base_id)
        with self.store.read() as connection:
            row = connection.execute(
                select(entities).where(entities.c.base == number, entities.c.number == entity)
            ).first()
            if row is None:
                raise NOT_FOUND(kind="entity", id=str(entity))
            [found] = described(connection, [row.same_as or row.number])
            query = _edges(number).order_by(edges.c.confidence.desc(), edges.c.number).limit(limit)
            ends = _OWN.c.number, _OWN.c.same_as, _OTHER.c.number, _OTHER.c.same_as
            rows = connection.execute(query.where(or_(*(end == found.number for end in ends)))).all()
            return Neighbourhood(
                found, tuple(map(_edge, rows)), tuple(beside(connection, number, found.number, limit))
            )

    def edges(self, base_id: str) -> Iterator[Edge]:
        """Every statement of a base, in the order in which they were read."""
        number = self._base(base_id)
        after = 0
        while True:
            query = _edges(number).where(edges.c.number > after).order_by(edges.c.number).limit(1000)
            with self.store.read() as connection:
                rows = connection.execute(query).all()
            if not rows:
                return
            yield from map(_edge, rows)
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

    def conflicts(self, base_id: str) -> list[Conflict]:
        """Attributes that the documents give different values, where both are said to hold."""
        return [*conflicts([*self.edges(base_id)])]

    def agreements(self, base_id: str) -> list[Conflict]:
        """Statements that several documents make alike."""
        return [*agreements([*self.edges(base_id)])]

    def communities(self, base_id: str, limit: int = 20) -> list[Community]:
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
            return [self._community(connection, number, label, size) for label, size in found]

    def _community(self, connection: Any, base: int, label: int, size: int) -> Community:
        members = (
            select(entities.c.number)
            .outerjoin(mentions, mentions.c.entity == entities.c.number)
            .where(entities.c.base == base, entities.c.community == label)
            .group_by(entities.c.number)
            .order_by(func.count(mentions.c.chunk).desc(), entities.c.number)
            .limit(12)
        )
        numbers = connection.execute(members).scalars().all()
        names = {each.number: each.name for each in described(connection, numbers)}
        query = (
            select(summaries.c.start, summaries.c.end, *_PLACE)
            .join(chunks, chunks.c.number == summaries.c.chunk)
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(summaries.c.base == base, summaries.c.community == label)
            .order_by(summaries.c.rank)
        )
        quotes = tuple(_provenance(row) for row in connection.execute(query))
        return Community(label, tuple(names[each] for each in numbers if each in names), size, quotes)

    def _base(self, base_id: str) -> int:
        with self.store.read() as connection:
            return get_base(connection, base_id).number


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
