"""The threats that SECURITY.md claims to cover are covered by tests that exist."""

from __future__ import annotations

import re

from pages import ROOT

_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_covers_a_threat_exists() -> None:
    named = _TEST.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    assert [f"{file}::{name}" for file, name in named if not _exists(file, name)] == []


def test_every_threat_names_a_test() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert [row for row in rows if not _TEST.search(row)] == []


def _exists(file: str, name: str) -> bool:
    path = ROOT / file
    return (
        path.exists()
        and re.search(rf"^(?:async )?def {name}\(", path.read_text(encoding="utf-8"), re.MULTILINE)
        is not None
    )
