"""Names in text: persons, places, bodies, works and anything else that is called something."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from weir.knowledge.grounding.folding import HAN
from weir.knowledge.grounding.gazetteer import CITIES, COUNTRIES, PLACES, PROVINCES
from weir.knowledge.grounding.lexicon import word_set
from weir.knowledge.grounding.relations import same_relation
from weir.knowledge.grounding.words import ENGLISH_STOP, Word, stem

NameKind = Literal["person", "place", "body", "work", "name"]

_SURNAMES = word_set("surnames")
FIRST_NAMES = word_set("first_names")
COMMON_WORDS = word_set("common_words")
_PERSON_TAGS = frozenset(("nr", "nrt", "nrfg"))
_NO_PLACE = word_set("no_places")
_NOT_PERSON_END = frozenset(
    "节院会局部厅处奖杯赛年月日剧片台网报社队党省市县区镇村岛湾山湖港路街费率度性化员者家"
)
_TRANSLITERATION = word_set("foreign_sounds")
_SOUNDS = re.compile(f"[{''.join(sorted(_TRANSLITERATION))}]{{3,8}}")
_PLACE_SUFFIX = tuple(word_set("place_endings"))
_BODY_SUFFIX = tuple(word_set("body_endings"))
_QUOTED = re.compile(r"《([^《》\n]{1,40})》|[“「『\"]([^“”「」『』\"\n]{1,40})[”」』\"]")
_WORD = r"(?:(?:[A-Z]\.){2,3}(?=\s[A-Z])|[A-ZÀ-Þ][a-z]{0,2}\.(?=\s[A-ZÀ-Þ])|[A-ZÀ-ÖØ-Þ][\wÀ-ɏ’'-]*)"
_SMALL = r"(?:(?:de|da|di|del|della|van|von|der|den|bin|al|la|le|of|and|the|for)\s){0,2}"
_CAPITALISED = re.compile(rf"{_WORD}(?:\s{_SMALL}(?:{_WORD}|\d{{1,4}}\b))*")
_CALENDAR = word_set("calendar")
_BODY_WORDS = word_set("body_words")
_FOREIGN = re.compile(rf"[{HAN}A-Za-z]{{1,8}}(?:\s?[·•‧・･]\s?[{HAN}A-Za-z.]{{1,8}})+")
_COMMON_STEMS = frozenset(map(stem, COMMON_WORDS))
_ROLES = frozenset(map(stem, ("ceo", "cfo", "cto", "chairman", "coach", "captain", "senator", "mayor")))
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "di",
        "del",
        "della",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "al",
        "la",
        "le",
        "jr",
        "sr",
        "ii",
        "iii",
    ]
)
_ENDS_SHORT = re.compile(r"\b(?:[A-Z]|Jr|Sr|Inc|Ltd|Co|Corp|U\.S|U\.K)\.$")
_BREAK = re.compile(r"\s(?:and|for the|for|of the|at the|the|of|la|le)\s")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in text; `sure` is how certain its kind is, 0 to 1."""

    start: int
    end: int
    kind: NameKind
    sure: float


def names(raw: str, tokens: Sequence[Word]) -> Iterator[Name]:
    """Names of `raw`, whose folded words are `tokens`. Overlapping readings of a stretch are all given."""
    for match in _QUOTED.finditer(raw):
        group = 1 if match.group(1) is not None else 2
        yield Name(
            match.start(group), match.end(group), "work" if group == 1 else "name", 0.9 if group == 1 else 0.6
        )
    yield from _chinese(tokens)
    yield from _foreign(tokens)
    yield from _transliterated(raw)
    if re.search(r"[A-ZÀ-Þ]", raw):
        yield from _latin(raw)


def _chinese(tokens: Sequence[Word]) -> Iterator[Name]:
    for index, token in enumerate(tokens):
        if not "\u3400" <= token.text[0] <= "\u9fff":
            continue
        if token.tag in _PERSON_TAGS and len(token.text) >= 2:
            yield Name(token.start, token.end, "person", _sure_of_person(token))
        elif len(token.text) == 1 and token.text in _SURNAMES:
            yield from _split_surname(tokens, index)
        if (token.tag == "ns" and token.text not in _NO_PLACE) or token.text in PLACES:
            yield Name(token.start, token.end, "place", 1.0 if token.text in PLACES else 0.9)
        elif token.tag in ("nt", "nz", "j"):
            yield Name(token.start, token.end, "body" if token.tag != "nz" else "name", 0.8)
        yield from _suffixed(tokens, index)


def _sure_of_person(token: Word) -> float:
    """A surname with one or two characters, or a transliteration, is a person; the segmenter
    guesses the rest.
    """
    if token.text[0] in _SURNAMES and len(token.text) <= 3 and token.text[-1] not in _NOT_PERSON_END:
        return 0.9
    if token.tag == "nrt" or sum(character in _TRANSLITERATION for character in token.text) >= 2:
        return 0.75
    return 0.35


def _split_surname(tokens: Sequence[Word], index: int) -> Iterator[Name]:
    """A name that the segmenter cut after the surname: `徐` + `昂`, `王` + `海鸰`."""
    first, end, length = tokens[index], tokens[index].end, 1
    for follower in tokens[index + 1 : index + 3]:
        if (
            follower.start != end
            or follower.tag in ("x", "m", "uj", "p", "c", "d", "v", "ul", "r", "f", "eng")
            or length + len(follower.text) > 3
        ):
            break
        end, length = follower.end, length + len(follower.text)
    if length >= 2:
        yield Name(first.start, end, "person", 0.55)


def _suffixed(tokens: Sequence[Word], index: int) -> Iterator[Name]:
    """A place or body by its last word, together with the name before it: `杭州` + `国际` + `博览中心`."""
    token = tokens[index]
    kind: NameKind | None = None
    if token.tag[0] in "njqv" or len(token.text) >= 3:
        kind = (
            "body"
            if token.text.endswith(_BODY_SUFFIX)
            else "place"
            if token.text.endswith(_PLACE_SUFFIX)
            else None
        )
    if kind is None:
        return
    start = token.start
    for before in reversed(tokens[max(0, index - 4) : index]):
        if before.end != start or (
            before.tag[0] not in "nejb" and before.tag not in ("vn", "eng", "j", "nr", "nz")
        ):
            break
        start = before.start
    if start < token.start or len(token.text) >= 3:
        yield Name(start, token.end, kind, 0.75)


def _foreign(tokens: Sequence[Word]) -> Iterator[Name]:
    """Transliterated names joined by a dot: `凯尔·内斯`; the words around it are cut off by the segmenter."""
    index = 0
    while index < len(tokens):
        start = index
        while (
            index + 2 < len(tokens)
            and tokens[index + 1].text in "·•‧・･"
            and _touch(tokens[index : index + 3])
        ):
            index += 2
            # The last part may have been cut in two: 唐纳德·特 + 朗普.
            if (
                index + 1 < len(tokens)
                and len(tokens[index].text) == 1
                and tokens[index + 1].tag.startswith("n")
                and tokens[index + 1].start == tokens[index].end
            ):
                index += 1
        if index > start:
            yield Name(tokens[start].start, tokens[index].end, "person", 1.0)
        index += 1


def _transliterated(raw: str) -> Iterator[Name]:
    """A run of characters that mostly write foreign sounds: `萨姆索诺娃`."""
    for match in _SOUNDS.finditer(raw):
        yield Name(match.start(), match.end(), "person", 0.55)


def _touch(tokens: Sequence[Word]) -> bool:
    return all(a.end == b.start for a, b in itertools.pairwise(tokens))


def _latin(raw: str) -> Iterator[Name]:
    for match in _CAPITALISED.finditer(raw):
        for start, text in _pieces(match.start(), match.group()):
            start, text = _trimmed(start, text)
            if len(text) >= 2 and text[0].isalpha():
                yield from _latin_names(start, text, opens=_opens_sentence(raw, start))


def _pieces(start: int, text: str) -> Iterator[tuple[int, str]]:
    """The run itself, and what stands between the small words in it: `Ann Berg of Acme` holds two names."""
    yield start, text
    position = 0
    for joint in _BREAK.finditer(text):
        yield start + position, text[position : joint.start()]
        position = joint.end()
    if position:
        yield start + position, text[position:]


def _trimmed(start: int, text: str) -> tuple[int, str]:
    """Without the words that only a sentence's start or a calendar capitalises, and without a
    possessive ending.
    """
    while text:
        first = text.split(" ", 1)[0]
        if first.lower().rstrip(".") not in ENGLISH_STOP | _CALENDAR:
            break
        rest = text[len(first) :].lstrip()
        start, text = start + len(text) - len(rest), rest
    text = text if _ENDS_SHORT.search(text) else text.rstrip(".,")
    return start, re.sub(r"(?:['’]s?|[\s\d]+)$", "", text) if re.search(
        r"[A-Za-z]\s\d+$|['’]s?$", text
    ) else text


def _opens_sentence(raw: str, start: int) -> bool:
    return not raw[:start].rstrip() or raw[:start].rstrip()[-1:] in ".!?。！？·:"


def _latin_names(start: int, text: str, *, opens: bool) -> Iterator[Name]:
    lower, end = text.lower().rstrip("."), start + len(text)
    parts = list(re.finditer(r"\S+", text))
    if lower in PLACES:
        yield Name(start, end, "place", 1.0)
    elif any(part.group().lower().strip(".,") in _BODY_WORDS for part in parts):
        yield Name(start, end, "body", 0.9)
    elif not (len(parts) == 1 and opens and (lower in COMMON_WORDS or same_relation(stem(lower)))):
        yield Name(start, end, "name", 0.5)
    yield from _persons(start, parts)


def _persons(start: int, parts: list[re.Match[str]]) -> Iterator[Name]:
    """Two to four neighbouring words that can be a person's name: `Chief Officer Ann Berg` holds one."""
    run: list[re.Match[str]] = []
    for part in [*parts, None]:
        if part is not None and _could_be_a_person(part.group().lower().strip(".,")):
            run.append(part)
            continue
        known = [item.group().lower() in FIRST_NAMES for item in run]
        if 2 <= len(run) <= 4 or (len(run) == 1 and known[0]):
            sure = 0.6 if len(run) == 1 else 0.95 if any(known) else 0.75
            yield Name(start + run[0].start(), start + run[-1].end(), "person", sure)
        run = []


def _could_be_a_person(part: str) -> bool:
    """Common words begin with a capital in headlines and titles: `Infinity War`, `New Academy`."""
    return (
        part in _PARTICLES
        or (part in FIRST_NAMES and part not in COMMON_WORDS)
        or (
            part.isalpha()
            and part not in ENGLISH_STOP
            and stem(part) not in _COMMON_STEMS | _ROLES
            and part not in PLACES
        )
    )


def place_level(folded: str) -> Literal["country", "city", "province", "place"]:
    """What kind of place a folded name is, by the gazetteer and by its last character."""
    if folded in COUNTRIES:
        return "country"
    if folded in CITIES or folded.endswith("市"):
        return "city"
    if folded in PROVINCES or folded.endswith(("省", "自治区", "州")):
        return "province"
    return "place"
