"""Archives (zip, tar) and packed files (gzip, bzip2, xz): every member is read as a file of its own."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from weir.documents import kinds
from weir.documents.containers import unzipped
from weir.documents.encoding import decode
from weir.documents.errors import NO_TEXT
from weir.documents.packed import unpacked
from weir.documents.parsers.contract import Draft, EngineFailed, Source
from weir.documents.parsers.members import add_member

_JUNK = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", ".git/")
_TAR_ENDINGS = {"tgz": "tar", "tbz": "tar", "tbz2": "tar", "txz": "tar"}
_UTF8_FLAG = 0x800

Member = tuple[str, bytes]


class Archives:
    name = "archive"
    kinds = kinds.ARCHIVES
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        draft = Draft()
        names: list[str] = []
        for path, data in _members(source, draft):
            names.append(path)
            if not data.strip(b"\0 \t\r\n"):
                draft.warnings.append(f"{path} is empty.")
            else:
                add_member(source, draft, path, data)
        if not names:
            raise NO_TEXT(name=source.name)
        draft.metadata["members"] = names
        return draft


def _members(source: Source, draft: Draft) -> Iterator[Member]:
    """Path and content of each file, without the traces that systems leave; a damaged end is a warning."""
    make = {kinds.ZIP: _zip_members, kinds.TAR: _tar_members}.get(source.kind, _packed_member)
    started = False
    try:
        for path, data in make(source):
            started = True
            if not any(junk in f"/{path}".lower() for junk in _JUNK):
                yield path, data
    except (OSError, EOFError, ValueError, RuntimeError, tarfile.TarError, zipfile.BadZipFile) as error:
        if not started:
            raise EngineFailed(str(error)[:200]) from error
        draft.warnings.append(f"The rest of the archive was not read; it is damaged ({str(error)[:200]}).")


def _zip_members(source: Source) -> Iterator[Member]:
    """The container was checked and counted before, so its members only need to be unpacked."""
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield _zip_name(info), b"".join(unzipped(source.data, info))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The path as it was written: Chinese systems write GB 18030 where the format means CP437."""
    if info.flag_bits & _UTF8_FLAG or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    decoded = decode(raw)
    return decoded.text if decoded else info.filename


def _tar_members(source: Source) -> Iterator[Member]:
    data = source.data
    if not tarfile.is_tarfile(io.BytesIO(data)) or data[:2] in (b"\x1f\x8b", b"BZ", b"\xfd7"):
        data = b"".join(_counted(source, _packing(data)))
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for info in archive:
            source.expansion.count_members(1)
            file = archive.extractfile(info) if info.isfile() and not info.issparse() else None
            if file:
                content = file.read()
                source.expansion.count(len(content))
                yield info.name, content


def _packed_member(source: Source) -> Iterator[Member]:
    data = b"".join(_counted(source, source.kind.name))
    source.expansion.count_members(1)
    yield _inner_name(source.name), data


def _counted(source: Source, packing: str) -> Iterator[bytes]:
    for piece in unpacked(source.data, packing):
        source.expansion.count(len(piece))
        yield piece


def _packing(data: bytes) -> str:
    return {b"\x1f\x8b": "gzip", b"BZ": "bzip2"}.get(data[:2], "xz")


def _inner_name(name: str) -> str:
    """``notes.txt.gz`` holds ``notes.txt``."""
    path = PurePosixPath(name)
    ending = path.suffix.lstrip(".").lower()
    if ending in _TAR_ENDINGS:
        return f"{path.stem}.{_TAR_ENDINGS[ending]}"
    return path.stem if ending in ("gz", "bz2", "xz") else name
