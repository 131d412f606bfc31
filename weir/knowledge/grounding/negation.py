"""What a text denies: the words right after a negation, in Chinese and English."""

from __future__ import annotations

import re

from weir.knowledge.grounding.folding import HAN

_CHINESE = re.compile(
    rf"(?:没有|并未|从未|尚未|未能|不能|不得|不会|不再|不是|并非|禁止|严禁|无需|无法|不可|不予|不(?![仅但断同少过久]|至于)|未(?!来)|没|勿)(?:被|把|对|在|向|要|再|能|会)?([{HAN}]{{2}})"
)
_ENGLISH = re.compile(
    r"\b(?:not|never|no|cannot|without|neither|nor|\w+n['’]t)\s+(?:be\s|been\s|yet\s|any\s|a\s|the\s|to\s)*([a-z]{3,})"
)


def denied(folded: str) -> frozenset[str]:
    """Words (two Han characters or one English word) that the folded text says are not so."""
    return frozenset(match.group(1) for pattern in (_CHINESE, _ENGLISH) for match in pattern.finditer(folded))
