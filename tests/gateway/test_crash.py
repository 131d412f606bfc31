"""`kill -9` fifty times under load: what a client got whole is on record, and what is on record is true."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import seed
from house import House
from sqlalchemy import func, select

from weir.core.audit import audit_entries, verify_audit
from weir.core.tables import usage_windows
from weir.gateway import Gateway, valid_receipt
from weir.gateway.tables import exchanges

KILLS = 50
WEIR = str(Path(sys.executable).parent / "weir")
FAILURES = (aiohttp.ClientError, ConnectionError, TimeoutError, json.JSONDecodeError)


@dataclass
class Seen:
    """What the clients were told, and could therefore rely on."""

    answers: dict[str, str] = field(default_factory=dict)  # exchange id -> the text that came whole
    uploads: dict[str, str] = field(default_factory=dict)  # document id -> its name
    broken: int = 0


class Clients:
    """Callers of all kinds, until they are stopped; a broken connection is what they expect."""

    def __init__(self, weir: seed.Weir, seen: Seen) -> None:
        self.weir = weir
        self.seen = seen
        self.files = 0

    async def run(self, url: str, until: asyncio.Event) -> None:
        headers = {"Authorization": f"Bearer {self.weir.secrets['builder']}"}
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(url, headers=headers, timeout=timeout) as session:
            kinds = [self.whole, self.whole, self.streamed, self.streamed, self.upload]
            await asyncio.gather(*(self.repeat(kind, session, until) for kind in kinds))

    async def repeat(self, kind: Any, session: aiohttp.ClientSession, until: asyncio.Event) -> None:
        while not until.is_set():
            try:
                await kind(session)
            except FAILURES:
                self.seen.broken += 1
                await asyncio.sleep(0.02)

    async def whole(self, session: aiohttp.ClientSession) -> None:
        body = {"model": "said/text", "messages": [{"role": "user", "content": "hi"}]}
        async with session.post("/v1/chat/completions", json=body) as response:
            answer = await response.json()
        if response.status == 200:
            self.seen.answers[answer["id"]] = answer["choices"][0]["message"]["content"]

    async def streamed(self, session: aiohttp.ClientSession) -> None:
        body = {
            "model": "said/text",
            "messages": [{"role": "user", "content": "hi"}],
            "stream": True,
            "weir": {"conversation": "new"},
        }
        text, id = [], ""
        async with session.post("/v1/chat/completions", json=body) as response:
            async for chunk in _events(response):
                if chunk == "[DONE]":
                    self.seen.answers[id] = "".join(text)
                    return
                data = json.loads(chunk)
                id = data["id"]
                text += [choice["delta"].get("content") or "" for choice in data["choices"]]

    async def upload(self, session: aiohttp.ClientSession) -> None:
        self.files += 1
        name = f"note-{self.files}.md"
        form = aiohttp.FormData()
        form.add_field(
            "files", f"# Note {self.files}\nThis is note number {self.files}.".encode(), filename=name
        )
        async with session.post(f"/api/kb/{self.weir.ids['private']}/documents", data=form) as response:
            answer = await response.json()
        if response.status == 202:
            self.seen.uploads[answer["items"][0]["id"]] = name
        await asyncio.sleep(0.2)


async def _events(response: aiohttp.ClientResponse) -> AsyncIterator[str]:
    async for line in response.content:
        if line.startswith(b"data: "):
            yield line[6:].decode().strip()


def _start(home: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [WEIR, "serve", "--home", str(home), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=(home / "serve.log").open("a"),
        text=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://[\d.:]+", line)
    assert found, (home / "serve.log").read_text()[-3000:]
    return process, found[0]


@pytest.fixture(scope="module")
def crash_home(
    tmp_path_factory: pytest.TempPathFactory, upstream_url: str, scripted_url: str
) -> tuple[Path, seed.Weir]:
    home = tmp_path_factory.mktemp("crash")
    patient = {**seed.SETTINGS["models"], "request_timeout_s": 30.0}
    gateway = Gateway.open(seed.configure(home, models=patient))
    try:
        return home, seed.seed(gateway, upstream_url, scripted_url)
    finally:
        gateway.close()


@pytest.mark.slow
async def test_fifty_kills_under_load_lose_nothing_and_double_nothing(
    crash_home: tuple[Path, seed.Weir], script: Any
) -> None:
    home, weir = crash_home
    script.says(*["And on it goes, piece by piece, "] * 6, "to its end.", pause_s=0.01)
    seen = Seen()
    clients = Clients(weir, seen)
    for _ in range(KILLS):
        process, url = _start(home)
        until = asyncio.Event()
        load = asyncio.create_task(clients.run(url, until))
        await asyncio.sleep(0.6)
        os.kill(process.pid, signal.SIGKILL)
        until.set()
        process.wait()
        await load
    process, _url = _start(home)  # the last start mends what the last kill broke
    await _documents_settle(home)
    process.terminate()
    process.wait(20)
    assert len(seen.answers) > KILLS
    assert seen.broken > KILLS
    assert len(seen.uploads) > KILLS / 2
    _verify(home, weir, seen)


async def _documents_settle(home: Path, seconds: float = 60) -> None:
    """Wait until every document that was kept has been read, whether or not its job was begun."""
    gateway = Gateway.open(seed.configure(home))
    until = time.monotonic() + seconds
    try:
        while gateway.knowledge.unfinished() and time.monotonic() < until:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
    finally:
        gateway.close()


def _verify(home: Path, weir: seed.Weir, seen: Seen) -> None:
    gateway = Gateway.open(seed.configure(home))
    try:
        _answers_are_on_record(gateway, seen)
        _chain_and_receipts_verify(gateway)
        _usage_adds_up(gateway, weir)
        _documents_are_whole(gateway, weir, seen)
    finally:
        gateway.close()
    command = [WEIR, "kb", "verify", weir.ids["private"], "--home", str(home), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _answers_are_on_record(gateway: Gateway, seen: Seen) -> None:
    with gateway.store.read() as connection:
        rows = {row.id: row for row in connection.execute(select(exchanges))}
    lost = [id for id in seen.answers if id not in rows]
    assert lost == []
    assert [id for id in seen.answers if rows[id].status != "done"] == []
    assert [id for id, text in seen.answers.items() if rows[id].answer != text] == []
    assert {row.status for row in rows.values()} <= {"done", "failed", "cancelled", "interrupted"}


def _chain_and_receipts_verify(gateway: Gateway) -> None:
    verdict = verify_audit(gateway.store, gateway.signer.public_key)
    assert verdict.valid, verdict
    with gateway.store.read() as connection:
        rows = connection.execute(select(exchanges.c.id, exchanges.c.status, exchanges.c.receipt)).all()
    receipts = [json.loads(row.receipt) for row in rows if row.receipt]
    assert all(valid_receipt(receipt, gateway.signer.public_key) for receipt in receipts)
    assert all(row.receipt for row in rows if row.status == "done")
    noted = {entry["object"] for entry in audit_entries(gateway.store, 1_000_000, None)}
    assert {row.id for row in rows} <= noted


def _usage_adds_up(gateway: Gateway, weir: seed.Weir) -> None:
    closed = exchanges.c.status.in_(("done", "failed", "cancelled"))
    mine = exchanges.c.principal == weir.ids["builder"]
    with gateway.store.read() as connection:
        requests, tokens = connection.execute(
            select(func.count(), func.sum(exchanges.c.prompt_tokens + exchanges.c.completion_tokens)).where(
                closed, mine
            )
        ).one()
        windows = connection.execute(
            select(usage_windows).where(
                usage_windows.c.subject == weir.ids["builder"], usage_windows.c.span == "day"
            )
        ).all()
    assert (sum(w.requests for w in windows), sum(w.tokens for w in windows)) == (requests, tokens)


def _documents_are_whole(gateway: Gateway, weir: seed.Weir, seen: Seen) -> None:
    found = gateway.knowledge.documents(weir.ids["private"])
    by_id = {document.id: document for document in found}
    assert set(seen.uploads) <= set(by_id)
    assert {by_id[id].status for id in seen.uploads} == {"ready"}
    assert {document.status for document in found} == {"ready"}
    names = [document.name for document in found]
    assert len(names) == len(set(names))
    for id in seen.uploads:
        assert gateway.knowledge.original(id).startswith(b"# Note")
        assert by_id[id].chunks == 1


async def test_a_document_whose_job_was_never_begun_is_read_after_the_next_start(house: House) -> None:
    knowledge = house.gateway.knowledge
    kept = knowledge.add_document(house.weir.ids["private"], "late.md", b"# Late\nBetter than never.")
    assert kept.status == "queued"
    await house.gateway.launch()
    for _ in range(200):
        if knowledge.document(kept.id).finished:
            break
        await asyncio.sleep(0.1)
    assert knowledge.document(kept.id).status == "ready"
