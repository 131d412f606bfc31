"""`weir kb images`: figures and pages of a base, by words or by another picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, house, show
from weir.cli.kb import Base, find
from weir.cli.speech import say
from weir.cli.tables import table

if TYPE_CHECKING:
    from weir.knowledge import StoredImage

HELP = "列出或检索知识库中的图片：按文字说明，或以图搜图。"


def images(
    base: Base,
    words: Annotated[str, typer.Argument(help=say("What the picture shows.", "图片内容的描述。"))] = "",
    like: Annotated[
        Path | None,
        typer.Option(help=say("A picture to look for.", "用于查找的图片。"), exists=True, dir_okay=False),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help=say("How many.", "数量。"))] = 12,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List the figures of a base, or find those that words describe or that look like a picture."""
    with house(home) as gateway:
        found = find(gateway, base)
        while gateway.gallery.tend():
            pass
        if like is not None:
            hits = gateway.gallery.by_picture(found.id, like.read_bytes(), like.name, limit)
        else:
            hits = gateway.gallery.by_words(found.id, words, limit) if words else []
        rows = [{**_row(hit.image), "score": hit.score, "why": hit.why} for hit in hits]
        if not words and like is None:
            rows = [_row(image) for image in gateway.gallery.list(found.id)[:limit]]
    columns = ["score", "document", "page", "kind", "caption"]
    nothing = say("No picture was found.", "没有找到图片。")
    show({"items": rows}, as_json, lambda: table(rows, columns) if rows else nothing)


def _row(image: StoredImage) -> dict[str, Any]:
    return {
        "id": image.id,
        "document": image.document,
        "document_id": image.document_id,
        "kind": image.kind,
        "page": image.page,
        "box": list(image.box),
        "caption": image.caption,
        "score": None,
    }
