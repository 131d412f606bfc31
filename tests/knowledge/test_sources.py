"""Sources: what is new, changed or gone at the origin is so in the base, and nothing is lost on the way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from weir.core.errors import WeirError
from weir.core.secrets import Secrets
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import ItemStatus, Knowledge, Permission, Sources, SourceStatus, staleness

ANYWHERE = Permission(anything=True)
LARGEST = 200_000


@pytest.fixture
def knowledge(store: Store, home: Path) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers)


@pytest.fixture
def sources(store: Store, home: Path, knowledge: Knowledge) -> Sources:
    return Sources(store, Secrets.open(home), knowledge, ANYWHERE, LARGEST)


@pytest.fixture
def base(knowledge: Knowledge) -> str:
    return knowledge.create("制度", "pr_1").id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    (made / "leave.md").write_text("# Leave\n\nEvery employee has 25 days of annual leave.")
    (made / "travel.md").write_text("# 差旅\n\n出差住宿标准为每晚 450 元。")
    return made


@pytest.fixture
def places(folder: Path) -> Iterator[str]:
    """The web site and the bucket over `folder`."""
    program = str(Path(__file__).with_name("places.py"))
    with subprocess.Popen(
        [sys.executable, program, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


def names(knowledge: Knowledge, base: str) -> set[str]:
    return {document.name for document in knowledge.documents(base) if document.status == "ready"}


def make(sources: Sources, base: str, spec: dict[str, Any], **given: Any) -> str:
    return sources.add(base, "papers", spec, "pr_1", trusted=True, **given).id


def test_a_folder_is_followed_file_by_file(
    sources: Sources, knowledge: Knowledge, base: str, folder: Path
) -> None:
    id = make(sources, base, {"kind": "folder", "path": str(folder), "exclude": ["*.tmp"]})
    (folder / "x.tmp").write_text("not this one")
    assert sources.refresh(id).added == 2
    assert sources.refresh(id).unchanged == 2
    (folder / "leave.md").write_text("# Leave\n\nEvery employee has 30 days of annual leave.")
    (folder / "travel.md").unlink()
    (folder / "new.md").write_text("# Laptops\n\nThe IT desk orders laptops.")
    done = sources.refresh(id)
    assert (done.added, done.changed, done.removed) == (1, 1, 1)
    assert names(knowledge, base) == {"leave.md", "new.md"}
    assert "30 days" in knowledge.retrieve("annual leave days", [base])[0].text
    assert {item.key: item.revision for item in sources.items(id)} == {"leave.md": 2, "new.md": 1}
    assert sources.get(id).status is SourceStatus.READY


def test_a_newer_version_that_cannot_be_read_leaves_the_older_one(
    sources: Sources, knowledge: Knowledge, base: str, folder: Path
) -> None:
    id = make(sources, base, {"kind": "folder", "path": str(folder)})
    sources.refresh(id)
    (folder / "leave.md").write_bytes(b"%PDF-1.7 broken")
    assert sources.refresh(id).failed == 1
    failed = next(item for item in sources.items(id) if item.key == "leave.md")
    assert failed.status is ItemStatus.FAILED
    assert failed.error is not None
    assert "25 days" in knowledge.retrieve("annual leave days", [base])[0].text
    (folder / "leave.md").write_text("# Leave\n\nEvery employee has 30 days of annual leave.")
    assert sources.refresh(id).changed == 1


def test_a_source_that_vanishes_takes_nothing_with_it(
    sources: Sources, knowledge: Knowledge, base: str, folder: Path
) -> None:
    id = make(sources, base, {"kind": "folder", "path": str(folder)})
    sources.refresh(id)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(WeirError, match=r"source\.unreachable"):
        sources.refresh(id)
    source = sources.get(id)
    assert (source.status, source.error and source.error.code) == (SourceStatus.FAILED, "source.unreachable")
    assert names(knowledge, base) == {"leave.md", "travel.md"}


def test_when_most_is_gone_a_person_is_asked_first(
    sources: Sources, knowledge: Knowledge, base: str, folder: Path
) -> None:
    for number in range(12):
        (folder / f"{number}.txt").write_text(f"Paper number {number} about the matter {number}.")
    id = make(sources, base, {"kind": "folder", "path": str(folder)})
    assert sources.refresh(id).added == 14
    for file in folder.glob("*.txt"):
        file.unlink()
    assert sources.refresh(id).held == 12
    assert sources.get(id).status is SourceStatus.HELD
    assert len(names(knowledge, base)) == 14
    assert sources.refresh(id, remove=True).removed == 12
    assert names(knowledge, base) == {"leave.md", "travel.md"}


def test_what_somebody_else_uploaded_stays_when_its_copy_goes(
    sources: Sources, knowledge: Knowledge, base: str, folder: Path
) -> None:
    data = (folder / "leave.md").read_bytes()
    mine = knowledge.ingest(knowledge.add_document(base, "mine.md", data).id)
    id = make(sources, base, {"kind": "folder", "path": str(folder)})
    sources.refresh(id)
    (folder / "leave.md").unlink()
    sources.refresh(id)
    assert knowledge.document(mine.id).status == "ready"


def test_a_document_that_was_deleted_by_hand_comes_back(
    sources: Sources, knowledge: Knowledge, base: str, folder: Path
) -> None:
    id = make(sources, base, {"kind": "folder", "path": str(folder)})
    sources.refresh(id)
    knowledge.delete_document(knowledge.documents(base)[0].id)
    assert sources.refresh(id).changed == 1
    assert names(knowledge, base) == {"leave.md", "travel.md"}


def test_pages_are_asked_for_again_only_when_they_changed(
    sources: Sources, knowledge: Knowledge, base: str, folder: Path, places: str
) -> None:
    urls = [f"{places}/site/leave.md", f"{places}/moved/travel.md"]
    id = make(sources, base, {"kind": "urls", "urls": urls})
    assert sources.refresh(id).added == 2
    assert sources.refresh(id).unchanged == 2
    log = (folder.parent / "requests.log").read_text().splitlines()
    assert log[-3:] == ["GET /site/leave.md 304", "GET /moved/travel.md 302", "GET /site/travel.md 304"]
    assert names(knowledge, base) == {"leave.md", "travel.md"}


def test_a_dead_link_is_reported_and_its_last_text_stays(
    sources: Sources, knowledge: Knowledge, base: str, store: Store, folder: Path, places: str
) -> None:
    id = make(sources, base, {"kind": "urls", "urls": [f"{places}/site/leave.md", f"{places}/busy"]})
    assert sources.refresh(id).failed == 1
    (folder / "leave.md").unlink()
    assert sources.refresh(id).failed == 2
    found = knowledge.get(base)
    report = staleness(store, base, found.number, days=90)
    assert [item.key for item in report.dead] == [f"{places}/site/leave.md"]
    assert [item.key for item in report.unfetched] == [f"{places}/busy"]
    assert names(knowledge, base) == {"leave.md"}


@pytest.mark.parametrize(("path", "code"), [
    ("away", "source.not_allowed"), ("loop", "source.unreachable"), ("endless", "source.too_large"),
])  # fmt: skip
def test_a_page_that_leads_elsewhere_or_never_ends_is_refused(
    store: Store, home: Path, knowledge: Knowledge, base: str, places: str, path: str, code: str
) -> None:
    here = Sources(store, Secrets.open(home), knowledge, Permission(hosts=["127.0.0.1"]), LARGEST)
    id = here.add(base, "page", {"kind": "urls", "urls": [f"{places}/{path}"]}, "pr_1").id
    assert here.refresh(id).failed == 1
    error = here.items(id)[0].error
    assert error is not None
    assert error.code == code


def test_a_bucket_is_read_page_by_page_with_its_key(
    sources: Sources, knowledge: Knowledge, base: str, store: Store, folder: Path, places: str
) -> None:
    spec = {
        "kind": "s3",
        "endpoint": places,
        "bucket": "docs",
        "access_key": "reader",
        "secret_key": "s3cret",
    }
    id = make(sources, base, spec)
    assert sources.refresh(id).added == 2
    (folder / "leave.md").write_text("# Leave\n\nEvery employee has 30 days of annual leave.")
    done = sources.refresh(id)
    assert (done.changed, done.unchanged) == (1, 1)
    assert "s3cret" not in str(sources.get(id))
    with store.read() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM knowledge_sources").all())
    assert "s3cret" not in rows


def test_a_bucket_that_refuses_the_key_says_so(sources: Sources, base: str, places: str) -> None:
    id = make(sources, base, {"kind": "s3", "endpoint": places, "bucket": "docs"})
    with pytest.raises(WeirError, match=r"source\.unreachable"):
        sources.refresh(id)


def test_rows_become_documents_and_cannot_be_written(
    sources: Sources, knowledge: Knowledge, base: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as shop:
        shop.execute("CREATE TABLE wares (id INTEGER, title TEXT, price INTEGER)")
        shop.execute("INSERT INTO wares VALUES (1, 'Lamp', 45), (2, '台灯', 300)")
    spec = {
        "kind": "sql",
        "url": f"sqlite:///{file}",
        "query": "SELECT * FROM wares",
        "key": "id",
        "title": "title",
    }
    id = make(sources, base, spec)
    assert sources.refresh(id).added == 2
    assert names(knowledge, base) == {"Lamp.md", "台灯.md"}
    assert "45" in knowledge.retrieve("price of the Lamp", [base])[0].text
    bad = make(sources, base, {**spec, "query": "WITH x AS (SELECT 1) DELETE FROM wares"})
    with pytest.raises(WeirError, match=r"source\.unreachable"):
        sources.refresh(bad)
    with sqlite3.connect(file) as shop:
        assert shop.execute("SELECT count(*) FROM wares").fetchone() == (2,)


def test_a_repository_is_read_without_being_checked_out(
    sources: Sources, knowledge: Knowledge, base: str, tmp_path: Path
) -> None:
    repository = tmp_path / "repository"

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=repository, check=True, capture_output=True)

    (repository / "docs").mkdir(parents=True)
    git("init", "-b", "main")
    (repository / "docs" / "手册.md").write_text("# 报销\n\n报销单须在 10 个工作日内提交。")
    (repository / "code.py").write_text("print('not wanted')")
    git("add", ".")
    git("commit", "-m", "one")
    id = make(sources, base, {"kind": "git", "url": str(repository), "folder": "docs", "include": ["*.md"]})
    assert sources.refresh(id).added == 1
    assert sources.refresh(id).unchanged == 1
    (repository / "docs" / "手册.md").write_text("# 报销\n\n报销单须在 5 个工作日内提交。")
    git("commit", "-am", "two")
    assert sources.refresh(id).changed == 1
    assert "5 个工作日" in knowledge.retrieve("报销单几个工作日内提交", [base])[0].text


@pytest.mark.parametrize("url", ["--upload-pack=touch /tmp/x", "ext::sh -c date", "-x", "http://a b"])
def test_an_address_that_is_an_option_or_a_command_is_no_repository(
    sources: Sources, base: str, url: str
) -> None:
    with pytest.raises(WeirError, match=r"source\.invalid"):
        make(sources, base, {"kind": "git", "url": url})


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "folder", "path": "/etc"},
        {"kind": "urls", "urls": ["http://169.254.169.254/latest"]},
        {"kind": "git", "url": "/srv/repository"},
        {"kind": "git", "url": "git@code.example.com:team/docs"},
        {"kind": "sql", "url": "sqlite:////etc/passwd", "query": "SELECT 1", "key": "x"},
        {"kind": "sql", "url": "postgresql://db.example.com/x", "query": "SELECT 1", "key": "x"},
        {"kind": "sql", "url": "postgresql:///weir", "query": "SELECT 1", "key": "x"},
        {"kind": "sql", "url": "postgresql:///x?host=db.example.com", "query": "SELECT 1", "key": "x"},
        {
            "kind": "sql",
            "url": "postgresql://a.example.org/x?hostaddr=10.0.0.1",
            "query": "SELECT 1",
            "key": "x",
        },
        {"kind": "sql", "url": "postgresql://a.example.org/x?service=other", "query": "SELECT 1", "key": "x"},
        {"kind": "s3", "endpoint": "http://metadata.internal", "bucket": "b"},
    ],
)
def test_over_http_a_source_reaches_only_what_the_settings_name(
    store: Store, home: Path, knowledge: Knowledge, base: str, tmp_path: Path, spec: dict[str, Any]
) -> None:
    allowed = Permission(hosts=["*.example.org"], folders=[tmp_path])
    closed = Sources(store, Secrets.open(home), knowledge, allowed, LARGEST)
    with pytest.raises(WeirError, match=r"source\.not_allowed"):
        closed.add(base, "x", spec, "pr_1")
    assert closed.list(base) == []


def test_a_link_out_of_an_allowed_folder_is_not_allowed(tmp_path: Path) -> None:
    root, secret = tmp_path / "root", tmp_path / "secret"
    root.mkdir()
    secret.mkdir()
    (root / "way").symlink_to(secret)
    from weir.knowledge.sources.spec import FolderSpec

    permission = Permission(folders=[root])
    permission.check(FolderSpec(path=root))
    with pytest.raises(WeirError, match=r"source\.not_allowed"):
        permission.check(FolderSpec(path=root / "way"))


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "nothing"},
        {"kind": "folder"},
        {"kind": "urls", "urls": []},
        {"kind": "urls", "urls": ["file:///etc/passwd"]},
        {"kind": "sql", "url": "sqlite://", "query": "DROP TABLE x", "key": "id"},
        {"kind": "sql", "url": "mysql://db/x", "query": "SELECT 1", "key": "id"},
        {"kind": "sql", "url": "not an address", "query": "SELECT 1", "key": "id"},
        {"kind": "git", "url": "file://host/repository"},
        {"kind": "folder", "path": "/srv", "unknown": 1},
    ],
)
def test_a_source_that_is_not_well_written_says_where(
    sources: Sources, base: str, spec: dict[str, Any]
) -> None:
    with pytest.raises(WeirError, match=r"source\.invalid"):
        make(sources, base, spec)


def test_a_removed_source_leaves_its_documents(
    sources: Sources, knowledge: Knowledge, base: str, folder: Path
) -> None:
    id = make(sources, base, {"kind": "folder", "path": str(folder)})
    sources.refresh(id)
    sources.remove(id)
    assert sources.list(base) == []
    assert names(knowledge, base) == {"leave.md", "travel.md"}
    with pytest.raises(WeirError, match=r"auth\.not_found"):
        sources.refresh(id)
