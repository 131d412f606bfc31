"""Pictures as they are kept and as they are found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Row

from weir.documents import Box


class ImageKind(StrEnum):
    """What a picture is of."""

    FIGURE = "figure"
    """A figure on a page."""
    PAGE = "page"
    """A whole page."""


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture in a base: a place on a page of a document."""

    id: str
    number: int
    document_id: str
    document: str
    """Name of the document."""
    kind: ImageKind
    page: int
    box: Box
    caption: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundImage:
    """A picture that a search found. `score` is from 0 to 1; `why` says what spoke for it."""

    image: StoredImage
    score: float
    why: dict[str, Any] = field(default_factory=dict)


def stored_image(row: Row[Any]) -> StoredImage:
    """A row of `images` with the column `document` of the document's name."""
    left, top, right, bottom = orjson.loads(row.box)
    return StoredImage(
        row.id, row.number, row.document_id, row.document, ImageKind(row.kind), row.page,
        (left, top, right, bottom), row.caption, row.text,
    )  # fmt: skip
