"""Which language a text is in, by script and, for Latin script, by English function words."""

from __future__ import annotations

import re

_SAMPLE = 40_000
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_WORD = re.compile("[A-Za-z\u00c0-\u024f]{2,}")
_OTHER = re.compile("[\u0400-\u04ff\u0590-\u06ff\u0900-\u0e7f]")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to in is are for on with that this by as an be or from at it was not we can which have "
        "has its will you your all if use used using when may must should more than into also these their",
    )
)
_HAN_IN_A_WORD = 1.6


def detect_language(text: str) -> str:
    """``zh``, ``en``, ``mixed`` (both), ``ja``, ``ko``, or ``und`` for others and for too little text."""
    sample = text[:_SAMPLE]
    han, kana, hangul = (len(script.findall(sample)) for script in (_HAN, _KANA, _HANGUL))
    words = _WORD.findall(sample)
    if kana > (han + kana) * 0.1 and kana > 5:
        return "ja"
    if hangul > (han + len(words)):
        return "ko"
    chinese = han / _HAN_IN_A_WORD
    if chinese + len(words) < 2 or len(_OTHER.findall(sample)) > (han + 4 * len(words)):
        return "und"
    share = chinese / (chinese + len(words))
    if share >= 0.6:
        return "zh"
    if share > 0.1:
        return "mixed"
    return "en" if _is_english(words) else "und"


def _is_english(words: list[str]) -> bool:
    """Function words show English; a few words (a table, say) are taken for English when all are ASCII."""
    if len(words) < 25:
        return all(word.isascii() for word in words)
    return sum(word.lower() in _ENGLISH for word in words) >= len(words) * 0.08
