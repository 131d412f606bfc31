"""Labels of files: write, read, verify."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import orjson

from weir.core.errors import error_kind
from weir.guard.label.carriers import INSIDE
from weir.guard.label.label import KEY, Check, Fault, Label, Sign, bind, check_producer, fault

SIDECAR = ".aigc.json"
"""The ending of the file that carries the label of a text file."""

TEXT = frozenset({".txt", ".text", ".csv", ".log"})

UNSUPPORTED = error_kind(
    "label.unsupported",
    400,
    en="{name}: this kind of file cannot carry a label yet.",
    zh="{name}：暂不支持为此类文件添加标识。",
    do_en="Use md, html, json or txt.",
    do_zh="请使用 md、html、json 或 txt 文件。",
)
UNREADABLE = error_kind(
    "label.unreadable",
    400,
    en="The label of {name} cannot be read: {reason}",
    zh="无法读取 {name} 的标识：{reason}",
    do_en="Write the label anew with `weir label write`.",
    do_zh="请使用 `weir label write` 重新写入标识。",
)

Standing = Literal["valid", "unlabelled"] | Fault


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a label: `valid` (bound, unchanged and, if checked, signed), or what is the matter."""

    standing: Standing
    label: Label | None

    @property
    def valid(self) -> bool:
        return self.standing == "valid"


def write_label(path: Path, label: Label, sign: Sign | None = None) -> Path:
    """Label a file in place; with `sign` the label is bound to the content. Returns the file that carries it.

    Text without room for metadata gets a file beside it. Nothing half-written: the new file replaces the old
    one at once. Raises `label.unsupported`, `label.unreadable`, `label.bad_producer`.
    """
    check_producer(label.producer)
    data = path.read_bytes()
    carrier = INSIDE.get(path.suffix.lower())
    try:
        if carrier is not None:
            bound = bind(label, carrier.content(data), sign) if sign else label
            return _replace(path, carrier.write(data, bound.fields()))
    except ValueError as error:
        raise UNREADABLE(name=path.name, reason=str(error)) from error
    bound = bind(label, data, sign) if sign else label
    return _replace(_sidecar(path), orjson.dumps({KEY: bound.fields()}, option=orjson.OPT_INDENT_2) + b"\n")


def read_label(path: Path) -> Label | None:
    """The label of a file; None when it has none. Raises `label.unsupported`, `label.unreadable`."""
    try:
        fields = _read(path)
        return None if fields is None else Label.from_fields(fields)
    except ValueError as error:
        raise UNREADABLE(name=path.name, reason=str(error)) from error


def verify_label(path: Path, check: Check | None = None) -> Verification:
    """Whether a file carries a label that belongs to it; `check(message, signature)` verifies signatures."""
    label = read_label(path)
    if label is None:
        return Verification("unlabelled", None)
    carrier = INSIDE.get(path.suffix.lower())
    data = path.read_bytes()
    matter = fault(label, carrier.content(data) if carrier else data, check)
    return Verification(matter or "valid", label)


def _read(path: Path) -> Mapping[str, object] | None:
    carrier = INSIDE.get(path.suffix.lower())
    if carrier is not None:
        return carrier.read(path.read_bytes())
    sidecar = _sidecar(path)
    if not sidecar.is_file():
        return None
    found = orjson.loads(sidecar.read_bytes())
    if not isinstance(found, dict):
        raise ValueError("the label is not an object")
    return found


def _sidecar(path: Path) -> Path:
    if path.suffix.lower() not in TEXT:
        raise UNSUPPORTED(name=path.name)
    return path.with_name(path.name + SIDECAR)


def _replace(path: Path, data: bytes) -> Path:
    scratch = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        scratch.write_bytes(data)
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)
    return path
