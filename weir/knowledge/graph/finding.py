"""From words to entities: by their names, and all that a question names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from weir.knowledge.graph.keys import key_of
from weir.knowledge.graph.records import Entity
from weir.knowledge.graph.tables import entities, mentions
from weir.knowledge.grounding.folding import HAN
from weir.knowledge.grounding.gazetteer import TRANSLATIONS
from weir.knowledge.tokens import fold

_LONGEST_HAN, _LONGEST_WORDS = 16, 6
_MOST_KEYS = 800
_RUN = re.compile(rf"[{HAN}]+|[a-z0-9][\w'+.#/&-]*")
_PLAIN = re.compile(rf"[{HAN}]+(?<!公司)")
_HAN_RUN = re.compile(rf"[{HAN}A-Za-z0-9·]+")


@dataclass(frozen=True, slots=True)
class Linked:
    """An entity that a text names, and where: ``fold(text)[start:end]``. `number` is that of its group."""

    number: int
    name: str
    start: int
    end: int


def linked(connection: Connection, bases: Sequence[int], text: str) -> list[Linked]:
    """The entities that a text names, from left to right; of names within each other, the longest."""
    spans: dict[str, list[tuple[int, int]]] = {}
    folded = fold(text)
    for start, end in _stretches(folded):
        if key := _key(folded[start:end]):
            spans.setdefault(key, []).append((start, end))
    rows = [row for part in _parts([*spans][:_MOST_KEYS]) for row in connection.execute(_named(bases, part))]
    found = [Linked(row.same_as or row.number, row.name, *span) for row in rows for span in spans[row.key]]
    taken: list[Linked] = []
    for each in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(each.end <= other.start or other.end <= each.start or
               (each.start, each.end) == (other.start, other.end) for other in taken):  # fmt: skip
            taken.append(each)
    return sorted(taken, key=lambda one: one.start)


def synonyms(connection: Connection, bases: Sequence[int], name: str) -> list[str]:
    """The other names of what a name names; nothing where it names nothing, or has one name alone."""
    key = key_of(name)
    if not key:
        return []
    own = select(func.coalesce(entities.c.same_as, entities.c.number))
    own = own.where(entities.c.base.in_(bases), entities.c.key == key)
    query = select(entities.c.name, entities.c.key).where(
        or_(entities.c.number.in_(own), entities.c.same_as.in_(own))
    )
    return [row.name for row in connection.execute(query.order_by(entities.c.number)) if row.key != key]


def search(connection: Connection, base: int, text: str, limit: int) -> list[Entity]:
    """Entities whose name holds a text, the most named first; all of them for an empty one."""
    key = fold(text).strip()
    where = [entities.c.base == base, entities.c.same_as.is_(None)]
    if key:
        like = f"%{_escaped(key)}%"
        other = entities.alias()
        aliased = select(other.c.same_as).where(
            other.c.base == base, other.c.same_as.is_not(None), other.c.key.like(like, escape="\\")
        )
        where.append(or_(entities.c.key.like(like, escape="\\"), entities.c.number.in_(aliased)))
    counted = select(entities.c.number).outerjoin(mentions, mentions.c.entity == entities.c.number)
    counted = counted.where(*where).group_by(entities.c.number)
    counted = counted.order_by(func.count(mentions.c.chunk).desc(), entities.c.number).limit(limit)
    numbers = [*connection.execute(counted).scalars()]
    found = {each.number: each for each in described(connection, numbers)}
    return [found[number] for number in numbers if number in found]


def described(connection: Connection, numbers: Iterable[int]) -> list[Entity]:
    """Entities with all their names and how many chunks name them; unknown numbers are left out."""
    wanted = [*dict.fromkeys(numbers)]
    rows: list[Any] = []
    for at in range(0, len(wanted), 400):
        part = wanted[at : at + 400]
        query = select(entities).where(or_(entities.c.number.in_(part), entities.c.same_as.in_(part)))
        rows += connection.execute(query.order_by(entities.c.number)).all()
    lead = {row.number: row.same_as or row.number for row in rows}
    often: dict[int, int] = {}
    for number, chunk_count in _named_in(connection, lead):
        often[number] = chunk_count
    return [
        Entity(
            row.number,
            row.name,
            _kind(row.kind, [each.kind for each in rows if lead[each.number] == row.number]),
            often.get(row.number, 0),
            tuple(each.name for each in rows if each.same_as == row.number),
            row.community,
        )
        for row in rows
        if row.same_as is None and row.number in set(wanted)
    ]


def _named_in(connection: Connection, lead: dict[int, int]) -> Iterator[tuple[int, int]]:
    numbers = [*lead]
    group = func.coalesce(entities.c.same_as, entities.c.number)
    for at in range(0, len(numbers), 400):
        query = (
            select(group, func.count(mentions.c.chunk.distinct()))
            .join(mentions, mentions.c.entity == entities.c.number)
            .where(group.in_(numbers[at : at + 400]))
            .group_by(group)
        )
        yield from connection.execute(query).tuples().all()


def _kind(own: str, kinds: Sequence[str]) -> str:
    """The most particular kind of a group of names."""
    return next((kind for kind in [own, *kinds] if kind not in ("term", "name")), own)


def _named(bases: Sequence[int], keys: Sequence[str]) -> Select[tuple[int, str, str, int | None]]:
    columns = entities.c.number, entities.c.key, entities.c.name, entities.c.same_as
    return select(*columns).where(and_(entities.c.base.in_(bases), entities.c.key.in_(keys)))


def _key(folded: str) -> str:
    """`key_of` for a stretch of a question; most are plain Han, whose key is seen at once."""
    return folded if _PLAIN.fullmatch(folded) and folded not in TRANSLATIONS else key_of(folded)


def _stretches(folded: str) -> Iterator[tuple[int, int]]:
    """Stretches that may be a name: runs of Han (with Latin in them), and neighbouring words."""
    for run in _HAN_RUN.finditer(folded):
        start, end = run.span()
        if re.search(f"[{HAN}]", run.group()):
            for length in range(min(_LONGEST_HAN, end - start), 1, -1):
                yield from ((at, at + length) for at in range(start, end - length + 1))
    words = [match.span() for match in _RUN.finditer(folded)]
    for length in range(min(_LONGEST_WORDS, len(words)), 0, -1):
        for first, last in zip(words, words[length - 1 :], strict=False):
            yield first[0], last[1]


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (keys[at : at + 400] for at in range(0, len(keys), 400))


def _escaped(text: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", text)
