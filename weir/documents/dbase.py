"""dBASE tables (DBF): the header, the fields and the rows; dBASE III and FoxPro without memo files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_VERSIONS = frozenset({0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB})
_FIELD_TYPES = frozenset(b"CNDLFMGBIYTOPV@+WQ0")
_CODE_PAGES = {
    0x4D: "gb18030",
    0x7A: "gb18030",
    0x4F: "big5hkscs",
    0x78: "big5hkscs",
    0x03: "cp1252",
    0x7B: "cp932",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its type (one letter) and its width in bytes."""

    name: str
    type: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. `encoding` is what the header states, or empty."""

    fields: tuple[Field, ...]
    data: bytes
    rows: int
    start: int
    width: int
    encoding: str

    def records(self) -> Iterator[list[bytes]]:
        """The values of each row that is not marked as deleted, as bytes without padding."""
        for number in range(self.rows):
            at = self.start + number * self.width
            record = self.data[at : at + self.width]
            if len(record) < self.width:
                return
            if record[:1] != b"*":
                yield self._values(record)

    def _values(self, record: bytes) -> list[bytes]:
        values, at = [], 1
        for field in self.fields:
            values.append(record[at : at + field.width].strip(b"\0 "))
            at += field.width
        return values


def is_dbase(data: bytes) -> bool:
    """Whether the header fits a table of this size."""
    return opened(data) is not None


def opened(data: bytes) -> Table | None:
    """The table, or None when the bytes are no dBASE file."""
    if len(data) < 65 or data[0] not in _VERSIONS or not 1 <= data[2] <= 12 or not 1 <= data[3] <= 31:
        return None
    rows, start, width = struct.unpack_from("<IHH", data, 4)
    if start < 65 or start > len(data) or width < 2:
        return None
    fields: list[Field] = []
    at = 32
    while at + 32 <= start and data[at] != 0x0D:
        name, kind, size = data[at : at + 11].split(b"\0")[0], data[at + 11], data[at + 16]
        if kind not in _FIELD_TYPES or not name:
            return None
        fields.append(Field(name.decode("ascii", "replace"), chr(kind), size))
        at += 32
    if not fields or sum(field.width for field in fields) + 1 != width:
        return None
    return Table(tuple(fields), data, rows, start, width, _CODE_PAGES.get(data[29], ""))
