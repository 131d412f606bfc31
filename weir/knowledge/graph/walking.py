"""From the entities of a question to chunks: personalised PageRank over what is near them.

As in HippoRAG (Gutiérrez and others, arXiv 2405.14831): a walk starts at the entities that the question
names, goes between entities and the chunks that name them and along statements, and returns.
Only the neighbourhood
is loaded, so the time does not grow with the base, and nothing has to be kept up to date in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, or_, select

from weir.knowledge.graph.finding import Linked, linked, synonyms
from weir.knowledge.graph.tables import edges, entities, graphs, mentions, summaries
from weir.knowledge.index import Filter, Hit
from weir.knowledge.index.allowed import allowed, readable
from weir.knowledge.retrieval import Intent, Query
from weir.knowledge.tables import chunks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RETURN = 0.4
"""Share of the walk that begins anew at the question's entities with each step."""
_STEPS = 16
_FAR = 1e-4  # what a walk counts where it does not come
_SEED_CHUNKS, _SEED_EDGES, _NEAR, _NEAR_MENTIONS = 400, 400, 60, 3000
_STATEMENT = 1.5  # what a statement weighs as a way, against one mention
_SUMMARY = 0.15  # what standing in the summary of the question's community is worth, for overviews
_PATHS = 4


@dataclass(slots=True)
class _Near:
    """The neighbourhood of a question's entities: merged names are one."""

    names: dict[int, str] = field(default_factory=dict)
    said: dict[tuple[int, int], float] = field(default_factory=dict)
    """(entity, chunk): how often the chunk names it."""
    stated: list[tuple[int, int, str, int | None]] = field(default_factory=list)
    """(subject, object, relation, chunk)."""


def graph_search(connection: Connection, where: Filter) -> Callable[[Query, int], list[Hit]]:
    """The graph as a way of searching: for questions that name two things, or one and want an overview.

    For simple facts it is no better than text alone (GraphRAG-Bench, arXiv 2506.05690). What the filter
    leaves out is neither found nor walked over.
    """

    def search(query: Query, limit: int) -> list[Hit]:
        open_to = readable(connection, where)
        if not _have_graphs(connection, open_to.bases):
            return []
        found = linked(connection, open_to.bases, query.text)
        seeds = {each.number: each for each in found}
        wide = query.intent in (Intent.overview, Intent.compare)
        if not seeds or (len(seeds) < 2 and not (wide or query.bridge)):
            return []
        return walk(connection, open_to, seeds, limit, wide=wide)

    return search


def _have_graphs(connection: Connection, bases: Sequence[int]) -> bool:
    return connection.execute(select(graphs.c.base).where(graphs.c.base.in_(bases))).first() is not None


def graph_synonyms(connection: Connection, where: Filter) -> Callable[[str], list[str]]:
    """Other names of what a question names, in the bases that the filter leaves."""

    def other_names(name: str) -> list[str]:
        return synonyms(connection, readable(connection, where).bases, name)

    return other_names


def walk(
    connection: Connection, where: Filter, seeds: Mapping[int, Linked], limit: int, *, wide: bool = False
) -> list[Hit]:
    """The chunks that a walk from the seeds comes by most, best first; `why` names the way to each."""
    import numpy as np

    open_chunks = allowed(connection, where)
    near = _near(connection, [*seeds], where, None if open_chunks is None else set(open_chunks.tolist()))
    nodes = [*dict.fromkeys([*seeds, *(entity for entity, _ in near.said)])]
    places = [*dict.fromkeys(chunk for _, chunk in near.said)]
    if not places:
        return []
    index = {("e", node): at for at, node in enumerate(nodes)}
    index |= {("c", chunk): len(nodes) + at for at, chunk in enumerate(places)}
    ways = _ways(near, index)
    starts = [np.arange(len(index)) == index["e", number] for number in seeds]
    mass = _met([_ranked(ways, start.astype(float)) for start in starts])
    scores = {chunk: float(mass[index["c", chunk]]) for chunk in places}
    if wide:
        _lift(connection, seeds, scores)
    best = sorted(scores, key=lambda chunk: (-scores[chunk], chunk))[:limit]
    return [Hit(chunk, scores[chunk], _why(chunk, seeds, near)) for chunk in best if scores[chunk] > 0]


def _met(walks: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Where walks from several things meet: what one of them alone reaches counts for little."""
    import numpy as np

    met: NDArray[np.float64] = np.exp(np.mean([np.log(np.maximum(walk, _FAR)) for walk in walks], axis=0))
    return met


def _ranked(ways: NDArray[np.float64], start: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a walk is, after it has settled. `ways` has rows (from, to, weight)."""
    import numpy as np

    at, to, weight = ways[0].astype(np.int64), ways[1].astype(np.int64), ways[2]
    out = np.bincount(at, weight, len(start))
    share = weight / out[at]
    mass = start.copy()
    for _ in range(_STEPS):
        lost = mass[out == 0].sum()
        moved = np.bincount(to, mass[at] * share, len(start)) + lost * start
        mass = RETURN * start + (1 - RETURN) * moved
    return mass


def _ways(near: _Near, index: Mapping[tuple[str, int], int]) -> NDArray[np.float64]:
    import numpy as np

    rows = []
    for (entity, chunk), often in near.said.items():
        one, other = index["e", entity], index["c", chunk]
        rows += [(one, other, 1 + math.log(often)), (other, one, 1 + math.log(often))]
    for subject, object, _, _ in near.stated:
        a, b = index.get(("e", subject)), index.get(("e", object))
        if a is not None and b is not None:
            rows += [(a, b, _STATEMENT), (b, a, _STATEMENT)]
    return np.array(rows, float).T


def _near(connection: Connection, seeds: Sequence[int], where: Filter, open_chunks: set[int] | None) -> _Near:
    """What is within two steps of the seeds, as far as it may be seen."""
    near = _Near()
    first = _mentions(connection, near, seeds, where, open_chunks, _SEED_CHUNKS * len(seeds))
    for subject, object, relation, chunk in _statements(connection, seeds):
        if open_chunks is None or chunk is None or chunk in open_chunks:
            near.stated.append((subject, object, relation, chunk))
    others = [end for subject, object, _, _ in near.stated for end in (subject, object)]
    beside = _beside(connection, first)
    fresh = [*dict.fromkeys(number for number in [*others, *beside] if number not in seeds)][:_NEAR]
    _mentions(connection, near, fresh, where, open_chunks, _NEAR_MENTIONS)
    return near


def _mentions(
    connection: Connection,
    near: _Near,
    numbers: Sequence[int],
    where: Filter,
    open_chunks: set[int] | None,
    most: int,
) -> set[int]:
    lead = func.coalesce(entities.c.same_as, entities.c.number)
    query = (
        select(lead.label("lead"), entities.c.name, mentions.c.chunk, mentions.c.often)
        .join(entities, entities.c.number == mentions.c.entity)
        .join(chunks, chunks.c.number == mentions.c.chunk)
        .where(or_(entities.c.number.in_(numbers), entities.c.same_as.in_(numbers)))
        .where(chunks.c.base.in_(where.bases))
        .order_by(mentions.c.often.desc(), mentions.c.chunk)
        .limit(most)
    )
    found = set()
    for row in connection.execute(query):
        if open_chunks is None or row.chunk in open_chunks:
            near.names.setdefault(row.lead, row.name)
            near.said[row.lead, row.chunk] = near.said.get((row.lead, row.chunk), 0) + row.often
            found.add(row.chunk)
    return found


def _statements(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, int, str, int | None]]:
    one, other = entities.alias(), entities.alias()
    a, b = func.coalesce(one.c.same_as, one.c.number), func.coalesce(other.c.same_as, other.c.number)
    query = (
        select(a, b, edges.c.relation, edges.c.chunk)
        .join(one, one.c.number == edges.c.subject)
        .join(other, other.c.number == edges.c.object)
        .where(or_(a.in_(numbers), b.in_(numbers)), one.c.base == edges.c.base)
        .where(edges.c.base.in_(select(entities.c.base).where(entities.c.number.in_(numbers))))
        .order_by(edges.c.confidence.desc(), edges.c.number)
        .limit(_SEED_EDGES)
    )
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def _beside(connection: Connection, places: set[int]) -> list[int]:
    """The entities that these chunks name most, beside the seeds."""
    lead = func.coalesce(entities.c.same_as, entities.c.number)
    query = (
        select(lead)
        .join(mentions, mentions.c.entity == entities.c.number)
        .where(mentions.c.chunk.in_(sorted(places)[:_SEED_CHUNKS]))
        .group_by(lead)
        .order_by(func.count().desc(), lead)
        .limit(_NEAR)
    )
    return [*connection.execute(query).scalars()]


def _lift(connection: Connection, seeds: Mapping[int, Linked], scores: dict[int, float]) -> None:
    """Chunks that sum up the communities of the seeds, for questions that want an overview."""
    own = select(entities.c.community).where(entities.c.number.in_([*seeds]))
    query = select(summaries.c.chunk, summaries.c.rank).where(summaries.c.community.in_(own))
    top = max(scores.values())
    for chunk, rank in connection.execute(query):
        if chunk in scores:
            scores[chunk] += _SUMMARY * top / (1 + rank)


def _why(chunk: int, seeds: Mapping[int, Linked], near: _Near) -> dict[str, Any]:
    """The question's entities that the chunk names, and the statements that lead to it."""
    inside = {entity for entity, place in near.said if place == chunk}
    names = {**near.names, **{number: each.name for number, each in seeds.items()}}
    paths = [
        [names.get(subject, "?"), relation, names.get(object, "?")]
        for subject, object, relation, place in near.stated
        if place == chunk
        or ((subject in inside) != (object in inside) and (subject in seeds or object in seeds))
    ]
    if not paths:
        joints = [entity for entity in inside if entity not in seeds][:_PATHS]
        paths = [[names[entity]] for entity in joints]
    return {"entities": [names[each] for each in inside if each in seeds], "paths": paths[:_PATHS]}
