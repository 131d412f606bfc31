"""Pictures of a knowledge base: its figures, found by words or by another picture."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, UploadFile

from weir.core.errors import error_kind
from weir.knowledge import FoundImage, StoredImage
from weir.server.api.caller import House, Who
from weir.server.api.knowledge import base_for

router = APIRouter(tags=["pictures"])

NO_PICTURE = error_kind(
    "image.missing",
    400,
    en="The request holds no picture.",
    zh="请求中没有图片。",
    do_en="Send multipart/form-data with a part named `file`.",
    do_zh="请以 multipart/form-data 发送名为 `file` 的部分。",
)

Most = Annotated[int, Query(ge=1, le=50)]


@router.get("/kb/{id}/images")
def list_images(id: str, who: Who, gateway: House, q: str = "", limit: Most = 24) -> dict[str, Any]:
    """The figures of a base: those that `q` describes, the best first; without it, as they were taken."""
    base_for(gateway, who, id, "use")
    if q.strip():
        items = [shown_found(found) for found in gateway.gallery.by_words(id, q, limit)]
    else:
        items = [shown(image) for image in gateway.gallery.list(id)[:limit]]
    return {"items": items, "next": None}


@router.post("/kb/{id}/images/search")
async def search_images(
    id: str, who: Who, gateway: House, file: UploadFile | None = None, limit: Most = 12
) -> dict[str, Any]:
    """The pictures and pages that a picture was taken of, or that look like it, best first."""
    await asyncio.to_thread(base_for, gateway, who, id, "use")
    if file is None:
        raise NO_PICTURE()
    data = await file.read(gateway.config.documents.max_bytes + 1)
    found = await asyncio.to_thread(gateway.gallery.by_picture, id, data, file.filename or "picture", limit)
    return {"items": [shown_found(one) for one in found], "next": None}


def shown(image: StoredImage) -> dict[str, Any]:
    """A picture as clients see it; `/api/documents/{document}/pages/{page}?box=…` shows it."""
    return {
        "id": image.id,
        "document": image.document_id,
        "name": image.document,
        "kind": image.kind,
        "page": image.page,
        "box": list(image.box),
        "caption": image.caption,
        "text": image.text[:500],
    }


def shown_found(found: FoundImage) -> dict[str, Any]:
    return {**shown(found.image), "score": found.score, "why": found.why}
