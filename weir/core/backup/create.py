"""Making a backup while servers go on writing."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import Connection

from weir.core.backup import rows
from weir.core.backup.faults import EXISTS, UNWRITABLE
from weir.core.backup.members import CONFIG, JOBS, SECRETS, STORE, Writer
from weir.core.backup.sealing import seal_keys
from weir.core.jobs import Jobs
from weir.core.store import Store, now_ms

_KEPT = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}")


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. `damaged` are kept files whose bytes no longer match their name: left out."""

    path: Path
    size: int
    files: int
    with_secrets: bool
    damaged: tuple[str, ...]


def backup(home: Path, store: Store, target: Path, *, passphrase: str | None = None) -> Backup:
    """Write one tar file with the store, the jobs, the kept files, the settings and, sealed, the secrets.

    Servers may go on: the store is a snapshot of one moment, and every file that it speaks of is in the
    archive. Without a `passphrase` the secrets stay out; a restored Weir then makes new ones, and whatever
    the old ones sealed or signed must be entered again. Models are not in it: their digests are, in the
    store. The target appears whole or not at all; ``backup.exists``, ``backup.unwritable``.
    """
    if target.exists():
        raise EXISTS(path=str(target))
    with _draft(target) as draft, tempfile.TemporaryDirectory(dir=home, prefix=".backup-") as scratch:
        with draft.open("wb") as file:
            made = _write(Writer(file), home, store, Path(scratch), passphrase)
            file.flush()
            os.fsync(file.fileno())
        size = draft.stat().st_size
    return Backup(target, size, made[0], passphrase is not None, made[1])


def _write(
    writer: Writer, home: Path, store: Store, scratch: Path, passphrase: str | None
) -> tuple[int, tuple[str, ...]]:
    # The order makes it consistent: a job recorded as done has its effects in the later snapshot of the
    # store, and a file is kept before a row speaks of it. Links hold files that are deleted meanwhile.
    pinned = scratch / "files"
    jobs = _jobs(store)
    _pin(home / "files", pinned)
    revision = _snapshot(store, scratch)
    _pin(home / "files", pinned)

    writer.add_bytes(JOBS, jobs)
    for path in sorted((scratch / "store").glob("*.jsonl")):
        writer.add_file(f"store/{path.name}", path)
    if (scratch / STORE).exists():
        writer.add_file(STORE, scratch / STORE)
    if (home / CONFIG).exists():
        writer.add_file(CONFIG, home / CONFIG)
    if passphrase is not None:
        writer.add_bytes(SECRETS, seal_keys(home, passphrase))
    files, damaged = _add_files(writer, pinned)
    writer.finish({"created_at": now_ms(), "dialect": store.dialect, "revision": revision})
    return files, damaged


def _jobs(store: Store) -> bytes:
    jobs = Jobs(store.engine.url.render_as_string(hide_password=False))
    try:
        return b"".join(orjson.dumps(row) + b"\n" for row in jobs.rows())
    finally:
        jobs.close()


def _snapshot(store: Store, scratch: Path) -> str:
    """One moment of the store as files in `scratch`; its schema revision."""
    if store.dialect == "sqlite":
        return _copy_sqlite(Path(store.engine.url.database or ""), scratch / STORE)
    (scratch / "store").mkdir()
    engine = store.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with engine.connect() as connection:
        return _dump_all(connection, scratch / "store")


def _dump_all(connection: Connection, folder: Path) -> str:
    revision = rows.revision_of(connection)
    for table in rows.tables_of(connection):
        rows.dump(connection, table, folder / f"{table.name}.jsonl")
    return revision


def _copy_sqlite(source: Path, target: Path) -> str:
    with closing(sqlite3.connect(source, timeout=30)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)  # one read transaction: writers go on in the log
        new.execute("PRAGMA journal_mode=DELETE")
        return str(new.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _pin(folder: Path, pinned: Path) -> None:
    """Give every kept file a second name, so that its bytes stay until they are in the archive."""
    for path in folder.glob("??/*"):
        name = path.relative_to(folder).as_posix()
        link = pinned / name
        if not _KEPT.fullmatch(name) or link.exists():
            continue
        link.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, link)
        except FileNotFoundError:
            continue  # deleted since it was listed
        except OSError:
            shutil.copyfile(path, link)  # a file system without links


def _add_files(writer: Writer, pinned: Path) -> tuple[int, tuple[str, ...]]:
    count, damaged = 0, []
    for path in sorted(pinned.glob("??/*")):
        name = path.relative_to(pinned).as_posix()
        if _sha256(path) != name.replace("/", ""):
            damaged.append(name.replace("/", ""))
            continue
        writer.add_file(f"files/{name}", path)
        count += 1
    return count, tuple(damaged)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A file for this account alone that takes the target's name when all went well."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UNWRITABLE(path=str(target), reason=error.strerror) from None
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        os.link(draft, target)
    except FileExistsError:
        raise EXISTS(path=str(target)) from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS):
            raise
        raise UNWRITABLE(path=str(target), reason=error.strerror) from None
    finally:
        draft.unlink(missing_ok=True)
