"""Statements that cannot all hold, and such as several sources make."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from weir.knowledge.graph.records import STRUCTURAL, Conflict, Edge
from weir.knowledge.graph.validity import iso, overlap
from weir.knowledge.grounding.dates import dates
from weir.knowledge.grounding.folding import fold
from weir.knowledge.grounding.quantities import quantities
from weir.knowledge.tokens import lexical

_SURE = 0.6
_HAVE_ONE = frozenset(
    [
        "capital",
        "founded",
        "born",
        "established",
        "released",
        "launched",
        "opened",
        "population",
        "首都",
        "成立",
        "创立",
        "出生",
        "发布",
        "施行",
        "生效",
        "始建",
        "建成",
    ]
)


def conflicts(edges: Sequence[Edge]) -> Iterator[Conflict]:
    """Of statements with merged subjects, those of one attribute whose values differ while both hold.

    What one place gives several values of (a table with many rows for a name, a list) has several values, and
    is no conflict.
    """
    for (_, relation), group in _by_attribute(edges).items():
        if _has_several(group):
            continue
        against = [
            one
            for one in group
            if any(
                not same_value(said(one), said(other)) and overlap(_period(one), _period(other))
                for other in group
            )
        ]
        if len(against) > 1:
            yield Conflict(group[0].subject_name, relation, tuple(against))


def agreements(edges: Sequence[Edge]) -> Iterator[Conflict]:
    """Statements that several documents make alike."""
    for (_, relation), group in _by_attribute(edges).items():
        alike = [edge for edge in group if same_value(said(edge), said(group[0]))]
        if len({edge.provenance.document_id for edge in alike}) > 1:
            yield Conflict(group[0].subject_name, relation, tuple(alike))


def said(edge: Edge) -> str:
    """What an edge says of its subject: the value as written, or the object's name."""
    return edge.value or edge.object_name or ""


def same_value(one: str, other: str) -> bool:
    """Whether two values say the same: their numbers and dates where they have such, else their words."""
    a, b = _measured(one), _measured(other)
    if a and b:
        return a == b
    left, right = lexical(one).split(), lexical(other).split()
    return left == right or " ".join(left) in " ".join(right) or " ".join(right) in " ".join(left)


def _measured(value: str) -> tuple[str, ...]:
    folded = fold(value)
    days = tuple(day for each in dates(folded) if (day := iso(each)))
    if days:
        return days
    return tuple(f"{each.value} {each.family}".strip() for each in quantities(folded))


def _by_attribute(edges: Sequence[Edge]) -> dict[tuple[int, str], list[Edge]]:
    groups: defaultdict[tuple[int, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        attribute = fold(edge.relation).strip()
        if edge.relation not in STRUCTURAL and edge.value is not None and edge.confidence >= _SURE:
            groups[edge.subject, re.sub(r"\s+", " ", attribute)].append(edge)
    return groups


def _has_several(group: Sequence[Edge]) -> bool:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for edge in group:
        places[edge.provenance.document_id].append(said(edge))
    return group[0].relation not in _HAVE_ONE and any(
        any(not same_value(values[0], value) for value in values[1:]) and not _dated(group)
        for values in places.values()
    )


def _dated(group: Sequence[Edge]) -> bool:
    return all(edge.valid_from or edge.valid_to for edge in group)


def _period(edge: Edge) -> tuple[str | None, str | None]:
    return edge.valid_from, edge.valid_to
