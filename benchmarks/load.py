"""A load on loopback: a fixed number of connections, each asking again as soon as it has its answer.

It writes prepared bytes and looks only for the end of an answer, so that it costs little of the cores that it
shares with what it measures. Every answer is counted as good only if it is a 200 that came whole.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import cast

import orjson
import uvloop

from benchmarks.upstream import TEXT, WORDS


@dataclass
class Outcome:
    """What a run of the load saw. `latencies_ms` are of whole answers, `first_ms` of first bytes."""

    seconds: float = 0.0
    good: int = 0
    bad: int = 0
    latencies_ms: list[float] = field(default_factory=list)
    first_ms: list[float] = field(default_factory=list)
    sample: bytes = b""

    @property
    def per_second(self) -> float:
        return self.good / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        values = sorted(self.latencies_ms)
        return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def request_bytes(port: int, key: str, model: str, *, stream: bool) -> bytes:
    """One chat request, ready to send."""
    messages = [{"role": "user", "content": "Please write a short sentence about the river."}]
    body = orjson.dumps({"model": model, "messages": messages, "stream": stream})
    return (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode() + body


_IN_CHUNKS = 0


def _length(head: bytes) -> int | None:
    """The content length that a head tells; None where the answer comes in chunks."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return None


class _Caller(asyncio.Protocol):
    """One connection of the load."""

    def __init__(self, request: bytes, outcome: Outcome, until: float, most: int) -> None:
        self.request = request
        self.outcome = outcome
        self.until = until
        self.left = most
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own class is no subclass of it
        self._ask()

    def _ask(self) -> None:
        self.buffer.clear()
        self.started = time.perf_counter()
        self.first = 0.0
        self.size: int | None = None  # of the whole answer, once its head is there
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if not self.first:
            self.first = time.perf_counter()
        self.buffer += data
        if self._whole():
            self._count()
            self.left -= 1
            if time.perf_counter() >= self.until or self.left <= 0:
                self.transport.close()
            else:
                self._ask()

    def _whole(self) -> bool:
        if self.size is None:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            length = _length(bytes(self.buffer[:end]))
            self.size = end + 4 + length if length is not None else _IN_CHUNKS
        if self.size == _IN_CHUNKS:
            return self.buffer.endswith(b"\r\n0\r\n\r\n")
        return len(self.buffer) >= self.size

    def _count(self) -> None:
        now = time.perf_counter()
        outcome = self.outcome
        if self.buffer.startswith(b"HTTP/1.1 200"):
            outcome.good += 1
            outcome.latencies_ms.append((now - self.started) * 1e3)
            outcome.first_ms.append((self.first - self.started) * 1e3)
        else:
            outcome.bad += 1
        if not outcome.sample:
            outcome.sample = bytes(self.buffer)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def _run(port: int, request: bytes, connections: int, seconds: float, most: int) -> Outcome:
    outcome = Outcome()
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    until = started + seconds
    callers = []
    for _ in range(connections):
        _, caller = await loop.create_connection(
            lambda: _Caller(request, outcome, until, most), "127.0.0.1", port
        )
        callers.append(caller)
    await asyncio.wait([caller.done for caller in callers], timeout=seconds + 60)
    outcome.seconds = time.perf_counter() - started
    return outcome


def run(
    port: int, request: bytes, *, connections: int = 1, seconds: float = 60, most: int = 1 << 30
) -> Outcome:
    """Load until `seconds` have passed or each connection has asked `most` times."""
    return uvloop.run(_run(port, request, connections, seconds, most))


def text_of(response: bytes) -> str:
    """The text of a streamed answer, piece by piece."""
    body = response.partition(b"\r\n\r\n")[2]
    text = ""
    for line in _dechunked(body).split(b"\n"):
        if line.startswith(b"data: {"):
            for choice in orjson.loads(line[6:]).get("choices", ()):
                text += choice["delta"].get("content") or ""
    return text


def _dechunked(body: bytes) -> bytes:
    out = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        out, body = out + rest[:length], rest[length + 2 :]
        if not length:
            break
    return out


__all__ = ["TEXT", "WORDS", "Outcome", "request_bytes", "run", "text_of"]
