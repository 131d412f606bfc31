"""Taking documents in: nothing lost, nothing twice, nothing half, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from weir.core.errors import WeirError
from weir.core.jobs import Jobs
from weir.core.store import Store
from weir.documents import Document, Limits, Parsers
from weir.knowledge import Knowledge

WORKER = Path(__file__).with_name("ingest_worker.py")


@pytest.fixture
def parsers() -> Iterator[Parsers]:
    with Parsers(workers=2) as opened:
        yield opened


@pytest.fixture
def knowledge(store: Store, home: Path, parsers: Parsers) -> Knowledge:
    return Knowledge(store, home, parsers)


def test_a_document_is_ready_with_all_that_was_read(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    data = "# 员工手册\n\n年假有五天。\n".encode()
    document = knowledge.add_document(base, "folder/手册.md", data)
    assert (document.status, document.name, document.size) == ("queued", "手册.md", len(data))
    document = knowledge.ingest(document.id)
    assert (document.status, document.progress, document.chunks) == ("ready", 1.0, 1)
    assert (document.title, document.language, document.error) == ("员工手册", "zh", None)
    assert [element["kind"] for element in knowledge.elements(document.id)] == ["heading", "paragraph"]
    assert knowledge.original(document.id) == data
    assert knowledge.get(base).documents == knowledge.get(base).chunks == 1


def test_the_same_bytes_are_one_document(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    first = knowledge.ingest(knowledge.add_document(base, "a.md", b"# one").id)
    again = knowledge.add_document(base, "b.md", b"# one")
    assert (again.id, again.status, again.name) == (first.id, "ready", "a.md")


def test_a_failed_file_keeps_its_reason_in_both_languages(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    document = knowledge.ingest(knowledge.add_document(base, "空.md", b"").id)
    assert document.status == "failed"
    assert document.error is not None
    assert document.error.code == "document.empty"
    assert "空.md" in document.error.text("zh")
    assert document.error.remedy("en")


def test_a_failed_file_can_be_tried_again(knowledge: Knowledge, store: Store, home: Path) -> None:
    base = knowledge.create("a", "pr_1").id
    with Parsers(workers=1, limits=Limits(max_bytes=3)) as strict:
        narrow = Knowledge(store, home, strict)
        document = narrow.ingest(narrow.add_document(base, "a.md", b"# one").id)
    assert document.status == "failed"
    assert knowledge.retry(document.id).status == "queued"
    assert knowledge.ingest(document.id).status == "ready"


def test_a_job_takes_in_what_it_can(knowledge: Knowledge, store_url: str) -> None:
    base = knowledge.create("a", "pr_1").id
    files = {"a.md": b"# one\n\nfive days", "empty.md": b"", "b.txt": "年假".encode()}
    ids = [knowledge.add_document(base, name, data).id for name, data in files.items()]
    jobs = Jobs(store_url)
    knowledge.register(jobs)
    jobs.launch()
    try:
        job = jobs.wait(knowledge.start_ingest(jobs, ids, "pr_1").id, 60)
    finally:
        jobs.close()
    assert (job.status, job.done, job.total) == ("done", 3, 3)
    assert [document.status for document in knowledge.documents(base)] == ["ready", "failed", "ready"]
    assert knowledge.unfinished() == []


class _DeletedMeanwhile(Parsers):
    """Parsers during whose work somebody deletes the document."""

    delete = staticmethod(lambda: None)

    def parse(self, data: bytes | Path, name: str, limits: Limits | None = None) -> Document:
        parsed = super().parse(data, name, limits)
        self.delete()
        return parsed


def test_a_document_deleted_while_it_is_read_stays_deleted(store: Store, home: Path) -> None:
    with _DeletedMeanwhile(workers=1) as parsers:
        knowledge = Knowledge(store, home, parsers)
        base = knowledge.create("a", "pr_1").id
        document = knowledge.add_document(base, "a.md", "年假五天".encode())
        parsers.delete = lambda: knowledge.delete_document(document.id)
        with pytest.raises(WeirError, match=r"auth\.not_found"):
            knowledge.ingest(document.id)
    assert knowledge.documents(base) == []
    assert knowledge.retrieve("年假", [base]) == []
    assert knowledge.verify(base).clean


def test_a_deleted_document_is_never_found_again(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    document = knowledge.ingest(knowledge.add_document(base, "a.md", "年假五天".encode()).id)
    knowledge.delete_document(document.id)
    assert knowledge.retrieve("年假", [base]) == []
    assert knowledge.verify(base).clean
    for ask in (knowledge.document, knowledge.elements, knowledge.original, knowledge.delete_document):
        with pytest.raises(WeirError, match=r"auth\.not_found"):
            ask(document.id)


def test_taking_in_twice_has_the_effect_of_once(knowledge: Knowledge, store: Store) -> None:
    base = knowledge.create("a", "pr_1").id
    document = knowledge.ingest(knowledge.add_document(base, "a.md", "年假五天".encode()).id)
    before = knowledge.retrieve("年假", [base])
    with store.write() as connection:  # as if the server had died before it wrote the word "ready"
        connection.exec_driver_sql("UPDATE knowledge_documents SET status = 'parsing'")
    knowledge.ingest(document.id)
    assert knowledge.retrieve("年假", [base]) == before
    assert knowledge.verify(base).clean


@pytest.mark.slow
def test_kill_at_any_moment_loses_and_doubles_nothing(
    store_url: str, home: Path, store: Store, parsers: Parsers
) -> None:
    knowledge = Knowledge(store, home, parsers)
    base = knowledge.create("a", "pr_1").id
    acknowledged: set[str] = set()
    for kill in range(6):
        arguments = [sys.executable, str(WORKER), store_url, str(home), base, str(len(acknowledged))]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            acknowledged.add(worker.stdout.readline().strip())
            time.sleep(0.03 + 0.05 * kill)
            os.kill(worker.pid, signal.SIGKILL)
            acknowledged |= {line.strip() for line in worker.stdout if line.endswith("\n")}
        assert knowledge.verify(base).clean
        ready = {document.id for document in knowledge.documents(base) if document.status == "ready"}
        assert acknowledged <= ready
    for id in knowledge.unfinished():
        assert knowledge.ingest(id).status == "ready"
    documents = knowledge.documents(base)
    assert len({document.sha256 for document in documents}) == len(documents) >= 6
    assert knowledge.verify(base).chunks == sum(document.chunks for document in documents)
    assert knowledge.verify(base).clean
