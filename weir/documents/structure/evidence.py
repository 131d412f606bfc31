"""What speaks for a line being a heading, as one number: its look, its numbering, its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_high

from weir.documents.elements import Element, ElementKind, Look
from weir.documents.structure.contents import entries, is_entry
from weir.documents.structure.lines import could_be_heading, is_field, is_named, shape_of
from weir.documents.structure.numbering import Numbering, numbering

_BODY = frozenset({ElementKind.PARAGRAPH, ElementKind.LIST})
_SURE_RANK, _LIKELY_RANK = 2, 12
_EDGE = 0.06
"""Nearer to the top or bottom of a page, as a share of it, stands what is printed on every page."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that could be a heading: its place among the elements, its text without a bullet, its number."""

    index: int
    text: str
    number: Numbering | None


@dataclass(frozen=True, slots=True)
class Page:
    """What is usual in a document."""

    size: float | None
    """Of most of the text."""
    strong: bool
    """Most of the text is bold, so that bold says nothing."""
    listed: Mapping[str, int]
    """The table of contents."""


def usual(elements: Sequence[Element]) -> Page:
    """The look of most of the text, and the table of contents."""
    sizes: list[float] = []
    bold = total = 0
    for element in elements:
        if element.kind in _BODY:
            weight, look = len(element.text), element.look or Look()
            total += weight
            bold += weight if look.strong else 0
            sizes += [look.size] * min(weight // 20 + 1, 50) if look.size else []
    return Page(median_high(sizes) if sizes else None, bold > 0.4 * total, entries(elements))


def candidates(elements: Sequence[Element]) -> list[Candidate]:
    """The lines that could be headings, headings that the engine found among them."""
    found = []
    for index, element in enumerate(elements):
        text = _one_line(element)
        if text and (element.kind is ElementKind.HEADING or could_be_heading(text)) and not is_entry(text):
            found.append(Candidate(index, text, numbering(text)))
    return found


def _one_line(element: Element) -> str:
    """The text of a heading or paragraph, or of a list that is one numbered line."""
    if element.kind in (ElementKind.HEADING, ElementKind.PARAGRAPH):
        return element.text
    text = element.text.removeprefix("- ")
    if element.kind is ElementKind.LIST and "\n" not in text and numbering(text):
        return text
    return ""


def weights(elements: Sequence[Element], found: Sequence[Candidate], page: Page) -> dict[int, float]:
    """By place: how much speaks for a heading. About 2 is enough where the file itself names none."""
    in_series = _series(elements, found)
    places = {candidate.index for candidate in found}
    result = {}
    for candidate in found:
        seen = _by_number(candidate) + _by_look(elements[candidate.index], page)
        weight = seen + in_series.get(candidate.index, 0.0)
        weight += 1.5 if is_named(candidate.text) else 0.0
        weight += 3.0 if page.listed and shape_of(candidate.text) in page.listed else 0.0
        weight += _by_place(elements, candidate.index, places, seen > 1) - _against(candidate)
        result[candidate.index] = weight
    return result


def _by_number(candidate: Candidate) -> float:
    found = candidate.number
    if found is None:
        return 0.0
    if found.end >= len(candidate.text.rstrip()) and found.rank > _SURE_RANK:
        return 0.0  # a number with nothing to name
    if found.rank <= _SURE_RANK:
        return 3.0
    return 1.5 if found.rank <= _LIKELY_RANK and found.form != "1" else 1.0 if found.form == "1" else 0.0


def _by_look(element: Element, page: Page) -> float:
    look = element.look
    if look is None:
        return 0.0
    weight = 1.5 if look.strong and not page.strong else 0.0
    if look.size and page.size:
        ratio = look.size / page.size
        weight += 2.5 if ratio >= 1.3 else 1.5 if ratio >= 1.12 else -1.5 if ratio < 0.94 else 0.0
    return weight + (0.5 if look.centred else 0.0) - (3.0 if look.outside else 0.0)


def _by_place(elements: Sequence[Element], index: int, places: set[int], stands_out: bool) -> float:
    """A heading has something below it that is none itself, and no page ends or begins with one outside."""
    box = elements[index].box
    if box and (box[3] < _EDGE or box[1] > 1 - _EDGE):
        return -2.0
    if index + 1 == len(elements):
        return -1.5
    # A chapter is often followed by its first section at once.
    above = stands_out and index + 2 < len(elements) and index + 2 not in places
    return 0.5 if index + 1 not in places or above else 0.0


def _against(candidate: Candidate) -> float:
    text = candidate.text
    lower = text[:1].islower() and not candidate.number
    return (
        (1.0 if text.endswith((":", "：")) else 0.0)
        + (1.5 if is_field(text) and not candidate.number else 0.0)
        + (1.0 if lower else 0.0)
    )


def _series(elements: Sequence[Element], found: Sequence[Candidate]) -> dict[int, float]:
    """Numbers that count on over other text speak for headings; those that follow at once do not."""
    forms: dict[tuple[str, tuple[int, ...]], list[Candidate]] = defaultdict(list)
    for candidate in found:
        if candidate.number:
            forms[candidate.number.form, candidate.number.above].append(candidate)
    result: dict[int, float] = {}
    for members in forms.values():
        for one, other in pairwise(members):
            if one.number and other.number and other.number.value == one.number.value + 1:
                for candidate in (one, other):
                    gap = 1.0 if other.index - one.index > 1 else -2.0
                    # A list among headings does not make the next heading one of its items.
                    result[candidate.index] = max(result.get(candidate.index, gap), gap)
    return result
