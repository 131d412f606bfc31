"""What a text names: by the name rules of grounding, by domain packs, and by terms that are known already."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from weir.knowledge.graph.keys import LONGEST, key_of
from weir.knowledge.graph.packs import Pack
from weir.knowledge.graph.records import Mention
from weir.knowledge.grounding.folding import HAN, fold
from weir.knowledge.grounding.names import names
from weir.knowledge.grounding.words import words

_SURE = 0.55  # of a name, from which it is one
_OF_TERM = 0.6
_SHORTEST_HAN, _SHORTEST_LATIN = 2, 3
_LOOKS_OTHERWISE = re.compile(
    rf"^[\d\W]|^[{HAN}]$|[。！？!?；;|\n]|https?:|^(?:第|图|表)\s?[\d一二三四五六七八九十]"
)
_NO_NAMES = frozenset(
    [
        "table",
        "figure",
        "chapter",
        "section",
        "appendix",
        "note",
        "notes",
        "page",
        "yes",
        "no",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "我国",
        "全国",
        "本公司",
        "本院",
        "我们",
        "他们",
        "上述",
        "以下",
        "以上",
        "公司",
        "单位",
        "部门",
        "本单位",
    ]
)


class Terms:
    """Names that are known, to be found again wherever they stand."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        """`known` maps folded names to their kinds."""
        self._by_start: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._longest: dict[str, int] = {}
        self.add(known or {})

    def add(self, known: Mapping[str, str]) -> None:
        for name, kind in known.items():
            if _long_enough(name) and len(name) <= LONGEST:
                self._by_start[name[:2]][name] = kind
                self._longest[name[:2]] = max(self._longest.get(name[:2], 0), len(name))

    def mentions(self, folded: str) -> Iterator[Mention]:
        """The longest known name at each place."""
        at, end = 0, len(folded) - 1
        while at < end:
            start = folded[at : at + 2]
            found = self._at(folded, at, self._by_start[start]) if start in self._by_start else None
            if found is None:
                at += 1
                continue
            yield found
            at = found.end

    def _at(self, folded: str, at: int, names: Mapping[str, str]) -> Mention | None:
        longest = min(self._longest[folded[at : at + 2]], len(folded) - at)
        if _within_word(folded, at):
            return None
        for length in range(longest, 1, -1):
            kind = names.get(folded[at : at + length])
            if kind is not None and not _within_word(folded, at + length):
                return Mention(at, at + length, kind, _OF_TERM)
        return None


def spotted(text: str, packs: Sequence[Pack], terms: Terms) -> list[Mention]:
    """The names of a text from left to right, none within another; the surer and longer reading wins."""
    folded = fold(text)
    candidates = [mention for pack in packs for mention in pack.mentions(folded)]
    candidates += terms.mentions(folded)
    for name in names(text, words(text)):
        if name.sure >= _SURE or (name.kind == "name" and " " in text[name.start : name.end]):
            candidates.append(Mention(name.start, name.end, name.kind, name.sure))
    return apart(mention for mention in candidates if is_name(text[mention.start : mention.end]))


def apart(candidates: Iterable[Mention]) -> list[Mention]:
    """Those that do not overlap, chosen by how sure and how long they are, in the order of the text."""
    taken: list[Mention] = []
    ends: dict[int, Mention] = {}
    for each in sorted(candidates, key=lambda m: (-(m.end - m.start) * m.sure, m.start, m.kind)):
        if not any(at in ends for at in range(each.start, each.end)):
            ends |= dict.fromkeys(range(each.start, each.end), each)
            taken.append(each)
    return sorted(taken, key=lambda m: m.start)


def is_name(name: str) -> bool:
    """Whether a text can name something: neither too short nor a sentence, a number or a label."""
    key = key_of(name)
    return _long_enough(key) and not _LOOKS_OTHERWISE.search(name.strip()) and key not in _NO_NAMES


def _long_enough(name: str) -> bool:
    return len(name) >= (_SHORTEST_LATIN if name.isascii() else _SHORTEST_HAN) or (
        len(name) == 2 and name.isascii() and name.isalpha()
    )


def _within_word(folded: str, at: int) -> bool:
    """Whether a place is inside a Latin word or number."""
    return 0 < at < len(folded) and _latin(folded[at - 1]) and _latin(folded[at])


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
