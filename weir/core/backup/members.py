"""The archive: a tar file of known members, the last of them the manifest with every digest."""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from weir.core.backup.faults import DAMAGED, HOSTILE, NOT_AN_ARCHIVE

FORMAT = "weir-backup/1"
MANIFEST = "manifest.json"
STORE = "store.sqlite"
JOBS = "jobs.jsonl"
SECRETS = "secrets.sealed"
CONFIG = "weir.yaml"

_KNOWN = re.compile(
    rf"{MANIFEST}|{STORE}|{JOBS}|{SECRETS}|{CONFIG}|store/[a-z][a-z0-9_]{{0,62}}\.jsonl"
    r"|files/[0-9a-f]{2}/[0-9a-f]{62}"
)
_BLOCK = 1 << 20


class Writer:
    """Adds members to a tar file and remembers their digests."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self._digests: dict[str, dict[str, Any]] = {}

    def add_file(self, name: str, path: Path) -> str:
        """Add a file as it is now; its SHA-256."""
        with path.open("rb") as source:
            return self._add(name, source, path.stat().st_size)

    def add_bytes(self, name: str, data: bytes) -> str:
        return self._add(name, io.BytesIO(data), len(data))

    def finish(self, facts: dict[str, Any]) -> None:
        """Write the manifest and close."""
        manifest = {"format": FORMAT, **facts, "members": self._digests}
        self._add(MANIFEST, io.BytesIO(data := orjson.dumps(manifest, option=orjson.OPT_INDENT_2)), len(data))
        self._tar.close()

    def _add(self, name: str, source: IO[bytes], size: int) -> str:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        hashing = _Hashing(source)
        self._tar.addfile(entry, hashing)
        digest = hashing.sha256.hexdigest()
        self._digests[name] = {"size": size, "sha256": digest}
        return digest


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Write every member into `folder` and return the manifest, once all digests agree.

    Names are compared with those a backup may have and files are written by us, so that nothing lands
    outside the folder; links, devices, sparse files and second members of one name are refused.
    """
    digests: dict[str, dict[str, Any]] = {}
    try:
        for name, source, size in _members(archive):
            if name in digests:
                raise HOSTILE(member=f"{name} twice")
            digests[name] = {"size": size, "sha256": _write(source, folder / name)}
    except (tarfile.TarError, EOFError, OSError) as error:
        raise NOT_AN_ARCHIVE(path=str(archive), reason=str(error) or type(error).__name__) from None
    if MANIFEST not in digests:
        raise NOT_AN_ARCHIVE(path=str(archive), reason="it has no manifest, so it was cut off")
    return _checked(archive, (folder / MANIFEST).read_bytes(), digests)


def _members(archive: Path) -> Iterator[tuple[str, IO[bytes], int]]:
    with tarfile.open(archive, "r:") as tar:
        for entry in tar:
            if not entry.isreg() or entry.issparse() or not _KNOWN.fullmatch(entry.name):
                raise HOSTILE(member=ascii(entry.name))
            source = tar.extractfile(entry)
            assert source is not None  # it is a regular file
            yield entry.name, source, entry.size


def _write(source: IO[bytes], path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    with path.open("xb") as target:
        path.chmod(0o600)
        while block := source.read(_BLOCK):
            sha256.update(block)
            target.write(block)
    return sha256.hexdigest()


def _checked(archive: Path, text: bytes, digests: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The manifest, if it is one of ours and speaks of exactly these members."""
    try:
        manifest = orjson.loads(text)
        listed: dict[str, dict[str, Any]] = manifest["members"]
        format = manifest["format"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise DAMAGED(member=MANIFEST) from None
    if format != FORMAT or not isinstance(listed, dict):
        raise NOT_AN_ARCHIVE(path=str(archive), reason=f"its format is {format!r}")
    found = {name: digest for name, digest in digests.items() if name != MANIFEST}
    for name in sorted(found.keys() | listed.keys()):
        if found.get(name) != listed.get(name):
            raise DAMAGED(member=name)
        if name.startswith("files/") and name[6:].replace("/", "") != found[name]["sha256"]:
            raise DAMAGED(member=name)
    assert isinstance(manifest, dict)
    return manifest


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.sha256.update(block)
        return block
