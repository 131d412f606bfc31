"""Archives that are broken or hostile: refused with nothing left behind."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.core.backup import backup, restore
from weir.core.errors import WeirError
from weir.core.store import Store


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A backup of an almost empty SQLite home, for tests that need no more."""
    home = tmp_path / "small"
    store = Store.open(f"sqlite:///{home / 'weir.db'}")
    digest = hashlib.sha256(b"one").hexdigest()
    (home / "files" / digest[:2]).mkdir(parents=True)
    (home / "files" / digest[:2] / digest[2:]).write_bytes(b"one")
    backup(home, store, tmp_path / "small.tar")
    store.close()
    return tmp_path / "small.tar"


def refused(archive: Path, tmp_path: Path) -> str:
    """The code with which an archive is refused; nothing may be left of the try."""
    folder = tmp_path / "target"
    folder.mkdir(exist_ok=True)
    with pytest.raises(WeirError) as caught:
        restore(archive, folder / "home")
    assert list(folder.iterdir()) == []
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.code


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_archive_is_refused(small: Path, tmp_path: Path, share: float) -> None:
    with tarfile.open(small) as tar:
        content = tar.getmembers()[-1].offset_data  # what follows is the manifest and padding
    data = small.read_bytes()
    small.write_bytes(data[: int(content * share)])
    assert refused(small, tmp_path) == "backup.not_an_archive"


def test_no_changed_byte_of_any_member_passes(small: Path, tmp_path: Path) -> None:
    data = small.read_bytes()
    with tarfile.open(small) as tar:
        places = [entry.offset_data + entry.size // 2 for entry in tar if entry.size]
    for place in places:
        small.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert refused(small, tmp_path) in ("backup.damaged", "backup.not_an_archive")


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "files/../../evil",
        "weir.db",
        "secret.key",
        "store/../evil.jsonl",
        "files/ab/x",
        "a" * 200,
    ],
)
def test_a_member_that_no_backup_has_is_hostile(small: Path, tmp_path: Path, name: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = 4
    with tarfile.open(small, "a") as tar:
        tar.addfile(entry, io.BytesIO(b"evil"))
    assert refused(small, tmp_path) == "backup.hostile"
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_a_link_device_or_folder_is_hostile(small: Path, tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("store/evil.jsonl")
    entry.type, entry.linkname = kind, "/etc/passwd"
    with tarfile.open(small, "a") as tar:
        tar.addfile(entry)
    assert refused(small, tmp_path) == "backup.hostile"


def test_a_second_member_of_one_name_is_hostile(small: Path, tmp_path: Path) -> None:
    with tarfile.open(small, "a") as tar:
        tar.addfile(tarfile.TarInfo("jobs.jsonl"), io.BytesIO(b""))
    assert refused(small, tmp_path) == "backup.hostile"


def test_a_member_that_the_manifest_does_not_name_is_refused(small: Path, tmp_path: Path) -> None:
    with tarfile.open(small, "a") as tar:
        tar.addfile(tarfile.TarInfo("weir.yaml"), io.BytesIO(b""))
    assert refused(small, tmp_path) == "backup.damaged"


def test_a_file_under_a_name_that_is_not_its_digest_is_refused(small: Path, tmp_path: Path) -> None:
    def forge(members: dict[str, bytes]) -> None:
        members[f"files/ab/{'0' * 62}"] = b"other bytes"

    rewrite(small, forge)
    assert refused(small, tmp_path) == "backup.damaged"


def test_a_store_that_is_no_database_is_refused(small: Path, tmp_path: Path) -> None:
    def forge(members: dict[str, bytes]) -> None:
        members["store.sqlite"] = b"SQLite format 3\x00" + b"garbage" * 1000

    rewrite(small, forge)
    assert refused(small, tmp_path) == "backup.damaged"


def test_a_backup_of_a_later_weir_is_refused(small: Path, tmp_path: Path) -> None:
    def forge(members: dict[str, bytes]) -> None:
        path = tmp_path / "later.sqlite"
        path.write_bytes(members["store.sqlite"])
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
        members["store.sqlite"] = path.read_bytes()

    rewrite(small, forge)
    assert refused(small, tmp_path) == "store.newer"


def rewrite(archive: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change an archive as somebody would who also rewrites the manifest."""
    with tarfile.open(archive) as tar:
        members = {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]
    manifest = json.loads(members.pop("manifest.json"))
    change(members)
    manifest["members"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
    }
    members["manifest.json"] = orjson.dumps(manifest)
    with tarfile.open(archive, "w") as tar:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=4096))
def test_no_made_up_file_is_restored(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "archive").write_bytes(data)
    with pytest.raises(WeirError, match="backup"):
        restore(folder / "archive", folder / "home")
    assert [path.name for path in folder.iterdir()] == ["archive"]
