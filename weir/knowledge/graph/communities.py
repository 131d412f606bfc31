"""What belongs together in a graph, and the sentences that sum it up.

Labels spread along edges and common chunks until each entity has the one that most of its neighbours have
(Raghavan, Albert and Kumara, "Near linear time algorithm to detect community structures", 2007), in a fixed
order, so that the same graph gives the same communities.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from weir.documents import Document, Element, ElementKind, summarise
from weir.knowledge.graph.tables import edges, entities, mentions, summaries
from weir.knowledge.tables import chunks

_ROUNDS = 8
_SMALLEST = 3
_TOGETHER = 8  # entities of a chunk that hold it together: its most particular ones
_EDGE = 2.0  # what a statement binds, against being named in one chunk
_MOST_SUMMED = 200  # communities that get a summary: the largest
_CHUNKS, _SENTENCES = 12, 3

Ties = Mapping[int, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Communities:
    """What belongs together: a label for entities, and for the largest labels the places that sum them up."""

    labels: Mapping[int, int]
    summaries: Mapping[int, Sequence[tuple[int, int, int]]]
    """(chunk, start, end) by label."""


def find_communities(connection: Connection, base: int) -> Communities:
    """Find the communities of a base and what sums them up. Reads alone, and may take a while."""
    ties, places = _ties(connection, base)
    labels = spread(ties)
    sizes = Counter(labels.values())
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, label in labels.items():
        if sizes[label] >= _SMALLEST:
            members[label].append(number)
    large = sorted(members, key=lambda label: (-sizes[label], label))[:_MOST_SUMMED]
    told = {
        label: _summary(connection, Counter(at for each in members[label] for at in places[each]))
        for label in large
    }
    return Communities({number: label for label, group in members.items() for number in group}, told)


def keep_communities(connection: Connection, base: int, found: Communities) -> None:
    """Write communities in place of those that there were; of chunks that went meanwhile nothing is kept."""
    connection.execute(update(entities).where(entities.c.base == base).values(community=None))
    connection.execute(delete(summaries).where(summaries.c.base == base))
    if found.labels:
        statement = update(entities).where(entities.c.number == bindparam("of"))
        labelled = [{"of": number, "label": label} for number, label in found.labels.items()]
        connection.execute(statement.values(community=bindparam("label")), labelled)
    wanted = {chunk for places in found.summaries.values() for chunk, _, _ in places}
    there = set(connection.execute(select(chunks.c.number).where(chunks.c.number.in_(wanted))).scalars())
    rows = [
        {"base": base, "community": label, "rank": rank, "chunk": chunk, "start": start, "end": end}
        for label, places in found.summaries.items()
        for rank, (chunk, start, end) in enumerate(places)
        if chunk in there
    ]
    if rows:
        connection.execute(insert(summaries), rows)


def spread(ties: Ties) -> dict[int, int]:
    """A label for each node: the number of one of those that it belongs with."""
    labels = {node: node for node in ties}
    order = sorted(ties, key=lambda node: (-len(ties[node]), node))
    for _ in range(_ROUNDS):
        changed = False
        for node in order:
            votes: defaultdict[int, float] = defaultdict(float)
            for other, weight in ties[node].items():
                votes[labels[other]] += weight
            best = min(votes, key=lambda label: (-votes[label], label), default=node)
            if votes and votes[best] > votes.get(labels[node], 0.0):
                labels[node], changed = best, True
        if not changed:
            break
    return labels


def _ties(connection: Connection, base: int) -> tuple[Ties, dict[int, list[int]]]:
    """What binds the entities of a base, merged names being one; and the chunks that name each."""
    lead = dict(
        connection.execute(select(entities.c.number, entities.c.same_as).where(entities.c.base == base))
        .tuples()
        .all()
    )
    named = select(mentions.c.chunk, mentions.c.entity).join(entities, entities.c.number == mentions.c.entity)
    by_chunk: defaultdict[int, set[int]] = defaultdict(set)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for chunk, entity in connection.execute(named.where(entities.c.base == base)):
        by_chunk[chunk].add(lead[entity] or entity)
    for chunk, inside in by_chunk.items():
        for entity in inside:
            places[entity].append(chunk)
    ties: defaultdict[int, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for inside in by_chunk.values():
        chosen = sorted(inside, key=lambda entity: (len(places[entity]), entity))[:_TOGETHER]
        for one in chosen:
            for other in chosen:
                if one != other:
                    ties[one][other] += 1 / math.sqrt(len(places[one]) * len(places[other]))
    said = select(edges.c.subject, edges.c.object).where(edges.c.base == base, edges.c.object.is_not(None))
    for one, other in connection.execute(said):
        a, b = lead.get(one) or one, lead.get(other) or other
        if a != b:
            ties[a][b] += _EDGE
            ties[b][a] += _EDGE
    return ties, places


def _summary(connection: Connection, chosen: Counter[int]) -> Sequence[tuple[int, int, int]]:
    """Sentences of the chunks that name most of a community, as places in them."""
    numbers = [number for number, _ in chosen.most_common(_CHUNKS)]
    query = select(chunks.c.number, chunks.c.text).where(chunks.c.number.in_(numbers))
    texts = dict(connection.execute(query.order_by(chunks.c.number)).tuples().all())
    elements = tuple(Element(ElementKind.PARAGRAPH, text) for text in texts.values())
    found = []
    for sentence in summarise(Document("", "text/plain", "", elements), _SENTENCES):
        for number, text in texts.items():
            at = text.find(sentence)
            if at >= 0:
                found.append((number, at, at + len(sentence)))
                break
    return found
