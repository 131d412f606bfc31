"""Knowledge bases and documents as the store knows them, and the errors about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row

from weir.core.auth import Principal, Resource, allowed
from weir.core.errors import CATALOGUE, WeirError, error_kind

EMPTY_NAME = error_kind(
    "knowledge.name_empty",
    400,
    en="A knowledge base needs a name.",
    zh="知识库需要名称。",
    do_en="Give it one of 1 to 200 characters.",
    do_zh="请输入 1 到 200 个字符的名称。",
)
DELETED = error_kind(
    "knowledge.document_deleted",
    410,
    en="{name} was deleted while it was being read.",
    zh="{name} 在处理过程中被删除。",
    do_en="Upload it again if that was a mistake.",
    do_zh="如属误删，请重新上传。",
)
FAILED = error_kind(
    "knowledge.ingest_failed",
    500,
    en="{name} could not be taken in: {reason}.",
    zh="{name} 入库失败：{reason}。",
    do_en="Try again; if it stays, report it with the file.",
    do_zh="请重试；若仍失败，请连同文件一起反馈。",
)
ABSENT_PATH = error_kind(
    "knowledge.path_absent",
    404,
    en="There is no file or folder {path}.",
    zh="不存在文件或目录 {path}。",
    do_en="Check the path.",
    do_zh="请检查路径。",
)


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """A knowledge base with its size. Times are milliseconds since the epoch, UTC."""

    id: str
    number: int
    """What the index calls it; never shown."""
    name: str
    description: str
    owner: str
    public: bool
    readers: frozenset[str]
    """Groups that may ask it."""
    documents: int
    chunks: int
    template: str | None
    """How its documents are cut; None: by what each looks like."""
    created_at: int
    updated_at: int

    @property
    def resource(self) -> Resource:
        """What `authorize` decides on, for the base and (by its `kind`) for its documents."""
        return Resource("knowledge_base", self.id, self.owner, self.readers, self.public)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, for people: the page, where there are pages, and the headings above it."""

    page: int | None
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of a knowledge base and how far it has come."""

    id: str
    knowledge_base: str
    name: str
    sha256: str
    size: int
    """Bytes."""
    status: str
    """``queued``, ``parsing``, ``indexing``, ``ready`` or ``failed``."""
    progress: float
    """0 to 1."""
    media_type: str | None
    title: str | None
    language: str | None
    pages: int | None
    chunks: int
    metadata: dict[str, Any]
    warnings: tuple[str, ...]
    error: WeirError | None
    """Why it failed."""
    readers: frozenset[str] | None
    """Groups and ids of principals who alone may read it; None: all who may use the base."""
    template: str | None
    """How it is to be cut, if another way than the base says."""
    cut_as: str | None
    """The template that it was cut with."""
    created_at: int
    updated_at: int

    @property
    def finished(self) -> bool:
        return self.status in ("ready", "failed")


def stored_document(row: Row[Any]) -> StoredDocument:
    """A row of `documents` with the column `knowledge_base` of the base's id."""
    return StoredDocument(
        id=row.id,
        knowledge_base=row.knowledge_base,
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        status=row.status,
        progress=row.progress,
        media_type=row.media_type,
        title=row.title,
        language=row.language,
        pages=row.pages,
        chunks=row.chunks,
        metadata=orjson.loads(row.metadata),
        warnings=tuple(orjson.loads(row.warnings)),
        error=unpacked_error(row.error),
        readers=frozenset(orjson.loads(row.readers)) if row.readers is not None else None,
        template=row.template,
        cut_as=row.cut_as,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def reader_of(who: Principal) -> frozenset[str] | None:
    """What a search knows one by: his id and his groups; None for a role that may use every base."""
    anybodys = Resource("knowledge_base", "x", owner="")
    return None if allowed(who, "use", anybodys) else frozenset({who.id, *who.groups})


def packed_error(error: WeirError) -> str:
    """An error as the store keeps it: the code and what fills its texts."""
    return orjson.dumps({"code": error.code, "params": error.params}, default=str).decode()


def unpacked_error(packed: str | None) -> WeirError | None:
    """The error again, in any language; one that this version no longer knows says so."""
    if packed is None:
        return None
    found = orjson.loads(packed)
    kind = CATALOGUE.get(found["code"])
    if kind is None:
        return FAILED(name="", reason=found["code"])
    return kind(**found["params"])
