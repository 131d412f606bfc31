"""`Knowledge`: the whole room behind one object."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from weir.core.jobs import Job, Jobs
from weir.core.store import Store, now_ms
from weir.documents import Parsers
from weir.knowledge import points, shelf
from weir.knowledge.bases import (
    all_bases,
    change_base,
    create_base,
    get_base,
    lock_base,
    packed_readers,
    valid_name,
)
from weir.knowledge.chunks import asked_template
from weir.knowledge.copies import copy_of, place
from weir.knowledge.encoder import Encoder
from weir.knowledge.evidence import Evidence
from weir.knowledge.files import Files
from weir.knowledge.folder import FolderReport, follow
from weir.knowledge.graph import graph_search, graph_synonyms
from weir.knowledge.index import Condition, EmbeddedIndex, Filter, Health, IndexDriver
from weir.knowledge.ingest import Ingest
from weir.knowledge.nearest import nearest
from weir.knowledge.points import Point, Restored
from weir.knowledge.records import KnowledgeBase, Place, StoredDocument
from weir.knowledge.retrieval import TEXT_ALONE, Tools, retrieve
from weir.knowledge.tables import bases, documents

JOB = "knowledge.ingest"
"""The name of the durable job that takes documents in."""


class Knowledge:
    """Knowledge bases, their documents and what can be found in them. Thread-safe; every method blocks.

    Access is the caller's business: `authorize` against `KnowledgeBase.resource` before calling. An id that
    is not there raises ``auth.not_found``.
    """

    def __init__(
        self,
        store: Store,
        home: Path,
        parsers: Parsers,
        index: IndexDriver | None = None,
        workers: int = 2,
        encoders: Sequence[Encoder] = (),
        tools: Tools = TEXT_ALONE,
    ) -> None:
        """`encoders` are those that are there: the first is for new vectors, others serve what they made.

        `tools` are what retrieval may use beside the index.
        """
        self.store = store
        self.files = Files(home / "files")
        self.index = index or EmbeddedIndex(home / "index")
        self.encoders = tuple(encoders)
        self.tools = tools
        self._ingest = Ingest(store, self.files, parsers, self.index, workers, self.encoders)

    # Bases

    def create(
        self,
        name: str,
        owner: str,
        description: str = "",
        *,
        public: bool = False,
        readers: Iterable[str] = (),
        template: str | None = None,
    ) -> KnowledgeBase:
        """A new, empty base. `owner` is the id of a principal, `readers` are groups, `template` says how its
        documents are cut (`weir.knowledge.chunks.TEMPLATES`; None or ``auto``: by what each looks like)."""
        asked = asked_template(template)
        with self.store.write() as connection:
            id = create_base(connection, name, owner, description, public, readers, asked)
            return get_base(connection, id)

    def get(self, id: str) -> KnowledgeBase:
        with self.store.read() as connection:
            return get_base(connection, id)

    def list(self) -> list[KnowledgeBase]:
        """All bases, the oldest first; the caller leaves out those that may not be seen."""
        with self.store.read() as connection:
            return all_bases(connection)

    def change(
        self,
        id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        public: bool | None = None,
        readers: Iterable[str] | None = None,
        template: str | None = None,
    ) -> KnowledgeBase:
        """Change what is given and leave the rest. A `template` holds for what is read from now on."""
        given = {
            "name": valid_name(name) if name is not None else None,
            "description": description,
            "public": public,
            "readers": packed_readers(readers) if readers is not None else None,
        }
        with self.store.write() as connection:
            changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
            if template is not None:
                changes["template"] = asked_template(template)
            change_base(connection, id, changes)
            return get_base(connection, id)

    def delete(self, id: str) -> None:
        """Delete a base: nobody sees it from now on. Its documents go one by one, the last in `sweep`."""
        with self.store.write() as connection:
            change_base(connection, id, {"deleted_at": now_ms()})
        self._clear_deleted()

    # Documents

    def add_document(
        self, base_id: str, name: str, data: bytes, template: str | None = None
    ) -> StoredDocument:
        """Keep a file in the base, to be read by `ingest` or a job; `template` in place of the base's.

        Bytes that are in the base already give the document that is there, whatever their name; with another
        template it is to be read again.
        """
        return self._ingest.add(base_id, name, data, asked_template(template))

    def recut(self, id: str, template: str | None) -> StoredDocument:
        """Queue a document to be cut with another template, or with none of its own (None, ``auto``)."""
        asked = asked_template(template)
        with self.store.write() as connection:
            shelf.get_document(connection, id)
            shelf.mark(connection, id, template=asked, status="queued", progress=0.0, error=None)
            return shelf.get_document(connection, id)

    def ingest(self, document_id: str) -> StoredDocument:
        """Read and index a document now; one that cannot be read is ``failed`` with its reason."""
        self._ingest.take_in(document_id)
        return self.document(document_id)

    def document(self, id: str) -> StoredDocument:
        return self._ingest.document(id)

    def documents(
        self, base_id: str, limit: int | None = None, after: str = ""
    ) -> builtins.list[StoredDocument]:
        """The documents of a base, the oldest first; `after` is the last id of the page before."""
        with self.store.read() as connection:
            return shelf.list_documents(connection, get_base(connection, base_id).number, limit, after)

    def elements(self, document_id: str) -> builtins.list[dict[str, Any]]:
        """What was read from a document, in reading order; empty until it is read."""
        with self.store.read() as connection:
            shelf.get_document(connection, document_id)
            return shelf.elements_of(connection, document_id)

    def place(self, document_id: str, offset: int) -> Place | None:
        """Where in a document the character at `offset` of its text stands; None when it is not there."""
        with self.store.read() as connection:
            found = shelf.elements_of(connection, document_id)
        within = [element for element in found if element["start"] <= offset]
        return Place(within[-1]["page"], tuple(within[-1]["headings"])) if within else None

    def original(self, document_id: str) -> bytes:
        """The file as it was uploaded, checked against its SHA-256."""
        return self.files.read(self.document(document_id).sha256)

    def delete_document(self, id: str) -> None:
        """Delete a document, at any time: nothing of it is found from now on."""
        with self.store.write() as connection:
            document = shelf.get_document(connection, id)
            number = get_base(connection, document.knowledge_base).number
            lock_base(connection, number)
            shelf.remove(connection, self.index, id)
            shared = shelf.wanted(connection, document.sha256) or points.has_points(connection, number)
        if not shared:
            self.files.drop(document.sha256)

    def share_document(self, id: str, readers: Iterable[str] | None) -> StoredDocument:
        """Let only these groups and principals read a document, of those who may use its base; None: all."""
        packed = packed_readers(readers) if readers is not None else None
        with self.store.write() as connection:
            shelf.get_document(connection, id)
            shelf.mark(connection, id, readers=packed)
            return shelf.get_document(connection, id)

    def retry(self, id: str) -> StoredDocument:
        """Queue a failed document again; others stay as they are."""
        with self.store.write() as connection:
            document = shelf.get_document(connection, id)
            if document.status == "failed":
                shelf.mark(connection, id, status="queued", progress=0.0, error=None)
            return shelf.get_document(connection, id)

    def follow(
        self,
        base_id: str,
        paths: Sequence[Path],
        told: Callable[[int, int, str], None] = lambda done, total, name: None,
        *,
        keep_others: bool = False,
        template: str | None = None,
    ) -> FolderReport:
        """Make the base hold the files under these paths; quick when nothing changed.

        Documents that are not under the paths are removed, unless `keep_others`; `template` as in
        `add_document`.
        `told(done, total, name)` hears of the progress.
        """
        present = self.documents(base_id)
        remove = None if keep_others else self.delete_document
        return follow(self._ingest, base_id, paths, present, remove, told, asked_template(template))

    # Jobs

    def register(self, jobs: Jobs) -> None:
        """Let these jobs take documents in. Call before they are launched."""
        jobs.register(JOB, self._ingest.run)

    def start_ingest(self, jobs: Jobs, document_ids: Sequence[str], owner: str) -> Job:
        """A durable job that reads and indexes the documents."""
        return jobs.start(JOB, {"documents": [*document_ids]}, owner=owner)

    def unfinished(self) -> builtins.list[str]:
        """Documents that are neither ready nor failed, the oldest first, whether or not a job has them."""
        query = select(documents.c.id).where(documents.c.status.not_in(("ready", "failed")))
        with self.store.read() as connection:
            return [*connection.execute(query.order_by(documents.c.id)).scalars()]

    # Search

    def retrieve(
        self,
        question: str,
        base_ids: Sequence[str],
        limit: int = 12,
        document_ids: Sequence[str] | None = None,
        *,
        condition: Condition | None = None,
        reader: frozenset[str] | None = None,
    ) -> builtins.list[Evidence]:
        """The best evidence in these bases, best first: of these documents, and under this condition alone.

        `reader` (see `reader_of`) narrows it to what he may read; without one, only bases that the caller was
        found to be allowed to use may be given. A base that was deleted meanwhile is passed over.
        """
        named = tuple(document_ids) if document_ids is not None else None
        with self.store.read() as connection:
            alive = bases.c.id.in_(base_ids), bases.c.deleted_at.is_(None)
            numbers = connection.execute(select(bases.c.number).where(*alive)).scalars().all()
            where = Filter(tuple(numbers), named, condition, reader)
            tools = replace(
                self.tools,
                nearest=nearest(connection, self.index, self.encoders, where),
                synonyms=graph_synonyms(connection, where),
                graph=graph_search(connection, where),
            )
            return retrieve(connection, self.index, question, where, limit, tools)

    # Copies

    def snapshot(self, base_id: str, name: str) -> Point:
        """Keep what a base holds now under a name; ``knowledge.snapshot_taken``."""
        return points.make_point(self.store, self.files, base_id, name)

    def snapshots(self, base_id: str) -> builtins.list[Point]:
        """The snapshots of a base, the oldest first."""
        with self.store.read() as connection:
            return points.list_points(connection, get_base(connection, base_id).number)

    def restore(self, base_id: str, name: str) -> Restored:
        """Make a base hold again what it held at a snapshot, by its name or id; nothing is read anew."""
        return points.restore_point(self.store, self.files, self.index, self.encoders, base_id, name)

    def drop_snapshot(self, base_id: str, name: str) -> None:
        points.drop_point(self.store, base_id, name)

    def merge(self, source_id: str, target_id: str) -> int:
        """Copy into a base what another holds and it lacks; how many documents.

        Nothing is read or encoded anew. The source stays as it is. Cut off in between, it is done again.
        """
        with self.store.read() as connection:
            source, target = get_base(connection, source_id).number, get_base(connection, target_id).number
            ready = documents.c.base == source, documents.c.status == "ready"
            query = select(documents.c.id).where(*ready).order_by(documents.c.id)
            ids = connection.execute(query).scalars().all()
        copied = 0
        for id in ids:
            with self.store.read() as connection:
                copy = copy_of(connection, id)
            copied += place(self.store, self.index, self.encoders, target, copy)
        self.index.tend(self.store, self.encoders, [target])
        return copied

    # Care

    def verify(self, base_id: str) -> Health:
        """Compare the index of a base with the store, chunk by chunk and count by count."""
        with self.store.read() as connection:
            return self.index.verify(connection, get_base(connection, base_id).number)

    def rebuild(self) -> None:
        """Make the index of all bases anew from the store; the old one serves until the new one is whole."""
        self.index.rebuild(self.store, self.encoders)

    def tend(self) -> None:
        """Do what was left for later: vectors that could not be had, files of the index to be renewed."""
        self.index.tend(self.store, self.encoders)

    def sweep(self) -> None:
        """Finish what was cut off: deleted bases go wholly, files that nobody wants are collected.

        An index that another version wrote, or whose files are damaged, is made anew. For the start of
        a server.
        """
        self._clear_deleted()
        with self.store.read() as connection:
            wanted = shelf.wanted(connection) | points.kept_files(connection, self.files)
        self.tend()
        self.files.collect(wanted)

    def _clear_deleted(self) -> None:
        """Each document in a transaction of its own, so that others can write meanwhile."""
        dead = select(bases.c.number).where(bases.c.deleted_at.is_not(None))
        with self.store.write() as connection:
            for number in connection.execute(dead).scalars().all():
                self.index.drop(connection, number)
        query = select(documents.c.id, documents.c.sha256).where(documents.c.base.in_(dead))
        with self.store.read() as connection:
            rows = connection.execute(query).all()
        for id, digest in rows:
            with self.store.write() as connection:
                shelf.remove(connection, self.index, id)
                shared = shelf.wanted(connection, digest)
            if not shared:
                self.files.drop(digest)
        with self.store.write() as connection:
            emptied = documents.c.base == bases.c.number
            connection.execute(
                bases.delete().where(
                    bases.c.deleted_at.is_not(None), ~select(documents.c.id).where(emptied).exists()
                )
            )
