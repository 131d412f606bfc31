"""What feeds a knowledge base: an origin lists items and reads one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from weir.core.errors import error_kind

UNREACHABLE = error_kind(
    "source.unreachable",
    502,
    en="The source {name} cannot be reached: {reason}.",
    zh="无法访问来源 {name}：{reason}。",
    do_en="Its documents stay as they are. Check address, network and credentials, then refresh it.",
    do_zh="其文档保持不变。请检查地址、网络与凭据，然后重新刷新。",
)
GONE = error_kind(
    "source.gone",
    404,
    en="{name} is no longer there: {reason}.",
    zh="{name} 已不存在：{reason}。",
    do_en="Mend the link at its origin, or remove it from the source.",
    do_zh="请在源头修复该链接，或将其从来源中移除。",
)
TOO_LARGE = error_kind(
    "source.too_large",
    413,
    en="{name} is larger than {limit} bytes.",
    zh="{name} 超过 {limit} 字节。",
    do_en="Split it, or ask the operator to raise documents.max_bytes.",
    do_zh="请拆分该文件，或请运维人员调高 documents.max_bytes。",
)
NOT_ALLOWED = error_kind(
    "source.not_allowed",
    403,
    en="Sources may not read {place}.",
    zh="来源不允许读取 {place}。",
    do_en="The operator allows hosts in sources.hosts and folders in sources.folders.",
    do_zh="运维人员可在 sources.hosts 中允许主机，在 sources.folders 中允许目录。",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a source holds."""

    key: str
    """Names it within the source for as long as it lives: a path, a URL, a primary key."""
    name: str
    """File name of the document that is made of it."""
    version: str
    """Changes when the content does; empty where only reading it can tell."""
    modified_at: int | None = None
    """When its origin says that it changed, in milliseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of an item. `version` may be known only now."""

    data: bytes
    version: str
    modified_at: int | None = None


class Origin(Protocol):
    """A place outside Weir, open for one refresh. Every method blocks.

    ``source.unreachable`` when the place as a whole cannot be listed; ``source.gone`` when one item is no
    longer there; any other `WeirError` concerns the item alone.
    """

    def items(self) -> Iterator[Item]:
        """Everything that is there now, each key once."""

    def read(self, item: Item, known: str) -> Content | None:
        """The content of an item; None when it is still that of the version `known`."""

    def close(self) -> None:
        """Let go of connections and temporary files."""
