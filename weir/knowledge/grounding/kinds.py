"""What kind of thing a question asks for, read from its wording; Chinese and English side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from weir.core.errors import Language
from weir.knowledge.grounding.lexicon import lines, sections


class Kind(StrEnum):
    """The asked kind of thing."""

    person = "person"
    place = "place"
    date = "date"
    duration = "duration"
    number = "number"
    money = "money"
    percent = "percent"
    organisation = "organisation"
    work = "work"
    name = "name"
    definition = "definition"
    reason = "reason"
    how = "how"
    yes_no = "yes_no"
    other = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """The asked kind, the families of units that would answer (empty: any), and where the wording
    that says so stands.
    """

    kind: Kind
    units: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    strict: bool = True
    """Whether the wording leaves no doubt; a mere noun phrase such as `…成绩` leaves some."""


_Cue = tuple[Kind, tuple[str, ...], re.Pattern[str]]


def _cues(language: Language) -> list[_Cue]:
    macros: dict[str, str] = {}
    found: list[_Cue] = []
    for heading, body in sections(f"asked_{language}"):
        if heading.startswith("@"):
            macros[heading[1:]] = "|".join(" ".join(body).split())
            continue
        pattern = "|".join(body)
        for name, words in macros.items():
            pattern = pattern.replace(f"{{{name}}}", words)
        kind, *units = heading.split()
        found.append((Kind(kind), tuple(units), re.compile(pattern)))
    return found


_CUES: dict[Language, list[_Cue]] = {"zh": _cues("zh"), "en": _cues("en")}
# `what is the length of the Nile?` asks for more than a definition: an "of" or a possessive names a property.
_PROPERTY = re.compile(r"\bof\b|'s\b|\bin\b|\bfor\b")
_HEAD_UNITS = [
    (h.split(), re.compile("|".join(" ".join(body).split()))) for h, body in sections("head_units")
]
_CLASSIFIER = re.compile(r"(?:多少|几)(?:个|多)?([\u4e00-\u9fff]{1,3})")
_MANY = re.compile("|".join(lines("many")))


def asked(folded: str, language: Language) -> Asked:
    """The asked kind of a folded question. Without a cue the kind is `other`."""
    for kind, units, pattern in _CUES[language]:
        match = pattern.search(folded)
        if match is None or (kind is Kind.definition and language == "en" and _PROPERTY.search(folded)):
            continue
        if kind is Kind.number and not units:
            units = _units(folded)
        if kind is Kind.number and units == ("money",):
            kind = Kind.money
        return Asked(kind, units, match.start(), match.end(), _is_strict(kind, match.group()))
    return Asked(Kind.other, strict=False)


def asks_for_many(folded: str) -> bool:
    """Whether the question asks for a list."""
    return _MANY.search(folded) is not None


def _units(folded: str) -> tuple[str, ...]:
    for families, pattern in _HEAD_UNITS:
        if pattern.search(folded):
            return tuple(families)
    return ()


def classifiers(folded: str) -> tuple[str, ...]:
    """The counter or noun right after 多少 / 几, longest first: `多少个议席` gives 议席, 议 and 个."""
    match = _CLASSIFIER.search(folded)
    if match is None:
        return ()
    noun = match.group(1)
    found = [noun[:length] for length in range(len(noun), 0, -1)]
    if "个" in match.group()[: match.start(1) - match.start()]:
        found.append("个")
    return tuple(found)


def _is_strict(kind: Kind, cue: str) -> bool:
    return (
        kind not in (Kind.name, Kind.other, Kind.definition, Kind.how, Kind.yes_no, Kind.reason)
        or "名" in cue
    )
