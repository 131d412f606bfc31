"""Headings where styles are missing: lines become headings, and headings get levels.

Files whose authors mark headings (styles of Word, tags of the web, Markdown) are believed; a line that nobody
marked needs much more there. Where an engine guesses (PDF, OFD) or nothing marks headings (text), all levels
are worked out from numbering and size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from weir.documents.elements import Element, ElementKind
from weir.documents.structure import evidence, levels
from weir.documents.structure.lines import could_be_heading
from weir.documents.structure.numbering import numbering

_ENOUGH = 2.0
_ENOUGH_BESIDE_MARKED = 4.0
_FEWEST_MARKED = 2
_MOST_SHARE = 0.5
"""Of the elements: where more would be headings, they are lines of a form or a poem."""
_SHORT = 12
_OVERLAP, _CLOSE = 0.5, 0.5


def with_headings(elements: Sequence[Element], marked: bool) -> list[Element]:
    """The same texts, with headings found and levels given.

    `marked` says that the file names its headings itself, so that those which it names keep their order of
    levels. No text is lost, joined headings apart: their lines become one.
    """
    elements = _joined_lines(elements)
    if not marked:
        elements = [_believable(element) for element in elements]
    there = [index for index, element in enumerate(elements) if element.kind is ElementKind.HEADING]
    believed = marked and len(there) >= _FEWEST_MARKED
    found = evidence.candidates(elements)
    weights = evidence.weights(elements, found, evidence.usual(elements))
    enough = _ENOUGH_BESIDE_MARKED if believed else _ENOUGH
    new = {c.index: c.text for c in found if c.index not in there and weights[c.index] >= enough}
    if len(new) > _MOST_SHARE * len(elements) and len(elements) > _SHORT:
        new = {}
    result = [
        replace(element, kind=ElementKind.HEADING, text=new[index], level=None) if index in new else element
        for index, element in enumerate(elements)
    ]
    if new or not marked:
        result = _levelled(result, set(there) if marked else set())
    return levels.consistent(result)


def _believable(element: Element) -> Element:
    """What an engine guessed to be a heading but reads like none, as a paragraph."""
    guessed = element.kind is ElementKind.HEADING and not could_be_heading(element.text)
    return replace(element, kind=ElementKind.PARAGRAPH, level=None) if guessed else element


def _levelled(elements: Sequence[Element], believed: set[int]) -> list[Element]:
    """Levels for the headings that have none to believe: below the nearest one that has."""
    result = list(elements)
    group: list[int] = []
    above = 0
    for index, element in enumerate([*elements, None]):
        if element is None or index in believed:
            _assign(result, group, above)
            group = []
            above = (element.level or 1) if element else 0
        elif element.kind is ElementKind.HEADING:
            group.append(index)
    return result


def _assign(elements: list[Element], group: Sequence[int], above: int) -> None:
    opens = next((i for i, e in enumerate(elements) if e.text.strip()), -1)
    found = [levels.found(elements[index], first=index == opens) for index in group]
    for index, level in zip(group, levels.levels(found), strict=True):
        elements[index] = replace(elements[index], level=min(above + level, 6))


def _joined_lines(elements: Sequence[Element]) -> list[Element]:
    """A heading that an engine broke into lines of one size, one below the other, as one."""
    result: list[Element] = []
    for element in elements:
        if result and _continues(result[-1], element):
            before = result.pop()
            space = "" if _wide(before.text[-1]) or _wide(element.text[0]) else " "
            element = replace(
                before, text=f"{before.text}{space}{element.text}", box=_around(before, element)
            )
        result.append(element)
    return result


def _continues(one: Element, other: Element) -> bool:
    if one.kind is not ElementKind.HEADING or other.kind is not ElementKind.HEADING or one.page != other.page:
        return False
    a, b = one.box, other.box
    sizes = (one.look.size if one.look else None, other.look.size if other.look else None)
    if not a or not b or not sizes[0] or not sizes[1] or numbering(other.text):
        return False
    line = b[3] - b[1]
    alike = abs(sizes[0] - sizes[1]) <= 0.05 * sizes[0]
    below = -line * _OVERLAP <= b[1] - a[3] <= line * _CLOSE and min(a[2], b[2]) > max(a[0], b[0])
    return alike and below and could_be_heading(f"{one.text} {other.text}")


def _around(one: Element, other: Element) -> tuple[float, float, float, float] | None:
    a, b = one.box, other.box
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])) if a and b else a


def _wide(character: str) -> bool:
    return "\u2e80" <= character <= "\uffef"
