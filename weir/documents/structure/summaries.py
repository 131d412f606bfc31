"""Extractive summaries: the sentences of a document, or of its sections, that say most of the rest.

A sentence and a word weigh by each other, as in TextRank (Mihalcea and Tarau 2004) but over words instead of
pairs of sentences: the time grows with the text and not with its square. Position and wording count too.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from weir.documents.elements import Document, Element, ElementKind
from weir.documents.structure.lines import shape_of
from weir.documents.structure.sentences import sentences as split
from weir.documents.structure.words import RARE, frequencies, is_common, words

_MOST_SENTENCES = 300
"""Of a longer text, the first sentences of all paragraphs and those at the start are looked at."""
_SHORTEST, _LONGEST = 5, 90
_ROUNDS = 3
_SAID = 0.55
"""A sentence of whose words so many were said by chosen ones adds nothing."""
_CUES = re.compile(
    r"本(?:文|办法|标准|手册|规定|指南|报告|研究|系统|章|节|产品|合同|制度)|旨在|目的是|为了|主要(?:介绍|包括|内容|用于)"
    r"|总之|综上|结论|结果表明|提出|是指|负责"
    r"|\b(?:this (?:paper|document|guide|report|study|chapter|manual|policy|article)"
    r"|we (?:propose|present|show|find)|in (?:summary|conclusion)|results (?:show|suggest)"
    r"|the (?:aim|purpose|goal)|is (?:a|an|the) |must|defines?)\b",
    re.I,
)
_AGAINST = re.compile(
    r"(?:例如|比如|如图|见图|注[:：]|另外|此外|但是|因此|e\.g\.|for example|note:|see |however|also|but )",
    re.I,
)
_SUMS_UP = frozenset({"摘要", "abstract", "summary", "内容提要", "结论", "conclusion", "conclusions"})
_APART = frozenset({"参考文献", "references", "致谢", "acknowledgements", "acknowledgments", "imprint"})
_WHOLE = re.compile(r"[。.！!；;”\"）)]$")


@dataclass(slots=True)
class _Sentence:
    text: str
    words: Counter[str]
    place: float
    """Weight of its place: at the start of the text, of a section or of a paragraph."""
    order: int
    score: float = 1.0


def summarise(document: Document, sentences: int = 3) -> tuple[str, ...]:
    """At most so many sentences of the document, word for word and in their order."""
    return _summary(document.elements, sentences)


def section_summaries(document: Document, sentences: int = 1) -> dict[tuple[str, ...], tuple[str, ...]]:
    """For the heading path of each section with text of its own: the sentences that say what it is about.

    Paths are those of `Element.headings`; the text before the first heading has the empty path.
    """
    result: dict[tuple[str, ...], tuple[str, ...]] = {}
    prose = [element for element in document.elements if element.kind is not ElementKind.HEADING]
    for path, group in groupby(prose, key=lambda element: element.headings):
        if path not in result and (found := _summary(list(group), sentences)):
            result[path] = found
    return result


def _summary(elements: Sequence[Element], most: int) -> tuple[str, ...]:
    found = _sentences(elements)
    _weigh(found)
    chosen: list[_Sentence] = []
    said: set[str] = set()
    for sentence in sorted(found, key=lambda s: (-s.score, s.order)):
        if len(chosen) == most:
            break
        if len(said & sentence.words.keys()) < _SAID * len(sentence.words):
            chosen.append(sentence)
            said |= sentence.words.keys()
    return tuple(sentence.text for sentence in sorted(chosen, key=lambda s: s.order))


def _sentences(elements: Sequence[Element]) -> list[_Sentence]:
    """The sentences that could stand in a summary, those at the start of paragraphs if there are many."""
    result: list[_Sentence] = []
    headings: tuple[str, ...] | None = None
    for element in elements:
        if element.kind is not ElementKind.PARAGRAPH:
            continue
        opens, headings = element.headings != headings, element.headings
        for index, text in enumerate(split(element.text)):
            if len(result) >= _MOST_SENTENCES and index > 0:
                break
            place = (0.5 if opens else 0.2) if index == 0 else 0.0
            place += 0.8 if not result else 0.4 if len(result) < 5 else 0.0
            place += _by_section(headings)
            if sentence := _candidate(text, place, len(result)):
                result.append(sentence)
        if len(result) >= 2 * _MOST_SENTENCES:
            break
    return result


def _by_section(headings: tuple[str, ...]) -> float:
    name = shape_of(headings[-1]) if headings else ""
    return 0.6 if name in _SUMS_UP else -0.6 if name in _APART else 0.0


def _candidate(text: str, place: float, order: int) -> _Sentence | None:
    if len(text) < 8 or not _WHOLE.search(text):
        return None
    found = Counter(word for word in words(text) if not is_common(word))
    if not _SHORTEST <= found.total() <= _LONGEST:
        return None
    return _Sentence(text, found, place, order)


def _weigh(found: Sequence[_Sentence]) -> None:
    """Give each sentence its score: words weigh by the sentences that hold them, and these by their words."""
    rarity = {word: math.log(1 / max(frequencies().get(word, RARE), RARE)) for s in found for word in s.words}
    for _ in range(_ROUNDS):
        weights: defaultdict[str, float] = defaultdict(float)
        for sentence in found:
            for word in sentence.words:
                weights[word] += sentence.score
        for sentence in found:
            total = sum(weights[word] * rarity[word] for word in sentence.words)
            sentence.score = total / (len(sentence.words) + 4) ** 0.75
        highest = max((sentence.score for sentence in found), default=1.0) or 1.0
        for sentence in found:
            sentence.score /= highest
    for sentence in found:
        sentence.score += sentence.place + (0.25 if _CUES.search(sentence.text) else 0.0)
        sentence.score -= 0.4 if _AGAINST.match(sentence.text) else 0.0
