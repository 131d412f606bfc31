"""A command line to type at: in this process for speed, or as a process of its own where that matters."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Outcome, Typed

from weir.cli.arguments import spread_docs
from weir.cli.commands import run

ENGLISH = "Annual leave is 25 days. The office in Lyon opened in 1998.\n"
CHINESE = "# 差旅\n\n住宿标准是每晚450元。\n"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The environment of a new user with an English terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEIR_", "LC_"))}
    return {**kept, "LANG": "C.UTF-8", "WEIR_HOME": str(home)}


@pytest.fixture
def typed(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """Runs a command line in this process; keywords are environment variables."""
    for name in set(os.environ) - set(environment):
        monkeypatch.delenv(name)

    def type_(*arguments: object, **variables: str) -> Outcome:
        with monkeypatch.context() as patch:
            for name, value in {**environment, **variables}.items():
                patch.setenv(name, value)
            code = run(spread_docs([str(argument) for argument in arguments]))
        told = capsys.readouterr()
        return Outcome(code, told.out, told.err)

    return type_


@pytest.fixture
def process(environment: dict[str, str], tmp_path: Path) -> Typed:
    """Runs a command line as a process of its own; keywords are environment variables."""

    def start(*arguments: object, stdin: str = "", **variables: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "weir", *(str(argument) for argument in arguments)],
            input=stdin.encode(),
            capture_output=True,
            env={**environment, **variables},
            cwd=tmp_path,
            timeout=120,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return start


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with an English and a Chinese document."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "rules.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "差旅.md").write_text(CHINESE, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def asked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one question about one document was asked, to be copied."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "rules.txt").write_text(ENGLISH, encoding="utf-8")
    arguments = ["ask", "How many days is annual leave?", "--docs", str(folder / "rules.txt"), "--json"]
    home = folder / "home"
    assert run([*arguments, "--home", str(home)]) == 0
    return home


@pytest.fixture
def used(asked_once: Path, home: Path) -> Path:
    """This test's own home with one answer on record."""
    shutil.copytree(asked_once, home, dirs_exist_ok=True)
    return home
