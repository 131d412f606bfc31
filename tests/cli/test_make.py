"""`make run`: what is installed again and when, and what is said when it cannot be."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("Makefile", "pyproject.toml", "requirements/run.lock", "requirements/dev.lock")
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make` looks at, with everything installed: the files are old, the stamps are new."""
    for name in NEEDED:
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, target)
        os.utime(target, (1000, 1000))
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name, time in ((".venv/bin/python", 1001), (".venv/run.stamp", 1002), (".venv/dev.stamp", 1003)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time, time))
    return tmp_path


def planned(checkout: Path, target: str) -> str:
    """The commands that `make` would run."""
    done = subprocess.run(["make", "-n", target], cwd=checkout, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("target", ["run", "install"])
def test_with_everything_in_place_nothing_is_installed(checkout: Path, target: str) -> None:
    plan = planned(checkout, target)
    assert "pip" not in plan
    assert "models pull --default --if-absent" in plan


@pytest.mark.parametrize(
    ("changed", "target", "run_again", "dev_again"),
    [
        ("requirements/run.lock", "run", True, False),
        ("requirements/run.lock", "install", True, True),
        ("pyproject.toml", "run", True, False),
        ("requirements/dev.lock", "run", False, False),
        ("requirements/dev.lock", "install", False, True),
    ],
)
def test_what_changed_is_installed_again_and_nothing_else(
    checkout: Path, changed: str, target: str, run_again: bool, dev_again: bool
) -> None:
    os.utime(checkout / changed, (2000, 2000))
    plan = planned(checkout, target)
    assert ("-r requirements/run.lock" in plan) is run_again
    assert ("-r requirements/dev.lock" in plan) is dev_again


def fails(checkout: Path, **variables: str) -> str:
    shutil.rmtree(checkout / ".venv")
    command = ["make", "run", *(f"{name}={value}" for name, value in variables.items())]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True)
    assert done.returncode != 0
    return done.stdout + done.stderr


def program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_an_old_python_is_told_which_one_is_needed(checkout: Path) -> None:
    told = fails(checkout, PYTHON=program(checkout / "old", "exit 1"))
    assert "Python 3.11" in told
    assert "PYTHON=" in told


def test_a_python_that_makes_no_environments_leaves_no_half_one_behind(checkout: Path) -> None:
    told = fails(
        checkout, PYTHON=program(checkout / "bare", '[ "$1" = -m ] && mkdir -p .venv/bin && exit 1; exit 0')
    )
    assert "python3-venv" in told
    assert not (checkout / ".venv").exists()


def test_packages_that_cannot_be_had_are_explained_and_not_taken_for_installed(checkout: Path) -> None:
    # An environment whose Python fails at everything, as pip does without a network.
    broken = (
        r'mkdir -p .venv/bin && printf "#!/bin/sh\nexit 1\n" > .venv/bin/python && chmod +x .venv/bin/python'
    )
    told = fails(checkout, PYTHON=program(checkout / "offline", f'[ "$1" != -m ] || {{ {broken}; }}'))
    assert "package index" in told
    assert not (checkout / ".venv" / "run.stamp").exists()
