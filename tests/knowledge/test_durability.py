"""Killed at any moment while documents come in, files are renewed and bases encoded anew, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.durability import trial


@pytest.mark.slow
def test_kills_at_any_moment_leave_every_index_clean(store_url: str, home: Path) -> None:
    outcome = trial(store_url, home, kills=6)
    assert outcome.unclean == []
    assert outcome.lost == 0
    assert outcome.documents > 0
