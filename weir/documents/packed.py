"""Packed files (gzip, bzip2, xz) and tar archives, unpacked piece by piece so that they can be bounded."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Iterator
from typing import Any

_PIECE = 1 << 20
_LZMA_MEMORY = 96 << 20
_TAR_BLOCK = 512


def unpacked(data: bytes, kind: str) -> Iterator[bytes]:
    """The content in pieces of at most 1 MiB, of all streams one after another.

    Raises zlib.error, OSError, EOFError or lzma.LZMAError where the data is damaged or cut short.
    """
    view = memoryview(data)
    at = 0
    while at < len(view):
        engine = _engine(kind)
        for start in range(at, len(view), _PIECE):
            yield from _fed(engine, view[start : start + _PIECE])
            if engine.eof:
                break
        if not engine.eof:
            raise EOFError("the data ends before the stream does")
        at = min(start + _PIECE, len(view)) - len(engine.unused_data)
        if bytes(view[at : at + 2]) != data[:2]:
            return  # what follows the last stream is not part of it


def _engine(kind: str) -> Any:
    if kind == "gzip":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    if kind == "bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)


def _fed(engine: Any, packed: memoryview) -> Iterator[bytes]:
    """What the engine makes of some packed bytes."""
    waiting: bytes | memoryview = packed
    while not engine.eof:
        piece = engine.decompress(waiting, _PIECE)
        if piece:
            yield piece
        waiting = getattr(engine, "unconsumed_tail", b"")
        if not piece and not waiting:
            return


def tar_inside(data: bytes, kind: str) -> bool:
    """Whether what is packed begins as a tar archive does."""
    try:
        return is_tar(next(unpacked(data, kind), b""))
    except (zlib.error, OSError, EOFError, lzma.LZMAError):
        return False


def is_tar(data: bytes) -> bool:
    """Whether the first header is one of a tar archive: its checksum fits."""
    header = data[:_TAR_BLOCK]
    if len(header) < _TAR_BLOCK or not header[:100].strip(b"\0"):
        return False
    stated = header[148:156].strip(b"\0 ")
    if not stated or not all(48 <= byte <= 55 for byte in stated):
        return False
    return int(stated, 8) == sum(header[:148]) + sum(b" " * 8) + sum(header[156:])
