"""Whether a match is a word: letters on both sides for Latin, the segmentation for Chinese."""

from __future__ import annotations

import re
from functools import lru_cache

from weir.guard.normalise import CJK

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_CONTEXT = 12  # characters on each side that the segmentation looks at
_ONLY_CJK = re.compile(f"[{CJK}]+")
SENTENCE_END = re.compile(r"[。！？!?\n]|\.\s")


def whole_word_end(text: str, start: int, end: int, prefix: bool) -> int:
    """The end of the Latin word matched at ``text[start:end]``, or 0 when the match is part of another word.

    A plural ``s`` is part of the word; with `prefix` any ending is.
    """
    if start and text[start - 1] in LETTERS and text[start] in LETTERS:
        return 0
    size = len(text)
    if end >= size or text[end] not in LETTERS or text[end - 1] not in LETTERS:
        return end
    if prefix:
        while end < size and text[end] in LETTERS:
            end += 1
        return end
    if text[end] == "s" and (end + 1 >= size or text[end + 1] not in LETTERS):
        return end + 1
    return 0


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a Chinese term at ``text[start:end]`` respects the words of the sentence around it.

    False when a word reaches across one of its ends (大麻 in 大麻烦), holds it in the middle, or is longer
    than a term of one character (杀 in 自杀).
    """
    left = max(0, start - _CONTEXT)
    return _stands_alone(text[left : end + _CONTEXT], start - left, end - left)


@lru_cache(maxsize=4096)
def _stands_alone(context: str, start: int, end: int) -> bool:
    import rjieba

    for _, token_start, token_end in rjieba.tokenize(context):
        if token_end <= start:
            continue
        if token_start >= end:
            return True
        before, after = token_start < start, token_end > end
        across = (before and token_end < end) or (after and token_start > start)
        if across or (before and after) or (end - start == 1 and (before or after)):
            return False
    return True


def needs_segmentation(term: str) -> bool:
    """Short Chinese terms turn up inside other words; long ones hardly do."""
    return len(term) <= 3 and _ONLY_CJK.fullmatch(term) is not None


def one_sentence(text: str, start: int, end: int) -> bool:
    """Whether no sentence ends between two places."""
    return SENTENCE_END.search(text, start, end) is None
