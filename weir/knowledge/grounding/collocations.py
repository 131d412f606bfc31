"""Words of a question that the evidence writes as one name: `君子` + `盟`, `布` + `林肯`.

A segmenter cuts names that it does not know, and their pieces say little; the evidence shows what belongs
together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from weir.knowledge.grounding.folding import HAN
from weir.knowledge.grounding.relations import same_relation
from weir.knowledge.grounding.words import CHINESE_STOP, Word

_TITLE = re.compile(r"[《“\"]([^《》“”\"\n]{2,24})[》”\"]")
_CHINESE = re.compile(rf"[{HAN}]")
_LONGEST = 12
_MOSTLY = 0.75
_CLOSED = frozenset("pcudrmyzfx")


def titles_in(folded: str, texts: Sequence[str]) -> list[str]:
    """Titles that the evidence sets in quotation marks and the folded question writes without them."""
    found = {title for text in texts for title in _TITLE.findall(text)}
    marked = "".join(_TITLE.findall(folded))
    fitting = [t for t in found if t in folded and t not in marked and _CHINESE.search(t) and _is_title(t)]
    return [t for t in fitting if not any(t != other and t in other for other in fitting)]


def _is_title(text: str) -> bool:
    return len(text) > 2 or not same_relation(text)


def joined(parts: Sequence[Word], texts: Sequence[str], kept: frozenset[str]) -> list[Word]:
    """The words of a question with those put together that the evidence writes as one; `kept` stay apart."""
    result: list[Word] = []
    at = 0
    while at < len(parts):
        end = at + 1
        while end < len(parts) and _belong(parts[at], parts[end - 1], parts[end], texts, kept):
            end += 1
        run = parts[at:end]
        if len(run) == 1:
            result.append(run[0])
        else:
            result.append(Word("".join(word.text for word in run), run[0].start, run[-1].end, "nz"))
        at = end
    return result


def _belong(first: Word, last: Word, following: Word, texts: Sequence[str], kept: frozenset[str]) -> bool:
    """Whether one of them is a mere character and the evidence hardly writes the other but beside it."""
    if last.end != following.start or following.end - first.start > _LONGEST:
        return False
    if not (_open(first, kept) and _open(last, kept) and _open(following, kept)):
        return False
    if len(last.text) > 1 and len(following.text) > 1:
        return False
    pair = last.text + following.text
    together = sum(text.count(pair) for text in texts)
    apart = min(sum(text.count(word.text) for text in texts) for word in (last, following))
    return together > 0 and together >= _MOSTLY * apart


def _open(word: Word, kept: frozenset[str]) -> bool:
    """Whether the word can be a piece of a name."""
    text = word.text
    return (
        bool(_CHINESE.search(text))
        and text not in kept
        and text not in CHINESE_STOP
        and word.tag[0] not in _CLOSED
        and not (len(text) > 1 and (word.tag[0] == "v" or same_relation(text)))
    )
