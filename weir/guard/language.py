"""Which of the two languages a text is answered in."""

from __future__ import annotations

import re

from weir.core.errors import Language
from weir.guard.normalise import CJK

_CHARACTER = re.compile(f"[{CJK}]")
_SAMPLE = 400


def language_of(text: str) -> Language:
    """Chinese when a tenth of the beginning is Chinese characters: one says more than a letter."""
    if text.isascii():
        return "en"
    sample = text[:_SAMPLE]
    return "zh" if len(_CHARACTER.findall(sample)) * 10 >= len(sample) else "en"
