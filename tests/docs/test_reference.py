"""Pages that are written from the code are what the code says now."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pages import DOCS, ROOT

from weir.core.config import config_keys
from weir.documents import KINDS


def test_no_reference_page_is_stale() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docs.generate", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_configuration_key_has_its_row() -> None:
    page = (DOCS / "reference" / "configuration.md").read_text(encoding="utf-8")
    assert [key.name for key in config_keys() if f"| `{key.name}` |" not in page] == []


def test_every_kind_of_document_has_its_row() -> None:
    page = (DOCS / "reference" / "document-kinds.md").read_text(encoding="utf-8")
    assert [name for name in KINDS if f"| `{name}` |" not in page] == []


def test_every_direct_dependency_is_listed_with_its_reason_and_none_that_is_gone() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8").partition("## What they bring along")[0]
    rows = {
        name: cells.split(" | ")
        for name, cells in re.findall(r"^\| `([^`]+)` \| (.*) \|$", page, re.MULTILINE)
    }
    assert set(rows) == direct
    assert [name for name, cells in rows.items() if not all(cell.strip() for cell in cells)] == []


def test_every_package_of_an_extra_is_listed_with_its_reason() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    wanted = {
        (extra, canonicalize_name(Requirement(text).name))
        for extra, texts in extras.items()
        for text in texts
    }
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8").partition("## Extras")[2]
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| (.*) \|$", page, re.MULTILINE)
    assert {(extra, name) for extra, name, _ in rows} == wanted
    assert all(cell.strip() for *_, cells in rows for cell in cells.split(" | "))


def test_the_listed_versions_are_those_of_the_lock_file() -> None:
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8").partition("## What they bring along")[0]
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    pinned = {
        (canonicalize_name(n), v) for n, v in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE)
    }
    listed = set(re.findall(r"^\| `([^`]+)` \| ([^ |]+)", page, re.MULTILINE))
    assert listed - pinned == set()


def test_the_install_is_within_its_bounds() -> None:
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    packages, megabytes = map(int, re.findall(r"installs (\d+) packages of (\d+) MB", page)[0])
    assert packages < 130
    assert megabytes < 1000
