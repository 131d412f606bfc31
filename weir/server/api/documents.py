"""Documents of a knowledge base: upload, follow, open, retry, delete."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from weir.core.audit import AuditEntry
from weir.core.auth import Principal, Resource, allowed, authorize
from weir.core.errors import Language, error_kind
from weir.gateway import Gateway
from weir.knowledge import AUTO, KnowledgeBase, StoredDocument
from weir.server.api.caller import House, Speaks, Who
from weir.server.api.knowledge import base_for, note

router = APIRouter(tags=["documents"])

PAGE_DPI = 110
"""Of pages shown beside their text: sharp at the width of half a screen, some 100 kB each."""

WHOLE = "0,0,1,1"
_BOX = r"^(0|1|0?\.\d+)(,(0|1|0?\.\d+)){3}$"

NO_FILES = error_kind(
    "document.no_files",
    400,
    en="The upload holds no file.",
    zh="上传内容中没有文件。",
    do_en="Send multipart/form-data with one or more parts named `files`.",
    do_zh="请以 multipart/form-data 发送一个或多个名为 `files` 的部分。",
)
TOO_LARGE = error_kind(
    "document.upload_too_large",
    413,
    en="{name} is {size} bytes; the limit is {limit}.",
    zh="{name} 有 {size} 字节，上限为 {limit} 字节。",
    do_en="Split the file, or ask the operator to raise documents.max_bytes.",
    do_zh="请拆分文件，或请运维人员调高 documents.max_bytes。",
)


class Readers(BaseModel):
    """Who may read a document."""

    model_config = ConfigDict(extra="forbid")

    readers: list[str] | None = Field(
        description="Groups and ids of principals, of those who may use the base; null: all of these."
    )


class Recut(BaseModel):
    """The template to cut a document with; `auto` for the one that the base says or that fits."""

    model_config = ConfigDict(extra="forbid")

    template: str


@router.get("/kb/{id}/documents")
def list_documents(
    id: str,
    who: Who,
    gateway: House,
    language: Speaks,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: str = "",
) -> dict[str, Any]:
    """The documents of a base, the oldest first."""
    base = base_for(gateway, who, id, "see")
    found = gateway.knowledge.documents(id, limit, cursor)
    items = [
        shown(document, language)
        for document in found
        if all(allowed(who, "see", resource) for resource in _resources(base, document))
    ]
    return {"items": items, "next": found[-1].id if len(found) == limit else None}


@router.post("/kb/{id}/documents", status_code=202)
async def upload(
    id: str,
    who: Who,
    gateway: House,
    language: Speaks,
    files: list[UploadFile] | None = None,
    template: str | None = None,
) -> dict[str, Any]:
    """Take files in; one durable job reads and indexes them. A file that cannot be read fails alone.

    `template` says how they are cut, in place of what the base says.
    """
    base = await asyncio.to_thread(base_for, gateway, who, id, "see")
    authorize(who, "create", _resource(base))
    if not files:
        raise NO_FILES()
    for file in files:  # all or none
        _check_size(file, gateway.config.documents.max_bytes)
    kept = [await _keep(gateway, id, file, template) for file in files]
    fresh = [document.id for document in kept if not document.finished]
    job = (
        await asyncio.to_thread(gateway.knowledge.start_ingest, gateway.jobs, fresh, who.id)
        if fresh
        else None
    )
    names = {"documents": [document.id for document in kept]}
    await gateway.commits.commit(audit=AuditEntry(who.id, "document.upload", id, names))
    return {"items": [{**shown(document, language), "job": job.id if job else None} for document in kept]}


@router.get("/documents/{id}")
def get_document(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """One document and how far it has come."""
    return shown(document_for(gateway, who, id, "see"), language)


@router.get("/documents/{id}/file")
def get_file(id: str, who: Who, gateway: House) -> Response:
    """The original bytes. A browser saves them; it never runs what is in them."""
    document = document_for(gateway, who, id, "see")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(document.name)}",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox",
    }
    media_type = document.media_type or "application/octet-stream"
    return Response(gateway.knowledge.original(id), media_type=media_type, headers=headers)


@router.get("/documents/{id}/elements")
def get_elements(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """What was read from a document, in reading order."""
    document_for(gateway, who, id, "see")
    return {"items": gateway.knowledge.elements(id), "next": None}


@router.get("/documents/{id}/pages/{page}")
def get_page(
    id: str,
    page: Annotated[int, Path(ge=1, le=100_000)],
    who: Who,
    gateway: House,
    request: Request,
    box: Annotated[str, Query(pattern=_BOX, description="Left, top, right, bottom as fractions.")] = WHOLE,
) -> Response:
    """A page as a picture (PNG), or its part in `box`, for documents that are `pictured`."""
    document = document_for(gateway, who, id, "see")
    headers = {
        "etag": f'"{document.sha256[:32]}-{page}-{box}"',
        "cache-control": "private, max-age=86400",
        "x-content-type-options": "nosniff",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    left, top, right, bottom = map(float, box.split(","))
    place = None if box == WHOLE else (left, top, right, bottom)
    picture = gateway.parsers.render(gateway.knowledge.original(id), document.name, page, place, PAGE_DPI)
    return Response(picture, media_type="image/png", headers=headers)


@router.post("/documents/{id}/template", status_code=202)
def recut(id: str, asked: Recut, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """Cut a document with another template; it is read again."""
    document_for(gateway, who, id, "change")
    document = gateway.knowledge.recut(id, asked.template)
    gateway.knowledge.start_ingest(gateway.jobs, [id], who.id)
    note(gateway, who, "document.recut", id, template=asked.template)
    return shown(document, language)


@router.post("/documents/{id}/retry", status_code=202)
def retry(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """Read a failed document again."""
    document_for(gateway, who, id, "change")
    document = gateway.knowledge.retry(id)
    if not document.finished:
        gateway.knowledge.start_ingest(gateway.jobs, [id], who.id)
    return shown(document, language)


@router.patch("/documents/{id}")
def share_document(id: str, asked: Readers, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """Close a document to all but some readers of its base, or open it to them all again."""
    document_for(gateway, who, id, "change")
    document = gateway.knowledge.share_document(id, asked.readers)
    note(gateway, who, "document.share", id, readers=asked.readers)
    return shown(document, language)


@router.delete("/documents/{id}")
def delete_document(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """Delete a document: nothing of it is found from now on."""
    document = document_for(gateway, who, id, "delete")
    gateway.knowledge.delete_document(id)
    note(gateway, who, "document.delete", id, knowledge_base=document.knowledge_base, sha256=document.sha256)
    return {"id": id, "deleted": True}


def document_for(gateway: Gateway, who: Principal, id: str, action: str) -> StoredDocument:
    """The document, if the caller may do this to it; it is shared as its base is."""
    document = gateway.knowledge.document(id)
    for resource in _resources(gateway.knowledge.get(document.knowledge_base), document):
        authorize(who, action, resource)
    return document


def _resource(base: KnowledgeBase, id: str = "") -> Resource:
    return Resource("document", id or base.id, base.owner, base.readers, base.public)


def _resources(base: KnowledgeBase, document: StoredDocument) -> list[Resource]:
    """What one must be allowed: the document as a part of its base, and as what its own readers may read."""
    own = Resource("document", document.id, base.owner, document.readers or frozenset())
    return [*([own] if document.readers is not None else []), _resource(base, document.id)]


def _name(file: UploadFile) -> str:
    """The file's own name, without the folders that it was in."""
    return (file.filename or "file").replace("\\", "/").rsplit("/", 1)[-1]


def _check_size(file: UploadFile, limit: int) -> None:
    if file.size is not None and file.size > limit:
        raise TOO_LARGE(name=_name(file), size=file.size, limit=limit)


async def _keep(gateway: Gateway, base_id: str, file: UploadFile, template: str | None) -> StoredDocument:
    data = await file.read()
    return await asyncio.to_thread(gateway.knowledge.add_document, base_id, _name(file), data, template)


def _pictured(media_type: str) -> bool:
    return media_type == "application/pdf" or media_type.startswith("image/")


def shown(document: StoredDocument, language: Language) -> dict[str, Any]:
    """A document as clients see it."""
    error = document.error
    return {
        "id": document.id,
        "kb": document.knowledge_base,
        "name": document.name,
        "title": document.title,
        "size": document.size,
        "media_type": document.media_type,
        "sha256": document.sha256,
        "status": document.status,
        "progress": document.progress,
        "pages": document.pages,
        "pictured": document.status == "ready" and _pictured(document.media_type or ""),
        "chunks": document.chunks,
        "template": document.template or AUTO,
        "cut_as": document.cut_as,
        "language": document.language,
        "warnings": list(document.warnings),
        "error": {"code": error.code, "message": error.text(language), "remedy": error.remedy(language)}
        if error
        else None,
        "created_at": document.created_at,
        "updated_at": document.updated_at,
    }
