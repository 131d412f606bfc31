"""Other names that a text gives: ``全称（简称）``, ``Full Name (FN)``, ``又称``, ``also known as``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from weir.knowledge.graph.records import Mention
from weir.knowledge.grounding.folding import HAN

Pair = tuple[tuple[int, int], tuple[int, int]]
"""Places of the name and of the other name."""

_CUE = (
    r"(?:以下|下文|后文)?(?:统称|简称|又称|亦称|也称|俗称|别称|别名|旧称|原名|曾用名|缩写|英文名?|英文简称)"
    r"(?:为|是|作)?[:：]?\s?"
)
_BRACKETED = re.compile(
    rf"(?P<full>[{HAN}A-Za-z0-9·]{{2,30}}|《[^》]{{2,40}}》)\s?[（(](?P<cue>{_CUE})?[“\"「‘]?"
    rf"(?P<short>[{HAN}A-Za-z0-9·&.-]{{2,24}}?)[”\"」’]?(?:[，,;；][^（）()]*)?[）)]"
)
_INLINE = re.compile(
    rf"(?P<full>[{HAN}A-Za-z0-9·]{{2,20}})[，,]?\s?(?:又称|亦称|也称|俗称|又名|简称|别名)(?:为|是|作)?[“\"「]?"
    rf"(?P<short>[{HAN}A-Za-z0-9·-]{{2,12}})"
)
_ENGLISH = re.compile(
    r"(?P<words>[A-Za-z][\w’'-]*(?:[ -][\w’'-]+){1,9})\s?\((?P<short>[A-Z][A-Za-z0-9&-]{1,9})\)"
)
_KNOWN_AS = re.compile(
    r"(?P<full>(?:[A-Z][\w’'-]*|[a-z-]+)(?: [A-Z][\w’'-]*){0,4}),? "
    r"(?:\(?(?:also|formerly|commonly|otherwise) (?:known as|called)|abbreviated (?:as|to))"
    r" (?:the )?[“\"]?(?P<short>[A-Za-z][\w’'-]*(?: [A-Z][\w’'-]*){0,3})"
)
_BOUND = re.compile(
    r".*(?:由|与|和|在|对|向|根据|按照|为|是|的|及|或|从|至|到|经|被|将|把|本|依照|依据|称|名)"
)
_SMALL = frozenset(["of", "and", "for", "the", "in", "on", "to", "a", "an", "de"])


def other_names(sentence: str, mentions: Sequence[Mention]) -> Iterator[Pair]:
    """Names and the other names that a sentence gives them; `mentions` tell where a name begins."""
    for match in _BRACKETED.finditer(sentence):
        full = _left(sentence, *match.span("full"), mentions, cued=match["cue"] is not None)
        if full and (match["cue"] or _acronym(match["short"])):
            yield full, match.span("short")
    for match in _INLINE.finditer(sentence):
        if full := _left(sentence, *match.span("full"), mentions, cued=True):
            yield full, match.span("short")
    for match in _ENGLISH.finditer(sentence):
        if (start := _initials(match["words"], match["short"])) is not None:
            yield (match.start("words") + start, match.end("words")), match.span("short")
    for match in _KNOWN_AS.finditer(sentence):
        yield match.span("full"), match.span("short")


def _acronym(text: str) -> bool:
    return re.fullmatch(r"[A-Z][A-Za-z0-9&.-]{1,9}", text) is not None and sum(map(str.isupper, text)) >= 2


def _left(
    sentence: str, start: int, end: int, mentions: Sequence[Mention], *, cued: bool
) -> tuple[int, int] | None:
    """Where the full name begins: that of one that ends here, or after what cannot be in it."""
    if not re.search(f"[{HAN}]", sentence[start:end]):
        return None if not cued else (start, end)
    ending = [mention.start for mention in mentions if mention.end == end and mention.start >= start]
    if ending:
        return min(ending), end
    bound = _BOUND.match(sentence[start : end - 1])
    begin = start + bound.end() if bound and end - start - bound.end() >= 3 else start
    return (begin, end) if end - begin >= 2 else None


def _initials(words: str, short: str) -> int | None:
    """Where the words begin whose first letters are the short form; None where they are not."""
    letters = [letter.lower() for letter in short if letter.isalpha()]
    parts = [*re.finditer(r"[A-Za-z0-9’']+", words)]
    at = len(parts)
    for letter in reversed(letters):
        at -= 1
        while at >= 0 and parts[at].group().lower()[0] != letter:
            if parts[at].group().lower() not in _SMALL:
                return None
            at -= 1
        if at < 0:
            return None
    return parts[at].start() if len(letters) >= 2 else None
