"""The page of the architecture is true of the code, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from pages import DOCS, ROOT

from weir.core.config import Config
from weir.gateway import Gateway

PAGES = [DOCS / "architecture.md", DOCS / "architecture.zh.md"]
_ROW = re.compile(r"^\| (\d+) \| `weir\.(\w+)` \|", re.MULTILINE)
_STAGE = re.compile(r"^\| `(\w+)` \| \S+ \| `(weir/gateway/stages/\w+\.py)` \|$", re.MULTILINE)
_PATH = re.compile(r"`([\w.-]+/[\w./-]*)`")

pytestmark = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def test_every_package_is_in_the_table_and_nothing_else(page: Path) -> None:
    packages = {path.parent.name for path in (ROOT / "weir").glob("*/__init__.py")}
    assert {room for _, room in _ROW.findall(page.read_text(encoding="utf-8"))} == packages


def test_the_floors_are_those_of_the_contract(page: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    contract = [set(layer.replace(" ", "").split("|")) for layer in layers]
    floors: dict[int, set[str]] = {}
    for floor, room in _ROW.findall(page.read_text(encoding="utf-8")):
        floors.setdefault(int(floor), set()).add(room)
    assert [floors[floor] for floor in sorted(floors, reverse=True)] == contract
    assert sorted(floors) == list(range(len(contract)))


def test_the_stages_are_those_of_the_gateway_in_their_order(page: Path, home: Path) -> None:
    gateway = Gateway.open(Config(home=home))
    try:
        way = gateway.way
        stages = [*way.gates, way.source, *way.pipes, way.record]
        names = [stage.name for stage in stages]
        files = [Path(*type(stage).__module__.split(".")).as_posix() + ".py" for stage in stages]
    finally:
        gateway.close()
    assert _STAGE.findall(page.read_text(encoding="utf-8")) == list(zip(names, files, strict=True))


def test_every_file_that_is_named_exists(page: Path) -> None:
    named = _PATH.findall(page.read_text(encoding="utf-8"))
    assert len(named) > 30
    assert [path for path in named if not (ROOT / path).exists()] == []
