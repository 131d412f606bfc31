"""Questions that documents answer, made of their own sentences by rules: each with its answer and its place.

They show whether what is in a base can be found and said. They share words with the documents, as people's
questions often do not, so a base does better on them than on its users.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.dates import dates
from weir.knowledge.grounding.folding import fold, language_of
from weir.knowledge.grounding.quantities import quantities
from weir.knowledge.grounding.sentences import sentences

LENGTHS = {"zh": (10, 60), "en": (25, 160)}
"""Characters of a sentence that a question is made of, by language."""

_POINTING_ZH = re.compile(r"^(?:这|那|它|他|她|其|该|此|本|以[上下]|上述|如下|因此|所以|但|而|并|也|还)")
_POINTING_EN = re.compile(
    r"^(?:this|that|these|those|its?|they|their|he|she|his|her|there|here|such|which|and|but|so|however|also"
    r"|then|some|most|many|each|every|all|both|one|another|what|when|if|no)\b",
    re.IGNORECASE,
)
_DEFINED_ZH = re.compile(
    r"^(?P<term>[^，。、；：“”（）\d]{2,14}?)(?:（[^）]*）)?(?:是指|指的是|系指|是一[种个类])"
)
_DEFINED_EN = re.compile(
    r"^(?P<the>The |An? )?(?P<term>[A-Za-z][\w-]*(?: [\w-]+){0,4}?) "
    r"(?P<verb>is|are|means|refers to) (?:an?|the) [a-z]"
)
_WHEN_EN = re.compile(
    r"^(?P<who>[A-Z][^,.;]{2,60}?) (?P<was>was|were) (?P<done>[a-z]+(?:ed|en|un|ilt|ade|eld|old|ought|et))\b"
)
_MONEY_EN = re.compile(r"^(?P<what>(?:The|An?|Each|Every) [^,.;]{2,60}?) costs? ")
_UNPLAIN = re.compile(r"[|\n`*：:<>{}\[\]]")  # code, tables, lists that are announced
_ENDING = "。！？；.!?; "


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question, what answers it, and where that stands: ``quote`` is a sentence of the document."""

    question: str
    answer: str
    quote: str
    document: str
    """Name of the document."""
    document_id: str | None
    kind: str
    """``definition``, ``number``, ``date`` or ``money``."""


def questions_of(passages: Iterable[Evidence], most: int) -> list[MadeQuestion]:
    """At most `most` questions from these passages: spread over the documents, the same every time."""
    by_document: dict[str, list[MadeQuestion]] = {}
    seen: set[str] = set()
    for passage in passages:
        for made in _of(passage):
            if made.question not in seen:
                seen.add(made.question)
                by_document.setdefault(passage.document_id or passage.document, []).append(made)
    for found in by_document.values():
        found.sort(key=lambda made: sha256(made.question.encode()).digest())
    rounds = max(map(len, by_document.values()), default=0)
    spread = (found[turn] for turn in range(rounds) for found in by_document.values() if turn < len(found))
    return [made for made, _ in zip(spread, range(most), strict=False)]


def _of(passage: Evidence) -> Iterator[MadeQuestion]:
    for start, end in sentences(passage.text):
        sentence = passage.text[start:end].lstrip("#-*> \t")
        language = language_of(sentence)
        shortest, longest = LENGTHS[language]
        if shortest <= len(sentence) <= longest and not _UNPLAIN.search(sentence):
            ask = _chinese if language == "zh" else _english
            for question, answer, kind in ask(sentence):
                yield MadeQuestion(question, answer, sentence, passage.document, passage.document_id, kind)


def _chinese(sentence: str) -> Iterator[tuple[str, str, str]]:
    """In Chinese what is asked for stands where the answer stood."""
    if _POINTING_ZH.match(sentence):
        return
    if defined := _DEFINED_ZH.match(sentence):
        yield f"什么是{defined['term'].strip()}？", sentence[defined.end() :].strip(_ENDING), "definition"
        return
    folded = fold(sentence)
    times = list(dates(folded))
    if len(times) == 1 and times[0].year and times[0].start > 3:
        yield _with(sentence, times[0].start, times[0].end, "什么时候"), _cut(sentence, times[0]), "date"
        return
    numbers = [found for found in quantities(folded) if found.unit and sentence[found.start].isdigit()]
    if len(numbers) == 1 and not times and numbers[0].start > 3:
        number = numbers[0]
        unit = sentence[number.start : number.end].strip()[-len(number.unit) :]
        yield _with(sentence, number.start, number.end, f"多少{unit}"), _cut(sentence, number), "number"


def _english(sentence: str) -> Iterator[tuple[str, str, str]]:
    if _POINTING_EN.match(sentence):
        return
    times = list(dates(fold(sentence)))
    if (asked := _WHEN_EN.match(sentence)) and len(times) == 1 and times[0].year:
        yield (
            f"When {asked['was']} {_lowered(asked['who'])} {asked['done']}?",
            _cut(sentence, times[0]),
            "date",
        )
    elif asked := _MONEY_EN.match(sentence):
        amount = next((found for found in quantities(fold(sentence)) if found.start >= asked.end()), None)
        if amount:
            yield f"How much does {_lowered(asked['what'])} cost?", _cut(sentence, amount), "money"
    elif (asked := _DEFINED_EN.match(sentence)) and not times:
        verb = "are" if asked["verb"] == "are" else "is"
        the = (asked["the"] or "").lower()
        rest = sentence[asked.end() - 1 :].strip(_ENDING)
        yield f"What {verb} {the}{asked['term']}?", rest, "definition"


def _with(sentence: str, start: int, end: int, asking: str) -> str:
    return f"{sentence[:start].rstrip()}{asking}{sentence[end:].lstrip()}".strip(_ENDING) + "？"


def _cut(sentence: str, found: object) -> str:
    return sentence[found.start : found.end].strip()  # type: ignore[attr-defined]


def _lowered(words: str) -> str:
    """Without the capital of an article that began the sentence."""
    return words[0].lower() + words[1:] if re.match(r"(?:The|An?|Each|Every) ", words) else words
