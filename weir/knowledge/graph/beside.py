"""What is named together: counted from mentions when it is asked for, so that it is never out of date."""

from __future__ import annotations

import math

from sqlalchemy import Connection, func, select

from weir.knowledge.graph.finding import described
from weir.knowledge.graph.records import Beside
from weir.knowledge.graph.tables import entities, mentions
from weir.knowledge.tables import chunks

_CANDIDATES = 300


def beside(connection: Connection, base: int, entity: int, limit: int) -> list[Beside]:
    """What chunks name together with an entity (under any of its names), the closest first.

    Strength is pointwise mutual information over chunks, normalised by the surprise of the pair
    (Bouma, 2009), and drawn towards nothing where the pair is seen seldom.
    """
    lead = func.coalesce(entities.c.same_as, entities.c.number)
    own = (
        select(mentions.c.chunk).join(entities, entities.c.number == mentions.c.entity).where(lead == entity)
    )
    together = (
        select(lead, func.count(mentions.c.chunk.distinct()).label("pairs"))
        .join(mentions, mentions.c.entity == entities.c.number)
        .where(mentions.c.chunk.in_(own), entities.c.base == base, lead != entity)
        .group_by(lead)
        .order_by(func.count(mentions.c.chunk.distinct()).desc(), lead)
        .limit(_CANDIDATES)
    )
    pairs: dict[int, int] = dict(connection.execute(together).tuples().all())
    all_chunks = connection.execute(
        select(func.count()).where(chunks.c.base == base, chunks.c.parent.is_(None))
    ).scalar_one()
    mine = connection.execute(select(func.count()).select_from(own.distinct().subquery())).scalar_one()
    found = [
        Beside(other, pairs[other.number], _strength(pairs[other.number], mine, other.mentions, all_chunks))
        for other in described(connection, pairs)
    ]
    return sorted(found, key=lambda each: (-each.strength, each.entity.number))[:limit]


def _strength(both: int, one: int, other: int, of: int) -> float:
    """Normalised PMI, times how far the count of the pair can be trusted."""
    share = both / of
    if share >= 1:
        return 0.0
    pmi = math.log(both * of / (one * other))
    return round(pmi / -math.log(share) * both / (both + 1), 4)
