"""A server as a reader of the documentation has it: fresh, with the guide."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from reader import Reader


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A running server on a fresh home; its model is not there, and nothing here needs it."""
    home = tmp_path_factory.mktemp("reader") / "home"
    with subprocess.Popen(
        [Path(sys.executable).with_name("weir"), "serve", "--home", home, "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "WEIR_LANGUAGE": "en", "PYTHONUNBUFFERED": "1"},
    ) as server:
        try:
            yield _greeted(server)
        finally:
            server.terminate()


def _greeted(server: subprocess.Popen[str]) -> Reader:
    """What the server prints when it takes requests."""
    assert server.stdout is not None
    told = ""
    for line in server.stdout:
        told += line
        address, key = re.search(r"http://\S+", told), re.search(r"weir_sk_\w+", told)
        if address and key:
            return Reader(address[0].rstrip("/"), key[0])
    pytest.fail(f"the server ended: {told}")
