"""A disk that is full: a clear error, nothing half-written, and all well again once there is room."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import seed
from sqlalchemy import func, select

from weir.core.audit import verify_audit
from weir.gateway import Gateway, valid_receipt
from weir.gateway.tables import exchanges

WEIR = str(Path(sys.executable).parent / "weir")
_LIMITED = """
import os, resource, sys
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Starts a command whose files may not grow beyond a size: to a write that is a full disk."""


@pytest.fixture
def home(tmp_path: Path, upstream_url: str, scripted_url: str) -> tuple[Path, seed.Weir]:
    gateway = Gateway.open(seed.configure(tmp_path))
    try:
        return tmp_path, seed.seed(gateway, upstream_url, scripted_url)
    finally:
        gateway.close()


@pytest.fixture
def cramped(home: tuple[Path, seed.Weir]) -> Iterator[tuple[str, seed.Weir, Path]]:
    """A server whose store may grow by little more than it holds now."""
    folder, weir = home
    room = (folder / "weir.db").stat().st_size + 400_000
    process = subprocess.Popen(
        [sys.executable, "-c", _LIMITED, str(room), WEIR, "serve", "--home", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=(folder / "serve.log").open("a"),
        text=True,
    )
    try:
        assert process.stdout
        found = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert found, (folder / "serve.log").read_text()
        yield found[0], weir, folder
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.slow
def test_a_full_disk_refuses_clearly_and_what_was_answered_is_on_record(
    cramped: tuple[str, seed.Weir, Path],
) -> None:
    url, weir, folder = cramped
    answered, refused = _ask_until_full(url, weir)
    assert answered
    assert refused["status"] in (503, 507), refused
    assert refused["error"]["code"].startswith("store.")
    assert refused["error"]["remedy"]
    with httpx2.Client(base_url=url, trust_env=False) as client:
        assert client.get("/healthz").status_code == 200
    gateway = Gateway.open(seed.configure(folder))
    try:
        with gateway.store.read() as connection:
            rows = {row.id: row for row in connection.execute(select(exchanges))}
            unfinished = connection.execute(
                select(func.count()).select_from(exchanges).where(exchanges.c.receipt.is_(None))
            ).scalar()
        assert set(answered) <= set(rows)
        assert unfinished == 0
        assert verify_audit(gateway.store, gateway.signer.public_key).valid
        receipt = gateway.history.receipt(answered[-1], gateway.operator)
        assert valid_receipt(receipt, gateway.signer.public_key)
    finally:
        gateway.close()


def _ask_until_full(url: str, weir: seed.Weir) -> tuple[list[str], dict[str, object]]:
    answered: list[str] = []
    body = {"model": "mock/plain", "messages": [{"role": "user", "content": "word " * 2000}]}
    headers = {"Authorization": f"Bearer {weir.secrets['user']}"}
    with httpx2.Client(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
        for _ in range(400):
            answer = client.post("/v1/chat/completions", json=body)
            if answer.status_code != 200:
                return answered, {"status": answer.status_code, **answer.json()}
            answered.append(answer.json()["id"])
    raise AssertionError("the disk was never full")
