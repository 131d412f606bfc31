"""Whether a stretch of Chinese text that stands where a name stands can be one: `由在翻拍` holds no name."""

from __future__ import annotations

import re

from weir.knowledge.grounding.folding import has_han
from weir.knowledge.grounding.lexicon import word_set
from weir.knowledge.grounding.passages import Passage

_SURNAMES = word_set("surnames")
_ROLES = tuple("人者员长师官手帅席理裁演剧家主王军方们") + tuple(word_set("body_endings"))
_NAMED = frozenset(("nr", "nrt", "nrfg", "ns", "nt", "nz", "j"))
# Verbs, adverbs, prepositions, pronouns, conjunctions, particles and numbers stand in no name by themselves.
_NO_NAME = frozenset("vdprcumtfyq")
_SPEAKS = re.compile(
    r"[，,]?(?:也|还|则|曾|向|对|在)?[^，。,.]{0,8}?"
    r"(?:表示|介绍|透露|指出|认为|告诉|写道|坦言|解释|强调|回应|分析|评论)"
    r"|[，,]?(?:也|还|曾)?(?:说|称|称赞)[，：:“\s]"
    r"|,? (?:said|says|told|wrote|writes|tweeted|added|noted|explained)\b"
)
_SPEAKING_ASKED = re.compile(
    r"表示|介绍|透露|指出|说|称|写|认为|\b(?:said|says?|told|wrote|writes?|tweet\w*|explain\w*)\b"
)


def can_be_named(passage: Passage, start: int, end: int) -> bool:
    """Whether the span can be the name or the title of somebody: by its surname, its ending, or its words."""
    text = passage.folded[start:end]
    if not has_han(text) or any(mark in text for mark in "·•‧・･") or text.endswith(_ROLES):
        return True
    inside = [word for word in passage.tokens if start <= word.start and word.end <= end]
    if any(word.tag in _NAMED for word in inside):
        return True
    if text[0] in _SURNAMES and len(text) <= 4:
        whole = len(text) == 3 and len(inside) == 1  # unknown words are tagged by guessing
        return whole or not any(len(word.text) > 1 and word.tag[0] in _NO_NAME for word in inside)
    return False


def is_place_like(passage: Passage, start: int, end: int) -> bool:
    """Whether no word of the span after 在 tells that something is done rather than where."""
    if passage.folded[start - 1] in "于自":
        return True
    inside = [word for word in passage.tokens if word.start < end and word.end > start]
    return not any(word.tag[0] in _NO_NAME - {"f"} or word.tag == "vn" for word in inside)


def only_speaks(folded: str, asked: str, end: int) -> bool:
    """Whether a name is that of somebody whose words are reported, where nobody asked who said so."""
    return _SPEAKS.match(folded, end) is not None and _SPEAKING_ASKED.search(asked) is None
