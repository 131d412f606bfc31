"""Calendars (RFC 5545) and contacts (RFC 6350): one heading and one list for each entry."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.parsers.contract import Draft, Source

_TITLES = ("SUMMARY", "FN", "N", "UID")
_HIDDEN = frozenset(
    {"UID", "DTSTAMP", "PRODID", "VERSION", "PHOTO", "LOGO", "SOUND", "KEY", "REV", "SEQUENCE"}
)
_PARTS = frozenset({"VALARM", "STANDARD", "DAYLIGHT", "VTIMEZONE"})
_LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;[^:;=]+(?:=(?:\"[^\"]*\"|[^:;\"])*)?)*):(.*)$", re.S)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")


@dataclass(slots=True)
class _Entry:
    kind: str
    values: list[tuple[str, str]] = field(default_factory=list)


class Calendars:
    name = "calendars"
    kinds = (kinds.ICALENDAR, kinds.VCARD)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        draft = Draft()
        for entry in _entries(source.text):
            if entry.kind == "VCALENDAR":
                draft.title = dict(entry.values).get("X-WR-CALNAME", draft.title)
            else:
                draft.elements.extend(_elements(entry))
        return draft


def _entries(text: str) -> Iterator[_Entry]:
    """The components, each when it ends; what lies inside an event belongs to it."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text.replace("=\r\n", "").replace("=\n", ""))
    open_entries: list[_Entry] = []
    for line in unfolded.splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        name, parameters, value = match[1].upper(), match[2].upper(), match[3]
        if name == "BEGIN":
            open_entries.append(_Entry(value.strip().upper()))
        elif name == "END":
            if open_entries:
                entry = open_entries.pop()
                if entry.kind not in _PARTS:
                    yield entry
        elif open_entries:
            open_entries[-1].values.append((name, _shown(value, parameters)))
    yield from (entry for entry in open_entries if entry.kind not in _PARTS)


def _shown(value: str, parameters: str) -> str:
    if "QUOTED-PRINTABLE" in parameters:
        value = quopri.decodestring(value.encode("utf-8", "replace")).decode("utf-8", "replace")
    if stamp := _STAMP.match(value):
        year, month, day, hour, minute, zone = stamp.groups()
        return f"{year}-{month}-{day}" + (f" {hour}:{minute}{' UTC' if zone else ''}" if hour else "")
    value = re.sub(r"\\[nN]", "\n", value)
    return re.sub(r"\\([,;\\])", r"\1", value)


def _elements(entry: _Entry) -> Iterator[Element]:
    named = dict(reversed(entry.values))
    title_of = next((name for name in _TITLES if named.get(name, "").strip(";")), "")
    if not title_of:
        return
    yield Element(ElementKind.HEADING, named[title_of].replace(";", " ").strip(), level=1)
    lines = [
        f"- {name.title()}: {' '.join(value.replace(';', ' ').split())}"
        for name, value in entry.values
        if name not in _HIDDEN and name != title_of and name != "DESCRIPTION" and value.strip("; ")
    ]
    if lines:
        yield Element(ElementKind.LIST, "\n".join(lines))
    if description := named.get("DESCRIPTION"):
        yield Element(ElementKind.PARAGRAPH, description)
