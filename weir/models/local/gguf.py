"""GGUF, the file format of llama.cpp: as much of writing it as our own conversions need.

Source: ggml-org/ggml `docs/gguf.md`, version 3. Layout: magic, version, counts, typed key-values, tensor
descriptions, padding, tensor data; everything little endian, each tensor aligned to 32 bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALIGNMENT = 32
_F32, _F16, _Q8_0 = 0, 1, 8
_BLOCK = 32  # numbers a Q8_0 block holds
_UINT32, _INT32, _FLOAT32, _BOOL, _STRING, _ARRAY = 4, 5, 6, 7, 8, 9


def write(path: Path, metadata: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]]) -> None:
    """Write `tensors` with `metadata` to `path`.

    Metadata values are str, bool, int (uint32; int32 inside a list), float (float32) or a list of one of
    these. A float16 or float32 array is written as it is; an int8 array of shape [..., 34] is taken as Q8_0
    blocks (`quantise`).
    """
    with path.open("wb") as file:
        file.write(struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(metadata)))
        for key, value in metadata.items():
            file.write(_text(key) + _value(value))
        for description in _descriptions(tensors):
            file.write(description)
        for array in tensors.values():
            _pad(file)
            file.write(array.tobytes())
        _pad(file)


def quantise(array: NDArray[np.float32]) -> NDArray[np.int8]:
    """Q8_0: 32 numbers become one float16 scale and 32 int8; shape [..., n] becomes [..., n / 32, 34]."""
    import numpy as np

    blocks = array.astype(np.float32).reshape(*array.shape[:-1], -1, _BLOCK)
    scale = np.abs(blocks).max(axis=-1, keepdims=True) / 127
    inverse = np.divide(1, scale, out=np.zeros_like(scale), where=scale > 0)
    numbers = np.rint(blocks * inverse).astype(np.int8)
    return np.concatenate([scale.astype("<f2").view(np.int8), numbers], axis=-1)


def _descriptions(tensors: Mapping[str, NDArray[Any]]) -> Iterator[bytes]:
    offset = 0
    for name, array in tensors.items():
        shape, kind = _shape(array)
        yield _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *reversed(shape), kind, offset)
        offset += -(-array.nbytes // ALIGNMENT) * ALIGNMENT


def _shape(array: NDArray[Any]) -> tuple[tuple[int, ...], int]:
    """The logical shape and the ggml type number."""
    if array.dtype.itemsize == 1:
        *rows, blocks, _ = array.shape
        return (*rows, blocks * _BLOCK), _Q8_0
    return array.shape, _F16 if array.dtype.itemsize == 2 else _F32


def _value(value: Any) -> bytes:
    kind = _kind(value)
    if kind != _ARRAY:
        return struct.pack("<I", kind) + _scalar(kind, value)
    item = _INT32 if isinstance(value[0], int) else _kind(value[0])
    return struct.pack("<IIQ", _ARRAY, item, len(value)) + b"".join(_scalar(item, each) for each in value)


def _kind(value: Any) -> int:
    for kind, number in ((bool, _BOOL), (int, _UINT32), (float, _FLOAT32), (str, _STRING), (list, _ARRAY)):
        if isinstance(value, kind):
            return number
    raise TypeError(f"GGUF metadata cannot hold {type(value).__name__}")


def _scalar(kind: int, value: Any) -> bytes:
    if kind == _STRING:
        return _text(value)
    return struct.pack({_UINT32: "<I", _INT32: "<i", _FLOAT32: "<f", _BOOL: "<?"}[kind], value)


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _pad(file: BinaryIO) -> None:
    file.write(b"\0" * (-file.tell() % ALIGNMENT))
