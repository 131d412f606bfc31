"""The published apps of one store, on each database."""

from __future__ import annotations

import pytest

from weir.apps import Apps
from weir.core.store import Store


@pytest.fixture
def apps(store: Store) -> Apps:
    return Apps(store)
