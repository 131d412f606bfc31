"""Names of one thing become one entity: what a text says is another name, and slips of spelling.

The writing itself (width, case, Chinese variants, articles, legal forms) was levelled by the key already.
Names are merged only where nothing speaks against it, and what is merged can be seen (`Entity.names`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from weir.knowledge.graph.records import SAME_AS
from weir.knowledge.graph.tables import edges, entities, mentions

_LONG_ENOUGH = 8
"""Letters of a name from which a slip of one letter may be one."""
_RARER = 3
"""How many times oftener the right spelling must be named than the slip."""
_GENERAL = frozenset(("term", "name"))


def link(connection: Connection, base: int) -> int:
    """Work out anew which entities of a base are others' names; how many."""
    rows = _entities(connection, base)
    by_number = {row.number: row for row in rows}
    said = connection.execute(
        select(edges.c.subject, edges.c.object).where(edges.c.base == base, edges.c.relation == SAME_AS)
    ).all()
    pairs = [
        *_unambiguous([(s, o) for s, o in said if s in by_number and o in by_number], by_number),
        *slips(rows),
    ]
    leaders = _leaders(pairs, by_number)
    connection.execute(update(entities).where(entities.c.base == base).values(same_as=None))
    if leaders:
        statement = (
            update(entities).where(entities.c.number == bindparam("of")).values(same_as=bindparam("lead"))
        )
        connection.execute(statement, [{"of": number, "lead": lead} for number, lead in leaders.items()])
    return len(leaders)


def slips(rows: Sequence[Row[Any]]) -> Iterator[tuple[int, int]]:
    """Latin names that differ by one letter inside, where one is much oftener named than the other.

    Han names are left alone, and so are digits and first letters: `一级` and `二级`, `Plan A` and `Plan B`,
    `2023` and `2024` are different things.
    """
    near: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.key.isascii() and len(row.key) >= _LONG_ENOUGH and not re.search(r"\d", row.key):
            for form in {row.key, *(row.key[:at] + row.key[at + 1 :] for at in range(1, len(row.key)))}:
                near[form].append(row)
    seen = set()
    for group in near.values():
        for one in group:
            for other in group:
                pair = one.number, other.number
                if one.named >= _RARER * max(other.named, 1) and pair not in seen and _alike(one, other):
                    seen.add(pair)
                    yield other.number, one.number


def _alike(one: Row[Any], other: Row[Any]) -> bool:
    kinds = {one.kind, other.kind} - _GENERAL
    words = one.key.split(), other.key.split()
    same_count = len(words[0]) == len(words[1])
    changed = [pair for pair in zip(*words, strict=False) if pair[0] != pair[1]]
    return (
        one.number != other.number
        and len(kinds) <= 1
        and same_count
        and len(changed) == 1
        and min(map(len, changed[0])) >= _LONG_ENOUGH - 1
        and abs(len(changed[0][0]) - len(changed[0][1])) <= 1
        and not changed[0][0].startswith(changed[0][1])
        and not changed[0][1].startswith(changed[0][0])
    )


def _unambiguous(pairs: Sequence[tuple[int, int]], rows: Mapping[int, Row[Any]]) -> Iterator[tuple[int, int]]:
    """Other names that stand for one thing only, and whose kinds do not differ."""
    meant: defaultdict[int, set[int]] = defaultdict(set)
    for short, full in pairs:
        meant[short].add(full)
    for short, full in dict.fromkeys(pairs):
        kinds = {rows[short].kind, rows[full].kind} - _GENERAL
        if len(meant[short]) == 1 and len(kinds) <= 1:
            yield short, full


def _leaders(pairs: Iterable[tuple[int, int]], rows: Mapping[int, Row[Any]]) -> dict[int, int]:
    """For each entity that is another's name, the one that stands for its group: the right of the pairs."""
    lead: dict[int, int] = {}

    def top(number: int) -> int:
        while number in lead:
            number = lead[number]
        return number

    for other, name in pairs:
        a, b = top(other), top(name)
        if a != b:
            lead[a] = b
    return {number: top(number) for number in lead}


def _entities(connection: Connection, base: int) -> Sequence[Row[Any]]:
    query = (
        select(entities, func.count(mentions.c.chunk).label("named"))
        .outerjoin(mentions, mentions.c.entity == entities.c.number)
        .where(entities.c.base == base)
        .group_by(*entities.c)
        .order_by(entities.c.number)
    )
    return connection.execute(query).all()
