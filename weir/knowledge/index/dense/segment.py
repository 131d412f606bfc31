"""Codes in a file: written once, whole and safely on disk, then only read, mapped into memory.

Eight bytes of magic, two numbers of eight bytes (vectors, dimensions), and the arrays one after another. The
store knows the file's digest: a file that is not exactly the one that was written is not used.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from weir.knowledge.index.dense.codes import Codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MAGIC = b"weirdns1"
_HEAD = 24


class Damaged(Exception):
    """A file of the index is missing, cut or changed: it must be made anew from the store."""


def write(folder: Path, codes: Codes) -> tuple[str, str]:
    """Write codes to a new file; its name and digest."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".")
    digest = blake2b(digest_size=32)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in _parts(codes):
                file.write(part)
                digest.update(part)
            file.flush()
            os.fsync(file.fileno())
        path = folder / f"{digest.hexdigest()[:32]}.dense"
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path.name, digest.hexdigest()


def read(path: Path, digest: str) -> Codes:
    """The codes of a file, mapped into memory after every byte was checked; `Damaged`."""
    try:
        with path.open("rb") as file:
            if file_digest(file, lambda: blake2b(digest_size=32)).hexdigest() != digest:
                raise Damaged(f"{path.name} is not the file that was written")
            return _mapped(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        raise Damaged(f"{path.name} is not there") from None


def intact(path: Path, codes: Codes) -> bool:
    """Whether the file still has its length: what was cut away must not be touched in memory."""
    try:
        return path.stat().st_size == sum(len(part) for part in _parts(codes))
    except OSError:
        return False


def _parts(codes: Codes) -> list[memoryview]:
    head = _MAGIC + len(codes).to_bytes(8, "little") + codes.dimensions.to_bytes(8, "little")
    # The widest first, so that each begins at a multiple of its own width.
    arrays: list[NDArray[Any]] = [codes.numbers, codes.bits, codes.scales, codes.mean, codes.bytes]
    return [memoryview(head), *(memoryview(np.ascontiguousarray(each).data).cast("B") for each in arrays)]


def _mapped(data: mmap.mmap) -> Codes:
    count, dimensions = np.frombuffer(data, np.int64, 2, 8).tolist()
    words = -(-dimensions // 64)
    bits = _HEAD + 8 * count
    scales = bits + 8 * words * count
    mean = scales + 4 * count
    return Codes(
        numbers=np.frombuffer(data, np.int64, count, _HEAD),
        bits=np.frombuffer(data, np.uint64, words * count, bits).reshape(words, count),
        scales=np.frombuffer(data, np.float32, count, scales),
        mean=np.frombuffer(data, np.float32, dimensions, mean),
        bytes=np.frombuffer(data, np.int8, count * dimensions, mean + 4 * dimensions).reshape(count, -1),
    )
