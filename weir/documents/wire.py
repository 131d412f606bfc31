"""What travels between the server and a worker: frames of JSON, each after its length in eight bytes.

The worker is not trusted, since a file may have taken it over: what it sends is data of a known shape or an
error, never code, and it is bounded in size.
"""

from __future__ import annotations

import struct
from typing import Any

import orjson

from weir.core.errors import CATALOGUE, WeirError
from weir.documents.elements import Cell, Document, Element, ElementKind, placed

HEADER = struct.Struct(">Q")
FOLDER_PREFIX = "weir-reader-"
"""How the name of a worker's private folder begins."""


def frame(message: dict[str, Any]) -> bytes:
    """A message with its length before it."""
    body = orjson.dumps(message)
    return HEADER.pack(len(body)) + body


def pack_document(document: Document) -> dict[str, Any]:
    """A document as plain data; what follows from the elements is left out."""
    return {
        "name": document.name,
        "media_type": document.media_type,
        "sha256": document.sha256,
        "pages": document.pages,
        "language": document.language,
        "title": document.title,
        "metadata": document.metadata,
        "warnings": document.warnings,
        "elements": [_pack(element) for element in document.elements],
    }


def unpack_document(packed: dict[str, Any]) -> Document:
    """The document again; raises KeyError, TypeError or ValueError for anything of another shape."""
    return Document(
        name=_string(packed["name"]),
        media_type=_string(packed["media_type"]),
        sha256=_string(packed["sha256"]),
        elements=placed(_unpack(*row) for row in packed["elements"]),
        pages=None if packed["pages"] is None else int(packed["pages"]),
        language=_string(packed["language"]),
        title=_string(packed["title"]),
        metadata=dict(packed["metadata"]),
        warnings=tuple(_string(warning) for warning in packed["warnings"]),
    )


def pack_error(error: WeirError) -> dict[str, Any]:
    """An error by its code and the values that fill its texts."""
    return {"code": error.code, "params": {key: _plain(value) for key, value in error.params.items()}}


def unpack_error(packed: dict[str, Any]) -> WeirError:
    """The error again. A worker can only state that something is wrong with a document."""
    code = _string(packed["code"])
    if not code.startswith("document."):
        raise ValueError(f"a worker reported {code}")
    return CATALOGUE[code](**packed["params"])


def _pack(element: Element) -> list[Any]:
    cells = [[c.row, c.column, c.text, c.row_span, c.column_span, c.header] for c in element.cells]
    return [element.kind.value, element.text, element.page, element.box, element.level, cells]


def _unpack(kind: str, text: str, page: int | None, box: Any, level: int | None, cells: list[Any]) -> Element:
    if box is not None:
        left, top, right, bottom = (float(value) for value in box)
        box = (left, top, right, bottom)
    return Element(
        ElementKind(kind),
        _string(text),
        page=None if page is None else int(page),
        box=box,
        level=None if level is None else int(level),
        cells=tuple(
            Cell(int(r), int(c), _string(t), int(rs), int(cs), bool(h)) for r, c, t, rs, cs, h in cells
        ),
    )


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str) else str(value)
