"""Guards compiled once for all tests of the room."""

from __future__ import annotations

import pytest

from weir.guard import Guard, load_policy


@pytest.fixture(scope="session")
def universal() -> Guard:
    return Guard(load_policy("universal"))


@pytest.fixture(scope="session")
def chinese() -> Guard:
    return Guard(load_policy("cn-tc260"))
