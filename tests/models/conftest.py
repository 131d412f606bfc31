"""What the tests of the room share: the fake upstream, and the real weights where they can be had."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import upstream


@pytest.fixture(scope="session")
def upstream_url() -> Iterator[str]:
    with upstream.running() as url:
        yield url
