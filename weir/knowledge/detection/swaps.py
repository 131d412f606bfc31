"""A name where the evidence has another one, the words around it being the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from weir.knowledge.detection.details import Reason
from weir.knowledge.detection.units import Unit, spoken
from weir.knowledge.grounding.gazetteer import TRANSLATIONS
from weir.knowledge.grounding.relations import same_relation

_LONGEST = 4  # words of a name
_MOST = 300  # words of each text that are laid side by side
_AROUND = 3
"""Words beside a name that must be the same in both texts."""
_AROUND_A_KNOWN_NAME = 5
"""The same where the place knows the name, too, in another part."""

_Block = tuple[str, int, int, int, int]


def swapped_names(claim: str, place: str) -> Iterator[Reason]:
    """Names of the claim that stand where the place has another name: `Anna Berg` for `Tom Field`."""
    said, found = spoken(claim).units[:_MOST], spoken(place).units[:_MOST]
    blocks = SequenceMatcher(
        None, [unit.text for unit in said], [unit.text for unit in found], False
    ).get_opcodes()
    for index, (kind, start, end, first, last) in enumerate(blocks):
        ours, theirs = said[start:end], found[first:last]
        if kind != "replace" or not (_is_name(ours) and _is_name(theirs)) or _same(ours, theirs):
            continue
        known = all(any(unit.text == other.text for other in found) for unit in ours if unit.name)
        if _matched(blocks, index - 1) + _matched(blocks, index + 1) >= (
            _AROUND_A_KNOWN_NAME if known else _AROUND
        ):
            yield Reason("name", _written(claim, ours), _written(place, theirs))


def _is_name(units: Sequence[Unit]) -> bool:
    return len(units) <= _LONGEST and any(unit.name for unit in units)


def _matched(blocks: Sequence[_Block], index: int) -> int:
    """How many words are the same there."""
    if not 0 <= index < len(blocks) or blocks[index][0] != "equal":
        return 0
    return blocks[index][2] - blocks[index][1]


def _same(ours: Sequence[Unit], theirs: Sequence[Unit]) -> bool:
    """Whether the two may name the same: a part, a translation, a word of the same relation."""
    one, other = ("".join(unit.text for unit in units) for units in (ours, theirs))
    forms = {TRANSLATIONS.get(one, one), *same_relation(one)}
    return one in other or other in one or other in forms or TRANSLATIONS.get(other) == one


def _written(text: str, units: Sequence[Unit]) -> str:
    return text[units[0].start : units[-1].end]
