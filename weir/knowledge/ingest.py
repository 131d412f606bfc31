"""From bytes to findable chunks. Whatever happens on the way, a document is as it was or wholly taken in.

A document moves ``queued`` → ``parsing`` → ``indexing`` → ``ready``, or to ``failed`` with its reason; its
chunks, elements, index rows and the word *ready* are written in one transaction. Taking in a document twice
has the effect of once, so a job that a crash cut off simply does its last step again.

Documents are read side by side and written together, some hundred chunks a transaction: the disk is asked to
keep something once for all of them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from weir.core.errors import WeirError
from weir.core.jobs import JobContext
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge.bases import all_bases, get_base, lock_base
from weir.knowledge.chunks import chunks_of
from weir.knowledge.encoder import Encoder
from weir.knowledge.files import Files
from weir.knowledge.index import IndexDriver, encode, keep_encoded
from weir.knowledge.records import FAILED, StoredDocument, packed_error
from weir.knowledge.shelf import (
    Reading,
    fill,
    forms_of,
    get_document,
    mark,
    mark_all,
    passages_of,
    shelve,
    sketches_of,
)

log = logging.getLogger(__name__)

_GROUP = 16  # documents of one step of a job: read side by side, remembered together
_TOGETHER = 800  # chunks that are written in one transaction, about
_WAIT_S = 0.5  # how long what was read waits for more to be written with


@dataclass(frozen=True, slots=True)
class _Failure:
    """A document that could not be read, and why."""

    document: StoredDocument
    error: WeirError


class Ingest:
    """Takes documents in; shared by threads."""

    def __init__(
        self,
        store: Store,
        files: Files,
        parsers: Parsers,
        index: IndexDriver,
        workers: int = 2,
        encoders: Sequence[Encoder] = (),
    ) -> None:
        self.store = store
        self.files = files
        self.parsers = parsers
        self.index = index
        self.workers = workers
        self.encoders = encoders

    def add(self, base_id: str, name: str, data: bytes, template: str | None = None) -> StoredDocument:
        """Keep the bytes and put the document on the shelf: queued, or as it is if it is there already."""
        with self.store.read() as connection:
            get_base(connection, base_id)
        digest = self.files.put(data)
        with self.store.write() as connection:
            base = get_base(connection, base_id)
            name = Path(name).name or "document"
            document = shelve(connection, base.number, name, digest, len(data), template)
        self.files.ensure(data)
        return document

    def document(self, id: str) -> StoredDocument:
        """The document as it is now; ``auth.not_found``."""
        with self.store.read() as connection:
            return get_document(connection, id)

    def run(self, context: JobContext, documents: Sequence[str]) -> None:
        """The durable job ``knowledge.ingest`` over ids of documents. One that fails stops no other."""
        for at in range(0, len(documents), _GROUP):
            context.progress(at, len(documents))
            group = list(documents[at : at + _GROUP])
            context.step(f"take_in:{at}", self.take_all_in, group)
        context.progress(len(documents), len(documents))

    def take_in(self, id: str) -> str:
        """Read, cut and index one document; blocks. Its status, or ``deleted``; a bad file does not raise."""
        return self.take_all_in([id])[0]

    def take_all_in(self, ids: Sequence[str]) -> list[str]:
        """`take_in` for several documents, `workers` of them at a time."""
        found = {id: self._waiting(id) for id in ids}
        waiting = [document for document in found.values() if isinstance(document, StoredDocument)]
        told = {id: status for id, status in found.items() if isinstance(status, str)}
        if waiting:
            with self.store.write() as connection:
                mark_all(connection, [each.id for each in waiting], status="parsing", progress=0.1)
        for group in self._groups(waiting):
            told |= self._written(group)
        self._tend(waiting)
        return [told[id] for id in ids]

    def _tend(self, taken_in: Sequence[StoredDocument]) -> None:
        """Let the index bring the bases of these documents to order."""
        named = {each.knowledge_base for each in taken_in}
        with self.store.read() as connection:
            numbers = [base.number for base in all_bases(connection) if base.id in named] if named else []
        self.index.tend(self.store, self.encoders, numbers)

    def _waiting(self, id: str) -> StoredDocument | str:
        """The document if it is to be read, else its status."""
        try:
            document = self.document(id)
        except WeirError as error:
            if is_of_store(error):
                raise
            return "deleted"
        return document.status if document.finished else document

    def _groups(self, waiting: Sequence[StoredDocument]) -> Iterator[list[Reading | _Failure]]:
        """What was read, as soon as there is enough of it or it has waited long enough."""
        group: list[Reading | _Failure] = []
        chunks, since = 0, time.monotonic()
        with ThreadPoolExecutor(self.workers, thread_name_prefix="weir-ingest") as threads:
            for done in as_completed([threads.submit(self._read, document) for document in waiting]):
                group.append(done.result())
                chunks += len(group[-1].cut) if isinstance(group[-1], Reading) else 0
                if chunks >= _TOGETHER or time.monotonic() - since > _WAIT_S:
                    yield group
                    group, chunks, since = [], 0, time.monotonic()
        if group:
            yield group

    def _read(self, document: StoredDocument) -> Reading | _Failure:
        """Parse, cut and encode a document: all that needs no transaction."""
        try:
            parsed = self.parsers.parse(self.files.read(document.sha256), document.name)
            with self.store.read() as connection:
                base = get_base(connection, document.knowledge_base)
            cut = chunks_of(parsed, document.template or base.template)
            said = encode(self.store, base.number, self.encoders, passages_of(cut))
            made = forms_of(cut)
            return Reading(document, base.number, parsed, cut, made, sketches_of(cut, made), said)
        except Exception as error:
            return self._failure(document, error)

    def _written(self, group: Sequence[Reading | _Failure]) -> dict[str, str]:
        """Write what was read, together if that can be, and tell each document's status."""
        told = {each.document.id: self._failed(each) for each in group if isinstance(each, _Failure)}
        readings = [each for each in group if isinstance(each, Reading)]
        try:
            return told | self._filled(readings)
        except Exception as error:
            if is_of_store(error):
                raise  # not a file's fault: the job stops here and goes on when the store is well
        for reading in readings:  # one of them cannot be written: the others can
            told |= self._filled_alone(reading)
        return told

    def _filled_alone(self, reading: Reading) -> dict[str, str]:
        try:
            return self._filled([reading])
        except Exception as error:
            return {reading.document.id: self._failed(self._failure(reading.document, error))}

    def _filled(self, readings: Sequence[Reading]) -> dict[str, str]:
        """Write documents in one transaction."""
        with self.store.write() as connection:
            alive = {base: lock_base(connection, base) for base in sorted({each.base for each in readings})}
            for reading in readings:
                if alive[reading.base]:
                    keep_encoded(connection, reading.base, self.encoders, reading.said)
            there = {
                each.document.id: alive[each.base] and fill(connection, self.index, each) for each in readings
            }
        return {id: "ready" if kept else "deleted" for id, kept in there.items()}

    def _failure(self, document: StoredDocument, error: Exception) -> _Failure:
        """Why a document cannot be taken in; what is the store's fault is raised."""
        if is_of_store(error):
            raise error
        if isinstance(error, WeirError):
            return _Failure(document, error)
        log.error("document %s could not be taken in", document.id, exc_info=error)
        return _Failure(document, FAILED(name=document.name, reason=f"{type(error).__name__}: {error}"))

    def _failed(self, failure: _Failure) -> str:
        error = packed_error(failure.error)
        with self.store.write() as connection:
            there = mark(connection, failure.document.id, status="failed", progress=1.0, error=error)
        return "failed" if there else "deleted"


def is_of_store(error: Exception) -> bool:
    return isinstance(error, WeirError) and error.code.startswith("store.")
