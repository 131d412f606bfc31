"""Restoring: everything is verified in a folder beside the home before the home exists."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import create_engine

from weir.core.backup import rows
from weir.core.backup.faults import DAMAGED, HOME_IN_USE, PASSPHRASE
from weir.core.backup.members import JOBS, MANIFEST, SECRETS, STORE, unpack
from weir.core.backup.sealing import unseal_keys
from weir.core.jobs import Jobs
from weir.core.store import Store

_DATABASE = "weir.db"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. `rebuild` names tables of an index that this database keeps in another way: where
    there are any, the indexes must be rebuilt."""

    home: Path
    url: str
    created_at: int
    files: int
    with_secrets: bool
    rebuild: tuple[str, ...]


def restore(
    archive: Path,
    home: Path,
    *,
    passphrase: str | None = None,
    without_secrets: bool = False,
    url: str | None = None,
) -> Restored:
    """Make `home`, which must not exist or be empty, from a backup; the home appears whole or not at all.

    The store becomes ``home/weir.db``, or fills the empty database at `url`; a backup of SQLite may go
    into PostgreSQL and the other way round. Every digest is checked first. Raises ``backup.*``, and
    ``store.newer`` for a backup of a later Weir.
    """
    _check_free(home)
    with _staging(home) as folder:
        manifest = unpack(archive, folder)
        has_secrets = (folder / SECRETS).exists() and not without_secrets
        if has_secrets:
            if passphrase is None:
                raise PASSPHRASE(reason="no passphrase was given")
            unseal_keys((folder / SECRETS).read_bytes(), passphrase, folder)
        rebuild = _restore_store(folder, str(manifest["revision"]), url)
        _restore_jobs(folder, url)
        _clear(folder)
        files = sum(1 for _ in folder.glob("files/??/*"))
        _check_free(home)
        os.replace(folder, home)
    shown = url or f"sqlite:///{home.absolute() / _DATABASE}"
    return Restored(home, shown, int(manifest["created_at"]), files, has_secrets, tuple(rebuild))


def _check_free(home: Path) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise HOME_IN_USE(path=str(home))


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """A private folder on the same file system; it is gone afterwards unless it became the home."""
    home.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=home.parent, prefix=f".{home.name}.restoring-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _restore_store(folder: Path, revision: str, url: str | None) -> list[str]:
    copy = folder / STORE
    if copy.exists():
        _check_sqlite(copy)
        if url is None:
            copy.rename(folder / _DATABASE)
            Store.open(_in(folder)).close()  # migrates an older backup, refuses a later one
            return []
    store = Store.open(url or _in(folder))
    try:
        with _source(folder) as source:
            return rows.fill(store, revision, source)
    finally:
        store.close()


def _check_sqlite(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        try:
            healthy = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        except sqlite3.DatabaseError:
            healthy = False
    if not healthy:
        raise DAMAGED(member=STORE)


@contextmanager
def _source(folder: Path) -> Iterator[Mapping[str, Iterable[Mapping[str, Any]]]]:
    """The rows of the backup by table, from JSON lines or from the SQLite file."""
    copy = folder / STORE
    if not copy.exists():
        yield {path.stem: rows.load_lines(path) for path in (folder / "store").glob("*.jsonl")}
        return
    engine = create_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            yield {table.name: rows.rows_of(connection, table) for table in rows.tables_of(connection)}
    finally:
        engine.dispose()


def _restore_jobs(folder: Path, url: str | None) -> None:
    """Fill the ledger of jobs. What was unfinished waits in the queue and starts anew: what its steps
    had done is not in a backup, and steps bear to be repeated."""
    lines = (folder / JOBS).read_bytes().splitlines()
    if not lines:
        return
    jobs = Jobs(url or _in(folder))
    try:
        jobs.load(orjson.loads(line) for line in lines)
    finally:
        jobs.close()


def _clear(folder: Path) -> None:
    """Remove what served the restoring only."""
    for name in (MANIFEST, STORE, JOBS, SECRETS):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "store", ignore_errors=True)


def _in(folder: Path) -> str:
    return f"sqlite:///{folder.absolute() / _DATABASE}"
