"""What the tests of the room share: the fake upstream, and the real weights where they can be had."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from weir.core.errors import WeirError
from weir.models.carriers.pull import pull
from weir.models.catalogue import catalogue

sys.path.insert(0, str(Path(__file__).parent))

import upstream


@pytest.fixture(scope="session")
def upstream_url() -> Iterator[str]:
    with upstream.running() as url:
        yield url


def carried_home() -> Path:
    """A home whose weights stay between runs, so that they are fetched once."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "weir-tests"


def pulled(name: str) -> Path:
    try:
        return asyncio.run(pull(catalogue()[name].weights, carried_home(), lambda done, total: None))
    except WeirError as error:
        pytest.skip(f"no weights: {error.text()}")


@pytest.fixture(scope="session")
def smollm() -> Path:
    return pulled("local/smollm2-135m")


@pytest.fixture(scope="session")
def minilm() -> Path:
    return pulled("local/minilm-l6")
