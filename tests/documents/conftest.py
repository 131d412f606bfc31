from collections.abc import Iterator
from pathlib import Path

import pytest

from weir.documents import Parsers

PLUGIN = Path(__file__).parent / "plugin"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "documents"


@pytest.fixture(scope="session")
def parsers() -> Iterator[Parsers]:
    with Parsers(workers=2) as opened:
        yield opened


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package that brings a parser which misbehaves on demand."""
    monkeypatch.syspath_prepend(str(PLUGIN))


@pytest.fixture(scope="session")
def samples() -> Path:
    import os

    folder = Path(os.environ["WEIR_DATA"]) / "documents" if "WEIR_DATA" in os.environ else SHARED
    if not folder.is_dir():
        pytest.skip("real sample files are not on this machine")
    return folder
