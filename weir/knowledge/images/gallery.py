"""`Gallery`: the pictures of the bases, taken of documents, searched by words or by another picture."""

from __future__ import annotations

import builtins
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, delete, func, insert, select

from weir.core.errors import WeirError
from weir.core.ids import new_id
from weir.core.store import Store
from weir.documents import ElementKind, Parsers
from weir.knowledge.files import Files
from weir.knowledge.images.features import UNSEEN, VERSION, Features, features_of, unpacked
from weir.knowledge.images.harvest import WHOLE, Place, places_of
from weir.knowledge.images.likeness import Album
from weir.knowledge.images.records import FoundImage, ImageKind, StoredImage, stored_image
from weir.knowledge.images.tables import images, pictured
from weir.knowledge.images.wording import Wording
from weir.knowledge.records import packed_error
from weir.knowledge.shelf import elements_of
from weir.knowledge.tables import bases, documents

log = logging.getLogger(__name__)

PICTURED = ("application/pdf", "image/%")
"""Media types of documents whose pages can be seen, as SQL patterns."""
_DPI = {ImageKind.FIGURE: 144, ImageKind.PAGE: 72}
_READ = 160  # pixels of the shorter side of a figure below which nobody could read words in it
_SURE = 0.35  # likeness below this may be chance


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The pictures of one base, held for searching; `state` tells when it is out of date."""

    state: tuple[int, int]
    images: Sequence[StoredImage]
    album: Album
    seen: Sequence[int]
    """For each picture of the album, its place in `images`."""
    wording: Wording


class Gallery:
    """Takes pictures of documents and finds them again. Thread-safe; every method blocks.

    Access is the caller's business, as in `Knowledge`.
    """

    def __init__(self, store: Store, files: Files, parsers: Parsers) -> None:
        self.store = store
        self.files = files
        self.parsers = parsers
        self._shelves: dict[str, _Shelf] = {}
        self._lock = threading.Lock()

    def tend(self, most: int = 20) -> int:
        """Take the pictures of documents that have none yet, at most so many documents; how many."""
        with self.store.read() as connection:
            waiting = connection.execute(_waiting().limit(most)).all()
        for row in waiting:
            self._take(row)
        return len(waiting)

    def list(self, base_id: str) -> list[StoredImage]:
        """The figures of a base, in the order they were taken."""
        return [one for one in self._shelf(base_id).images if one.kind is ImageKind.FIGURE]

    def by_words(self, base_id: str, words: str, limit: int = 12) -> builtins.list[FoundImage]:
        """The pictures whose caption, text or surroundings say it best."""
        shelf = self._shelf(base_id)
        found = shelf.wording.search(words, limit * 4)
        figures = [(at, score) for at, score in found if shelf.images[at].kind is ImageKind.FIGURE]
        return [FoundImage(shelf.images[at], score, {"words": score}) for at, score in figures[:limit]]

    def by_picture(self, base_id: str, data: bytes, name: str, limit: int = 12) -> builtins.list[FoundImage]:
        """The pictures and pages that a picture (any file with pages) was taken of, or that look like it.

        How it looks decides; the words that can be read in it speak for pages that are mostly text. Errors:
        those of `Parsers.render`, ``image.not_available``.
        """
        png = self.parsers.render(data, name, 1, dpi=144)
        shelf = self._shelf(base_id)
        found = {
            shelf.seen[one.at]: FoundImage(
                shelf.images[shelf.seen[one.at]], one.score, {"alike": one.alike, "bits": one.bits}
            )
            for one in shelf.album.search([features_of(png), features_of(png, mirrored=True)], limit)
        }
        words = self._read(png)
        for at, score in shelf.wording.search(words, limit) if words else ():
            seen = found.get(at)
            together = 1 - (1 - 0.6 * score) * (1 - (seen.score if seen else 0.0))
            found[at] = FoundImage(
                shelf.images[at], round(together, 4), {**(seen.why if seen else {}), "words": score}
            )
        ranked = sorted(found.values(), key=lambda one: -one.score)
        return [one for one in ranked if one.score >= _SURE][:limit]

    def _take(self, document: Row[Any]) -> None:
        """Take the pictures of one document; they and the note that they were taken come together."""
        error: WeirError | None = None
        rows: list[dict[str, object]] = []
        with self.store.read() as connection:
            elements = elements_of(connection, document.id)
        try:
            data = self.files.read(document.sha256)
            for place in places_of(elements, document.pages or 1, document.media_type):
                rows.append(self._taken(data, document, place))
        except WeirError as problem:  # the document goes on without its pictures, and says so
            log.warning("pictures of %s are missing: %s", document.name, problem)
            error = problem
        with self.store.write() as connection:
            there = select(documents.c.id).where(documents.c.id == document.id)
            if connection.execute(there).first() is None:
                return
            connection.execute(delete(images).where(images.c.document_id == document.id))
            connection.execute(delete(pictured).where(pictured.c.document_id == document.id))
            if rows:
                connection.execute(insert(images), rows)
            note = {"version": VERSION, "images": len(rows), "error": packed_error(error) if error else None}
            connection.execute(insert(pictured).values(document_id=document.id, **note))

    def _taken(self, data: bytes, document: Row[Any], place: Place) -> dict[str, object]:
        png = self.parsers.render(data, document.name, place.page, place.box, _DPI[place.kind])
        try:
            features: bytes | None = features_of(png).packed()
        except WeirError as error:
            if error.code != UNSEEN.code:
                raise
            features = None
        inside = self._read(png) if place.kind is ImageKind.FIGURE and place.box != WHOLE else ""
        return {
            "id": new_id("img"),
            "document_id": document.id,
            "base": document.base,
            "kind": place.kind,
            "page": place.page,
            "box": orjson.dumps(place.box).decode(),
            "caption": place.caption,
            "text": "\n".join(part for part in (inside, place.text) if part),
            "features": features,
        }

    def _read(self, png: bytes) -> str:
        """The words in a picture; none where nothing can be read or text recognition is missing."""
        width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
        if min(width, height) < _READ:
            return ""
        try:
            read = self.parsers.parse(png, "picture.png")
        except WeirError:
            return ""
        return "\n".join(element.text for element in read.elements if element.kind is not ElementKind.FIGURE)

    def _shelf(self, base_id: str) -> _Shelf:
        """The pictures of a base for searching: made anew when they changed."""
        with self.store.read() as connection:
            state = _state(connection, base_id)
            held = self._shelves.get(base_id)
            if held is not None and held.state == state:
                return held
            made = _shelf(connection, base_id, state)
        with self._lock:
            self._shelves[base_id] = made
        return made


def _waiting() -> Select[Any]:
    fits = [documents.c.media_type.like(pattern) for pattern in PICTURED]
    taken = select(pictured.c.document_id).where(
        pictured.c.document_id == documents.c.id, pictured.c.version == VERSION
    )
    return (
        select(documents)
        .where(documents.c.status == "ready", fits[0] | fits[1], ~taken.exists())
        .order_by(documents.c.id)
    )


def _state(connection: Connection, base_id: str) -> tuple[int, int]:
    query = select(func.count(images.c.number), func.coalesce(func.max(images.c.number), 0))
    row = connection.execute(
        query.join(bases, bases.c.number == images.c.base).where(bases.c.id == base_id)
    ).one()
    return int(row[0]), int(row[1])


def _shelf(connection: Connection, base_id: str, state: tuple[int, int]) -> _Shelf:
    query = (
        select(images, documents.c.name.label("document"))
        .join(documents, documents.c.id == images.c.document_id)
        .join(bases, bases.c.number == images.c.base)
        .where(bases.c.id == base_id)
        .order_by(images.c.number)
    )
    rows = connection.execute(query).all()
    features: list[tuple[int, Features]] = []
    for at, row in enumerate(rows):
        if row.features is not None and (known := unpacked(row.features)) is not None:
            features.append((at, known))
    held = [stored_image(row) for row in rows]
    return _Shelf(
        state,
        held,
        Album([one for _, one in features]),
        [at for at, _ in features],
        Wording([f"{one.caption}\n{one.caption}\n{one.text}" for one in held]),
    )
