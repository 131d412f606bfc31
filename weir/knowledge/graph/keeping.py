"""What was read, written down: entities once for each key, mentions and edges for each chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from weir.core.store import insert_into
from weir.knowledge.graph.keys import key_of
from weir.knowledge.graph.reading import Reading
from weir.knowledge.graph.records import TERM, Fact, Named
from weir.knowledge.graph.tables import edges, entities, mentions

_GENERAL = frozenset((TERM, "name"))
_AT_ONCE = 400
_TOPIC = 2  # what a heading counts, as mentions in the text


def keep(
    connection: Connection,
    base: int,
    read: Iterable[tuple[int, str, str, Reading]],
) -> tuple[int, int]:
    """Write readings of chunks (number, text, topic, reading); how many mentions and edges."""
    read = list(read)
    named: dict[str, Named] = {}
    for _, text, topic, reading in read:
        _gather(named, ([Named(topic)] if topic else []))
        _gather(named, (Named(text[m.start : m.end].strip(), m.kind) for m in reading.mentions))
        _gather(named, (each for fact in reading.facts for each in (fact.subject, fact.object) if each))
    numbers = numbers_for(connection, base, named)
    said = _mentions(read, numbers)
    facts = [row for chunk, _, _, reading in read for row in _edges(base, chunk, reading.facts, numbers)]
    for rows, table in ((said, mentions), (facts, edges)):
        if rows:
            connection.execute(insert(table), rows)
    return len(said), len(facts)


def numbers_for(connection: Connection, base: int, named: Mapping[str, Named]) -> dict[str, int]:
    """The numbers of entities by their keys; new ones are made, and kinds become more particular."""
    there = _present(connection, base, named)
    new: list[dict[str, Any]] = [
        {"base": base, "key": key, "name": each.name, "kind": each.kind}
        for key, each in named.items()
        if key not in there
    ]
    if new:
        connection.execute(insert_into(connection, entities).on_conflict_do_nothing(), new)
        there |= _present(connection, base, [row["key"] for row in new])
    for key, (number, kind) in there.items():
        if kind in _GENERAL and named[key].kind not in _GENERAL:
            connection.execute(
                update(entities).where(entities.c.number == number).values(kind=named[key].kind)
            )
    return {key: number for key, (number, _) in there.items()}


def _present(connection: Connection, base: int, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    wanted = list(keys)
    found: dict[str, tuple[int, str]] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        query = select(entities.c.key, entities.c.number, entities.c.kind)
        query = query.where(entities.c.base == base, entities.c.key.in_(wanted[at : at + _AT_ONCE]))
        found |= {row.key: (row.number, row.kind) for row in connection.execute(query)}
    return found


def _gather(named: dict[str, Named], given: Iterable[Named]) -> None:
    for each in given:
        key = key_of(each.name)
        if key and (key not in named or (named[key].kind in _GENERAL and each.kind not in _GENERAL)):
            named[key] = each if key not in named else Named(named[key].name, each.kind)


def _mentions(
    read: Iterable[tuple[int, str, str, Reading]], numbers: Mapping[str, int]
) -> list[dict[str, Any]]:
    rows = []
    for chunk, text, topic, reading in read:
        keys = Counter(key_of(text[m.start : m.end]) for m in reading.mentions)
        for fact in reading.facts:  # a name that only a pattern saw
            keys |= Counter({key_of(each.name): 1 for each in (fact.subject, fact.object) if each})
        if topic:
            keys[key_of(topic)] += _TOPIC
        rows += [
            {"entity": numbers[key], "chunk": chunk, "often": often}
            for key, often in keys.items()
            if key in numbers
        ]
    return rows


def _edges(base: int, chunk: int, facts: Sequence[Fact], numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    rows = {}
    for fact in facts:
        subject = numbers.get(key_of(fact.subject.name))
        written = fact.object.name if fact.object else fact.value or ""
        object = numbers.get(key_of(written))  # a value may be the name of something that is known
        if subject is not None and subject != object and (fact.value or object is not None):
            rows[subject, fact.relation, object, fact.value] = {
                "base": base, "subject": subject, "relation": fact.relation, "object": object,
                "value": fact.value, "chunk": chunk, "start": fact.start, "end": fact.end,
                "made": fact.made, "confidence": fact.confidence, "valid_from": fact.valid_from,
                "valid_to": fact.valid_to,
            }  # fmt: skip
    return [*rows.values()]
