"""The template ``chat``: logs of talks; windows of turns, known by who speaks in them and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weir.documents import Document, ElementKind
from weir.knowledge.chunks.chunk import size
from weir.knowledge.chunks.lines import Unit, cut_units, ends
from weir.knowledge.chunks.pieces import Line, Piece, lines_of

WINDOW = 256
"""Tokens of a window of turns, about: what was said shortly before is what a turn means."""
PAUSE = 60
"""Minutes of silence after which a new window begins."""

_DATE = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[T\s,]*)"
_CLOCK = r"(?:上午|下午)?\s?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:\s?[AP]M)?"
_TIME = rf"(?P<time>{_DATE}?{_CLOCK})"
_NAME = r"(?P<name>[^\W\d][^\n:：\[\]()（）。，,!?！？]{0,23}?)"
_TURNS = [
    re.compile(rf"\s*[\[(（]?{_TIME}[\])）]?\s*[-–]?\s*{_NAME}\s*[:：]\s*(?P<said>.*)", re.S),  # 10:02 Bob: …
    re.compile(rf"\s*{_NAME}\s*[\[(（]?{_TIME}[\])）]?\s*[:：]?\s*$"),  # 张三 2024-05-01 10:23
    re.compile(rf"\s*[\[(（]?{_TIME}[\])）]?\s+{_NAME}\s*$"),  # 2024-05-01 10:23 张三
    re.compile(rf"\s*{_NAME}\s*[:：]\s*(?P<said>\S.*)", re.S),  # 张三：…
]
_NO_NAME = re.compile(r"(?:Q|A|Question|Answer|问|答|问题|答案|回答|https?|注|注意|Note|说明)\d*", re.I)
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says; `minute` counts from any midnight, None where no time is given."""

    line: Line
    name: str
    time: str
    minute: int | None


def fits_chat(document: Document) -> float:
    """The share of lines in turns, where a few speakers take turns again and again; else 0."""
    lines = list(lines_of(document))
    turns = list(_turns(lines))
    speakers = Counter(turn.name for turn in turns)
    if len(turns) < _FEWEST or len(speakers) < 2 or len(speakers) > max(2, len(turns) / 2):
        return 0.0
    timed = sum(turn.minute is not None for turn in turns) / len(turns)
    within = sum(line.start >= turns[0].line.start for line in lines) / len(lines)
    dense = len(turns) / len(lines)  # a turn with a time in a line of its own takes two lines and more
    return within * (1.0 if timed > 0.8 and dense > 0.15 else dense)


def cut_chat(document: Document) -> Iterator[Piece]:
    """Windows of turns in order."""
    turns = list(_turns(list(lines_of(document))))
    starts = [turn.line for turn in turns]
    sizes = [
        size(document.text[line.start : end])
        for line, end in zip(starts, ends(document, starts), strict=True)
    ]
    return cut_units(document, [_unit(window) for window in _windows(turns, sizes)])


def _turns(lines: Sequence[Line]) -> Iterator[Turn]:
    """The turns, all told by the pattern that tells most."""
    found = [[turn for line in lines if (turn := _turn(line, pattern))] for pattern in _TURNS]
    yield from max(found, key=len)


def _turn(line: Line, pattern: re.Pattern[str]) -> Turn | None:
    match = pattern.match(line.text)
    if match is None or line.element.kind in (ElementKind.TABLE, ElementKind.CODE, ElementKind.HEADING):
        return None
    name = match["name"].strip()
    if not name or _NO_NAME.fullmatch(name):
        return None
    time = match["time"].strip() if "time" in pattern.groupindex else ""
    return Turn(line, name, time, _minute(time))


def _minute(time: str) -> int | None:
    clock = re.search(r"(\d{1,2}):(\d{2})", time)
    if clock is None:
        return None
    hour = int(clock[1]) % 12 + 12 if re.search("下午|PM", time) else int(clock[1])
    day = re.search(r"(\d{1,2})[-/.月](\d{1,2})", time)
    days = int(day[1]) * 31 + int(day[2]) if day else 0
    return (days * 24 + hour) * 60 + int(clock[2])


def _windows(turns: Sequence[Turn], sizes: Sequence[int]) -> Iterator[list[Turn]]:
    window: list[Turn] = []
    held = 0
    for turn, more in zip(turns, sizes, strict=True):
        if window and (held + more > WINDOW or _paused(window[-1], turn)):
            yield window
            window, held = [], 0
        window.append(turn)
        held += more
    if window:
        yield window


def _paused(last: Turn, turn: Turn) -> bool:
    if last.minute is None or turn.minute is None:
        return False
    return not 0 <= turn.minute - last.minute <= PAUSE


def _unit(window: Sequence[Turn]) -> Unit:
    """A window known by its speakers and the time from its first turn to its last."""
    speakers = ", ".join(dict.fromkeys(turn.name for turn in window))
    first, last = window[0].time, window[-1].time
    when = f"{first} – {last}" if first != last else first
    return Unit(window[0].line, window[0].line.element.headings, f"{speakers} {when}".strip())
