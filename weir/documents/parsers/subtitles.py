"""Subtitles (SubRip, SubStation Alpha): what is said, cue by cue, without times and styles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.parsers.contract import Draft, Source

_TIMES = re.compile(r"\s*\d+:\d\d:\d\d[,.]\d+\s*-->\s*\d+:\d\d:\d\d[,.]\d+.*")
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>|\{\\[^{}]*\}")
_FIELDS_BEFORE_TEXT = 9


class Subtitles:
    name = "subtitles"
    kinds = (kinds.SRT, kinds.ASS)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        text = source.text.replace("\r\n", "\n").replace("\r", "\n")
        cues = _substation(text) if source.kind is kinds.ASS else _subrip(text)
        spoken = (_TAGS.sub("", cue).strip() for cue in cues)
        draft = Draft([Element(ElementKind.PARAGRAPH, cue) for cue in spoken if cue])
        title = re.search(r"^Title:\s*(.+)$", text, re.M) if source.kind is kinds.ASS else None
        draft.title = title[1].strip() if title else ""
        return draft


def _subrip(text: str) -> Iterator[str]:
    for cue in re.split(r"\n[ \t]*\n", text):
        lines = cue.strip("\n").split("\n")
        times = next((number for number, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if times is not None:
            yield "\n".join(lines[times + 1 :])


def _substation(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if line.startswith("Dialogue:"):
            fields = line.split(",", _FIELDS_BEFORE_TEXT)
            if len(fields) > _FIELDS_BEFORE_TEXT:
                yield re.sub(r"\\[Nn]", "\n", fields[-1]).replace("\\h", " ")
