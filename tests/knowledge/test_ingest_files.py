"""Files kept by content, and folders that a base follows."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.core.errors import WeirError
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge
from weir.knowledge.files import Files
from weir.knowledge.folder import files_under


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def knowledge(store: Store, home: Path) -> Iterator[Knowledge]:
    with Parsers(workers=2) as parsers:
        yield Knowledge(store, home, parsers)


@given(data=st.binary(max_size=100))
def test_what_was_put_is_read_back_by_its_content(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    files = Files(tmp_path_factory.getbasetemp() / "files")
    assert files.put(data) == sha256(data).hexdigest()
    assert files.read(sha256(data).hexdigest()) == data


def test_the_same_bytes_are_kept_once(files: Files) -> None:
    assert files.put(b"x") == files.put(b"x")
    assert len([path for path in files.folder.glob("*/*") if path.is_file()]) == 1


def test_a_full_disk_is_said_and_leaves_nothing(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("weir.knowledge.files.os.fsync", full)
    with pytest.raises(WeirError, match=r"knowledge\.disk_full"):
        files.put(b"x" * 1000)
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []


def test_a_file_that_was_changed_or_lost_is_not_served(files: Files) -> None:
    digest = files.put(b"true")
    files.path(digest).write_bytes(b"fake")
    with pytest.raises(WeirError, match=r"knowledge\.file_lost"):
        files.read(digest)
    files.path(digest).unlink()
    with pytest.raises(WeirError, match=r"knowledge\.file_lost"):
        files.read(digest)


def test_a_damaged_file_is_made_good_by_uploading_it_again(files: Files) -> None:
    digest = files.put(b"true")
    files.path(digest).write_bytes(b"tr")
    assert files.put(b"true") == digest
    assert files.read(digest) == b"true"


def test_only_old_files_that_nobody_wants_are_collected(files: Files) -> None:
    wanted, orphan, young = files.put(b"wanted"), files.put(b"orphan"), files.put(b"young")
    long_ago = time.time() - 86_400
    for digest in (wanted, orphan):
        os.utime(files.path(digest), (long_ago, long_ago))
    assert files.collect({wanted}) == 1
    assert files.read(wanted)
    assert files.read(young)
    assert not files.path(orphan).exists()


def test_hidden_files_are_skipped_and_links_are_followed_once(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", ".hidden.md", ".git/c.md", "sub/d.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [path.name for path in files_under([tmp_path])] == ["a.md", "b.md", "d.md"]
    assert [path.name for path in files_under([tmp_path / ".hidden.md"])] == [".hidden.md"]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WeirError, match=r"knowledge\.path_absent"):
        list(files_under([tmp_path / "absent"]))


def test_a_base_follows_its_folder(knowledge: Knowledge, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text("# 年假\n\n五天。")
    (folder / "copy.md").write_text("# 年假\n\n五天。")
    (folder / "b.md").write_text("# 病假\n\n十天。")
    (folder / "empty.md").write_bytes(b"")
    base = knowledge.create("docs", "pr_1").id

    first = knowledge.follow(base, [folder])
    assert sorted(document.name for document in first.added) == ["a.md", "b.md"]
    assert [(name, error.code) for name, error in first.failed] == [("empty.md", "document.empty")]

    again = knowledge.follow(base, [folder])
    assert (again.added, again.removed, len(again.unchanged)) == ((), (), 2)
    assert [name for name, _ in again.failed] == ["empty.md"]

    (folder / "b.md").write_text("# 病假\n\n十二天。")
    changed = knowledge.follow(base, [folder])
    assert [document.name for document in changed.added] == ["b.md"]
    assert [document.name for document in changed.removed] == ["b.md"]
    found = [evidence.text for evidence in knowledge.retrieve("病假几天", [base])]
    assert found[0] == "十二天。"
    assert "十天。" not in found
    assert knowledge.verify(base).clean
