"""The index that the configuration names."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from weir.core.errors import error_kind
from weir.knowledge.index.contract import IndexDriver
from weir.knowledge.index.embedded import EmbeddedIndex

NO_URL = error_kind(
    "knowledge.milvus_url_missing",
    500,
    en="The index is to be in Milvus, but knowledge.milvus_url does not say where that is.",
    zh="索引配置为使用 Milvus，但 knowledge.milvus_url 为空。",
    do_en="Give the URL of the server, or the path of a milvus-lite file.",
    do_zh="请填写服务端 URL，或 milvus-lite 文件路径。",
)


def index_for(name: Literal["embedded", "milvus"], home: Path, milvus_url: str = "") -> IndexDriver:
    """The driver of this name; ``knowledge.milvus_url_missing``."""
    if name == "embedded":
        return EmbeddedIndex(home / "index")
    if not milvus_url:
        raise NO_URL()
    from weir.knowledge.index.milvus import MilvusIndex

    parts = urlsplit(milvus_url)
    if not parts.username:
        return MilvusIndex(milvus_url)
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return MilvusIndex(plain, f"{unquote(parts.username)}:{unquote(parts.password or '')}")
