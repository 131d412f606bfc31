"""Levels of headings that say none, or do not mean what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from weir.documents.elements import Element, ElementKind
from weir.documents.structure.lines import is_named
from weir.documents.structure.numbering import numbering

_SAME_SIZE = 1.06
_ABOVE_ALL = 1.12
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A heading without a level: its rank among ways of numbering (None: no number) and its size."""

    rank: int | None
    size: float | None
    first: bool = False
    """It opens the document."""
    named: bool = False
    """It is a section that every text of its sort has, and stands beside the outermost ones."""


def found(element: Element, first: bool) -> Found:
    number = numbering(element.text)
    size = element.look.size if element.look else None
    return Found(number.rank if number else None, size, first, is_named(element.text))


def levels(headings: Sequence[Found]) -> list[int]:
    """Levels from 1, in order: by numbering, then by size; a title above all others if there is one."""
    ranks = _rank_levels(headings)
    sizes = _sizes(headings)
    clusters = _clusters([h.size for h in headings if h.rank is None and h.size])
    numbered = [
        ranks[h.rank] if h.rank is not None else _unnumbered(index, headings, ranks, sizes, clusters)
        for index, h in enumerate(headings)
    ]
    lowest = min(numbered, default=1)
    return [min(level - lowest + 1, _DEEPEST) for level in numbered]


def _rank_levels(headings: Sequence[Found]) -> dict[int, int]:
    """The level of each rank: below every outer rank that it occurs under."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for index, heading in enumerate(headings):
        if heading.rank is not None:
            first.setdefault(heading.rank, index)
            last[heading.rank] = index
    result: dict[int, int] = {}
    for rank in sorted(first):
        above = [level for outer, level in result.items() if first[outer] < last[rank]]
        result[rank] = max(above, default=0) + 1
    return result


def _sizes(headings: Sequence[Found]) -> dict[int, float]:
    """The usual size of the headings of each rank."""
    sizes: dict[int, list[float]] = defaultdict(list)
    for heading in headings:
        if heading.rank is not None and heading.size:
            sizes[heading.rank].append(heading.size)
    return {rank: median(values) for rank, values in sizes.items()}


def _clusters(sizes: Sequence[float]) -> list[float]:
    """Sizes that differ to the eye, largest first."""
    result: list[float] = []
    for size in sorted(sizes, reverse=True):
        if not result or size * _SAME_SIZE < result[-1]:
            result.append(size)
    return result


def _unnumbered(
    index: int,
    headings: Sequence[Found],
    ranks: dict[int, int],
    sizes: dict[int, float],
    clusters: Sequence[float],
) -> int:
    heading = headings[index]
    if heading.named:
        return 1
    if not ranks:
        return _by_cluster(heading, headings, clusters)
    if heading.first and heading.size and sizes and heading.size * _SAME_SIZE >= max(sizes.values()):
        return 0
    if heading.size and sizes and not _alike([heading.size, *sizes.values()]):
        if heading.size >= max(sizes.values()) * _ABOVE_ALL:
            return 0
        like = [ranks[rank] for rank, size in sizes.items() if heading.size * _SAME_SIZE >= size]
        return min(like, default=max(ranks.values()) + 1)
    if heading.first:
        return 0
    before = next((h.rank for h in reversed(headings[:index]) if h.rank is not None), None)
    after = next((h.rank for h in headings[index + 1 :] if h.rank is not None), None)
    return ranks[before] + 1 if before is not None and before == after else 1


def _alike(sizes: Sequence[float]) -> bool:
    return max(sizes) <= min(sizes) * _SAME_SIZE


def _by_cluster(heading: Found, headings: Sequence[Found], clusters: Sequence[float]) -> int:
    if heading.size and clusters:
        return next(i for i, size in enumerate(clusters, 1) if heading.size * _SAME_SIZE >= size)
    return 0 if heading.first and len(headings) > 1 else 1


def consistent(elements: Sequence[Element]) -> list[Element]:
    """Headings that begin at level 1 and never go down by more than one level at a step."""
    result: list[Element] = []
    path: list[tuple[int, int]] = []  # the level as stated, and as given
    for element in elements:
        if element.kind is ElementKind.HEADING:
            stated = element.level or 1
            path = [above for above in path if above[0] < stated]
            given = min(path[-1][1] + 1, _DEEPEST) if path else 1
            path.append((stated, given))
            element = element if element.level == given else replace(element, level=given)
        result.append(element)
    return result
