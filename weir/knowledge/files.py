"""Files kept by their content: ``<folder>/ab/cdef…`` holds the bytes whose SHA-256 is ``abcdef…``."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Collection
from hashlib import file_digest
from hashlib import sha256 as hashed
from pathlib import Path

from weir.core.errors import error_kind

DISK_FULL = error_kind(
    "knowledge.disk_full",
    507,
    en="There is no room on the disk for {size} bytes; nothing was kept.",
    zh="磁盘空间不足，无法保存 {size} 字节，未保留任何内容。",
    do_en="Free some space and upload the file again.",
    do_zh="请释放磁盘空间后重新上传。",
)
FILE_LOST = error_kind(
    "knowledge.file_lost",
    500,
    en="The file {sha256} is not in the folder of files, or was changed there.",
    zh="文件目录中找不到文件 {sha256}，或其内容已被改动。",
    do_en="Restore the folder of files from a backup, or upload the file again.",
    do_zh="请从备份恢复文件目录，或重新上传该文件。",
)

_YOUNG_S = 3600  # a file younger than this may belong to an upload that is under way
_JUST_NOW_S = 60  # time that an upload needs at most from keeping its bytes to recording them


class Files:
    """A folder of files named by their content. The same bytes are kept once, whole, and safely on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256. ``knowledge.disk_full`` leaves nothing behind."""
        digest = hashed(data).hexdigest()
        path = self.path(digest)
        try:
            if not self._renewed(path, len(data)):
                self._write(path, data)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DISK_FULL(size=len(data)) from None
            raise
        return digest

    def ensure(self, data: bytes) -> None:
        """Keep the bytes again if they went between `put` and the record that wants them."""
        if not self.path(hashed(data).hexdigest()).exists():
            self.put(data)

    def path(self, sha256: str) -> Path:
        """Where the file of this content is, or would be."""
        return self.folder / sha256[:2] / sha256[2:]

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their name; ``knowledge.file_lost`` when they are not there as kept."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise FILE_LOST(sha256=sha256) from None
        if hashed(data).hexdigest() != sha256:
            raise FILE_LOST(sha256=sha256)
        return data

    def drop(self, sha256: str) -> None:
        """Delete a file that nobody wants any more; one that was put a moment ago is left to `collect`."""
        path = self.path(sha256)
        if path.exists() and time.time() - path.stat().st_mtime > _JUST_NOW_S:
            path.unlink(missing_ok=True)

    def collect(self, wanted: Collection[str]) -> int:
        """Delete the files that nobody wants, but for those of the last hour; how many went."""
        gone = 0
        for path in self.folder.glob("??/*"):
            old = time.time() - path.stat().st_mtime > _YOUNG_S
            if old and path.parent.name + path.name not in wanted:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def _renewed(self, path: Path, size: int) -> bool:
        """Whether the file is there already; if so it counts as new, so that `collect` spares it."""
        if not path.exists() or path.stat().st_size != size:
            return False
        os.utime(path)
        return True

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync(path.parent)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file anywhere, in hexadecimal, without loading it."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Make a rename survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
