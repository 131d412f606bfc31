"""The words that a document is about: frequent in it, rare elsewhere, in its title and headings."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from weir.documents.elements import Element, ElementKind
from weir.documents.structure.words import RARE, frequencies, is_common, words

_SAMPLE = 12_000
"""Characters of prose that are looked at, from the start, where a text says what it is about."""
_PROSE = frozenset({ElementKind.PARAGRAPH, ElementKind.LIST, ElementKind.HEADING, ElementKind.CAPTION})
_IN_HEADING, _IN_TITLE = 2.0, 2.0
_TOGETHER = 0.5
_FEWEST = 2
_HAN = re.compile("[\u3400-\u9fff]")
Pair = tuple[str, str]


def keywords(elements: Sequence[Element], title: str = "", most: int = 8) -> list[str]:
    """At most `most` words or pairs of words, the most telling first; none for texts of a few words.

    The weight is frequency times rarity (`frequencies`), more in headings and in the title. Two words that
    mostly stand together are one keyword.
    """
    counts: Counter[str] = Counter()
    pairs: Counter[Pair] = Counter()
    headed: set[str] = set()
    for text, heading in _texts(elements):
        found = list(words(text))
        counts.update(word for word in found if not is_common(word))
        pairs.update(pair for pair in pairwise(found) if not any(map(is_common, pair)))
        if heading:
            headed.update(found)
    joined = _joined(counts, pairs)
    named = set(words(title))
    weights = {
        word: _weight(word, count, headed, named)
        for word, count in (counts | joined).items()
        if count >= _FEWEST or word in named
    }
    return _chosen(weights, most)


def _texts(elements: Sequence[Element]) -> list[tuple[str, bool]]:
    result: list[tuple[str, bool]] = []
    left = _SAMPLE
    for element in elements:
        if element.kind in _PROSE and left > 0:
            result.append((element.text[:left], element.kind is ElementKind.HEADING))
            left -= len(element.text)
    return result


def _joined(counts: Counter[str], pairs: Counter[Pair]) -> Counter[str]:
    """The pairs that stand together at least half of the times that either word occurs."""
    result: Counter[str] = Counter()
    for (one, other), count in pairs.items():
        if count >= _FEWEST and count >= _TOGETHER * max(counts[one], counts[other]) and one != other:
            result[_phrase(one, other)] = count
    return result


def _phrase(one: str, other: str) -> str:
    return f"{one}{other}" if _HAN.search(one) and _HAN.search(other) else f"{one} {other}"


def _weight(word: str, count: int, headed: set[str], named: set[str]) -> float:
    parts = [part for part in words(word) if part] or [word]
    rarity = sum(math.log(1 / max(frequencies().get(part, RARE), RARE)) for part in parts) / len(parts)
    weight = math.log(1 + count) * rarity * (1.3 if len(parts) > 1 else 1.0)
    weight *= _IN_HEADING if any(part in headed for part in parts) else 1.0
    return weight * (_IN_TITLE if any(part in named for part in parts) else 1.0)


def _chosen(weights: dict[str, float], most: int) -> list[str]:
    """The heaviest words; none that is a part of one chosen before."""
    result: list[str] = []
    for word in sorted(weights, key=lambda word: (-weights[word], word)):
        if len(result) == most:
            break
        if not any(word in other or other in word for other in result):
            result.append(word)
    return result
