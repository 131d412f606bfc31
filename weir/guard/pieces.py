"""Cutting a growing text into pieces to check: at sentence ends, else at a pause, else at the window.

Where a cut falls depends on the text alone and never on how it arrived, so that a stream is cut exactly like
the whole text.
"""

from __future__ import annotations

import re

from weir.guard.normalise import normalise
from weir.guard.personal import recognise

FIRST_PIECE = 8
"""The first piece may be this short: the first word should come soon."""
NEXT_PIECES = 40
"""Later pieces are longer: each check has its price."""
_NUMBER_REACH = 8  # a pause this near to a digit may stand inside a number
_LONGEST_NUMBER = 24  # so near to the window's end a number may go on behind it
_SENTENCE_END = re.compile(r"(?:[。！？；\n]|[.!?;][\"')\]]*(?=\s))[。！？；\n”’」』）]*")
_PAUSES = frozenset(" \t-—:：")
_COMMAS = frozenset(",，、;")
_DIGIT = re.compile(r"[0-9０-９@]")


def next_cut(text: str, start: int, window: int, *, first: bool, final: bool) -> int | None:
    """Where the piece that begins at `start` ends; None while more text could still move the cut.

    The caller passes `final` when no more text will come; then the rest is a piece even without a sentence
    end. A piece has at most ``2 * window`` characters.
    """
    size = len(text)
    least = start + (FIRST_PIECE if first else NEXT_PIECES) - 1
    limit = start + window
    ending = _SENTENCE_END.search(text, least, limit)
    if ending is not None and (ending.end() < size or final):
        return ending.end()
    for edge in (limit, limit + window):
        if size < edge + _NUMBER_REACH:
            return size if final and size > start else None
        pause = _last_pause(text, start + window // 2, edge)
        if pause is not None:
            return pause
    return _between_numbers(text, start, limit, limit + window)


def _last_pause(text: str, left: int, right: int) -> int | None:
    """The last place after a comma, or after a pause that has no digit near; None if there is none."""
    for place in range(right, left, -1):
        char = text[place - 1]
        if char in _COMMAS or (char in _PAUSES and not _digit_near(text, place)):
            return place
    return None


def _digit_near(text: str, place: int) -> bool:
    return _DIGIT.search(text, max(0, place - _NUMBER_REACH), place + _NUMBER_REACH) is not None


def _between_numbers(text: str, start: int, left: int, right: int) -> int:
    """In a long row of numbers: the last place in no piece of personal data; `right` if all is one."""
    view = normalise(text[start : right + _NUMBER_REACH])
    spans = [view.origin(item.start, item.end) for item in recognise(view.text)]
    for place in range(right - _LONGEST_NUMBER, left, -1):
        if not text[place - 1].isalnum() and not any(s < place - start < e for s, e in spans):
            return place
    return right
