"""From bytes to findable chunks. Whatever happens on the way, a document is as it was or wholly taken in.

A document moves ``queued`` → ``parsing`` → ``indexing`` → ``ready``, or to ``failed`` with its reason; its
chunks, elements, index rows and the word *ready* are written in one transaction. Taking in a document twice
has the effect of once, so a job that a crash cut off simply does its last step again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from weir.core.errors import WeirError
from weir.core.jobs import JobContext
from weir.core.store import Store
from weir.documents import Document, Parsers
from weir.knowledge.bases import get_base, lock_base
from weir.knowledge.chunks import chunks_of
from weir.knowledge.files import Files
from weir.knowledge.index import IndexDriver
from weir.knowledge.records import FAILED, StoredDocument, packed_error
from weir.knowledge.shelf import fill, forms_of, get_document, mark, shelve

log = logging.getLogger(__name__)

_GROUP = 8  # documents of one step of a job: read side by side, remembered together


class Ingest:
    """Takes documents in; shared by threads."""

    def __init__(
        self, store: Store, files: Files, parsers: Parsers, index: IndexDriver, workers: int = 2
    ) -> None:
        self.store = store
        self.files = files
        self.parsers = parsers
        self.index = index
        self.workers = workers

    def add(self, base_id: str, name: str, data: bytes) -> StoredDocument:
        """Keep the bytes and put the document on the shelf: queued, or as it is if it is there already."""
        with self.store.read() as connection:
            get_base(connection, base_id)
        digest = self.files.put(data)
        with self.store.write() as connection:
            base = get_base(connection, base_id)
            document = shelve(connection, base.number, Path(name).name or "document", digest, len(data))
        self.files.ensure(data)
        return document

    def document(self, id: str) -> StoredDocument:
        """The document as it is now; ``auth.not_found``."""
        with self.store.read() as connection:
            return get_document(connection, id)

    def take_in(self, id: str) -> str:
        """Read, cut and index one document; blocks. Its status, or ``deleted``; a bad file does not raise."""
        try:
            document = self.document(id)
            if document.finished:
                return document.status
            return self._take_in(document)
        except WeirError as error:
            return self._failed(id, error)

    def run(self, context: JobContext, documents: Sequence[str]) -> None:
        """The durable job ``knowledge.ingest`` over ids of documents. One that fails stops no other."""
        for at in range(0, len(documents), _GROUP):
            context.progress(at, len(documents))
            group = list(documents[at : at + _GROUP])
            context.step(f"take_in:{at}", self.take_all_in, group)
        context.progress(len(documents), len(documents))

    def take_all_in(self, ids: Sequence[str]) -> list[str]:
        """`take_in` for several documents, `workers` of them at a time."""
        with ThreadPoolExecutor(self.workers, thread_name_prefix="weir-ingest") as threads:
            return list(threads.map(self.take_in, ids))

    def _take_in(self, document: StoredDocument) -> str:
        with self.store.write() as connection:
            if not mark(connection, document.id, status="parsing", progress=0.1):
                return "deleted"
        try:
            parsed = self._parsed(document)
            return self._index(document, parsed)
        except WeirError:
            raise
        except Exception as error:
            log.exception("document %s could not be taken in", document.id)
            raise FAILED(name=document.name, reason=f"{type(error).__name__}: {error}") from error

    def _parsed(self, document: StoredDocument) -> Document:
        return self.parsers.parse(self.files.read(document.sha256), document.name)

    def _index(self, document: StoredDocument, parsed: Document) -> str:
        with self.store.write() as connection:
            mark(connection, document.id, status="indexing", progress=0.7)
        cut = chunks_of(parsed)
        forms = forms_of(cut)
        with self.store.write() as connection:
            base = get_base(connection, document.knowledge_base)
            there = lock_base(connection, base.number) and fill(
                connection, self.index, base.number, document.id, parsed, cut, forms
            )
        return "ready" if there else "deleted"

    def _failed(self, id: str, error: WeirError) -> str:
        if error.code.startswith("store."):
            raise error  # not the file's fault: the job stops here and goes on when the store is well
        with self.store.write() as connection:
            there = mark(connection, id, status="failed", progress=1.0, error=packed_error(error))
        return "failed" if there else "deleted"
