"""What is inside a container is measured before any engine opens it.

A zip bomb is a file that is small packed and huge unpacked. The sizes that a zip states are claims of its
author, so the packed data itself is unpacked here, piece by piece into nothing; the count stops at the limit.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from weir.core.errors import WeirError
from weir.documents.errors import BROKEN, ENCRYPTED, HOSTILE
from weir.documents.kinds import ZIP, Kind
from weir.documents.limits import Limits

_PIECE = 1 << 20
_XML_MEMBER = re.compile(r"\.(xml|rels|xhtml|html?|opf|ncx|rdf|vml|svg)$", re.I)
# An entity that XML text can refer to. NDATA entities name a picture beside the file and expand to nothing.
_ENTITY = re.compile(rb"<!ENTITY\s(?![^>]*\bNDATA\b)")
_DOCTYPE = re.compile(rb"<!DOCTYPE\b")


@dataclass(slots=True)
class Expansion:
    """What a packed file and those inside it have used of their limits. `size` is that of the packed file."""

    name: str = ""
    limits: Limits = field(default_factory=Limits)
    size: int = 0
    members: int = 0
    expanded: int = 0
    exhausted: bool = False

    def count(self, size: int) -> None:
        """Add unpacked bytes; raises `document.hostile` beyond the limit."""
        self.expanded += size
        limits = self.limits
        dense = self.expanded > limits.free_expansion_bytes and self.expanded > self.size * limits.max_ratio
        if self.expanded > limits.max_expanded_bytes or dense:
            self.exhausted = True
            raise _hostile(self.name, "it expands enormously (a zip bomb)", "解压后会急剧膨胀（压缩炸弹）")

    def count_members(self, number: int) -> None:
        """Add files; raises `document.hostile` beyond the limit."""
        self.members += number
        if self.members > self.limits.max_members:
            self.exhausted = True
            raise _hostile(self.name, "it holds too many files", "包含的文件过多")


def check_container(data: bytes, name: str, kind: Kind, limits: Limits) -> None:
    """Refuse zip containers that would expand beyond `limits`, and XML parts with entities.

    Raises `document.hostile`, `.encrypted` or `.broken`.
    """
    _Check(name, kind, limits, len(data)).walk(data, depth=1)


def check_xml(data: bytes, name: str) -> None:
    """Refuse XML whose document type defines entities (XXE, billion laughs); raises `document.hostile`."""
    if _ENTITY.search(_narrow(data)):
        raise _hostile(name, "it defines XML entities", "其中定义了 XML 实体")


class _Check:
    def __init__(self, name: str, kind: Kind, limits: Limits, size: int) -> None:
        self.name, self.kind, self.limits = name, kind, limits
        self.office = "openxmlformats" in kind.media_type
        self.expansion = Expansion(name, limits, size)

    def walk(self, data: bytes, depth: int) -> None:
        if depth > self.limits.max_depth:
            raise too_deep(self.name)
        try:
            members = self._members(data)
        except WeirError:
            if depth == 1 or self.expansion.exhausted:
                raise
            return  # one that is damaged or locked inside another is not opened either
        for info in members:
            inner = self._look_into(data, info)
            if inner:
                self.walk(inner, depth + 1)

    def _members(self, data: bytes) -> list[zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = archive.infolist()
        except Exception as error:  # zipfile raises many kinds on damaged archives
            raise self._broken(error) from error
        self.expansion.count_members(len(members))
        if sum(info.compress_size for info in members) > len(data):
            raise _hostile(self.name, "its parts overlap", "其各部分相互重叠")
        if any(info.flag_bits & 1 for info in members):
            raise ENCRYPTED(name=self.name)
        return members

    def _look_into(self, data: bytes, info: zipfile.ZipInfo) -> bytes:
        """Count and check one member; gives its content when it is itself a zip container, else nothing."""
        # The members of a plain archive are files of their own, checked when each of them is read.
        markup = self.kind is not ZIP and bool(_XML_MEMBER.search(info.filename))
        inner: list[bytes] = []
        tail = b""
        try:
            for number, piece in enumerate(unzipped(data, info)):
                self.expansion.count(len(piece))
                if markup:
                    self._check_markup(tail + piece)
                    tail = piece[-64:]
                if inner or (number == 0 and piece.startswith(b"PK\x03\x04")):
                    inner.append(piece)
        except WeirError:
            raise
        except Exception as error:  # struct, zlib, value errors of damaged archives
            raise self._broken(error) from error
        return b"".join(inner)

    def _check_markup(self, content: bytes) -> None:
        content = _narrow(content)
        if _ENTITY.search(content) or (self.office and _DOCTYPE.search(content)):
            raise _hostile(self.name, "it defines XML entities", "其中定义了 XML 实体")

    def _broken(self, error: Exception) -> WeirError:
        reason = f"{type(error).__name__}: {error}"[:200].rstrip(". \n")
        return BROKEN(name=self.name, kind=self.kind.title, reason=reason)


def unzipped(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked content in pieces of at most 1 MiB, whatever size the directory states."""
    header = data[info.header_offset : info.header_offset + 30]
    if header[:4] != b"PK\x03\x04":
        raise ValueError("a member is missing")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start = info.header_offset + 30 + name_length + extra_length
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise ValueError(f"compression method {info.compress_type} is not allowed here")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    piece = inflate.decompress(packed, _PIECE)
    while piece:
        yield piece
        piece = inflate.decompress(inflate.unconsumed_tail, _PIECE)


def _narrow(data: bytes) -> bytes:
    """UTF-16 markup as single bytes, so that one search finds `<!ENTITY` in any encoding."""
    return data.replace(b"\0", b"") if b"\0" in data[:200] else data


def too_deep(name: str) -> WeirError:
    """The refusal of archives in archives in archives."""
    return _hostile(name, "it holds archives within archives", "压缩包层层嵌套")


def _hostile(name: str, why: str, why_zh: str) -> WeirError:
    return HOSTILE(name=name, why=why, why_zh=why_zh)
