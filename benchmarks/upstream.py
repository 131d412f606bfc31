"""A stand-in for a model behind an OpenAI-compatible endpoint, cheap enough not to be what is measured.

Run as a process: ``python -m benchmarks.upstream PORT [PACE_MS]``. A plain request gets one JSON answer, a
streamed one 21 pieces of text, each its own write (with PACE_MS between them when given), and ``[DONE]``.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

import orjson
import uvloop

WORDS = [f"word{n} " for n in range(21)]
TEXT = "".join(WORDS)
_USAGE = {"prompt_tokens": 9, "completion_tokens": 21, "total_tokens": 30}
_HEAD = {"id": "chatcmpl-1", "created": 1, "model": "mock"}


def _chunk(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body = (
        b"data: " + orjson.dumps({**_HEAD, "object": "chat.completion.chunk", "choices": [choice]}) + b"\n\n"
    )
    return b"%x\r\n%s\r\n" % (len(body), body)


def _end() -> bytes:
    usage = b"data: " + orjson.dumps(
        {**_HEAD, "object": "chat.completion.chunk", "choices": [], "usage": _USAGE}
    )
    body = usage + b"\n\ndata: [DONE]\n\n"
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


_PLAIN = orjson.dumps(
    {
        **_HEAD,
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}],
        "usage": _USAGE,
    }
)
_PLAIN_RESPONSE = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(_PLAIN) + _PLAIN
)
_STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
_STREAM = [_chunk({"content": word}) for word in WORDS] + [_chunk({}, "stop"), _end()]


class Upstream(asyncio.Protocol):
    """One connection; requests on it come one after the other."""

    pace_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own class is no subclass of it
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        size = _length(head)
        body, self.buffer = rest[:size], rest[size:]
        if b'"stream":true' in body or b'"stream": true' in body:
            self._stream()
        else:
            self.transport.write(_PLAIN_RESPONSE)

    def _stream(self) -> None:
        self.transport.write(_STREAM_HEAD)
        if self.pace_s:
            self._paced(0)
            return
        for piece in _STREAM:
            self.transport.write(piece)

    def _paced(self, position: int) -> None:
        if self.transport.is_closing() or position == len(_STREAM):
            return
        self.transport.write(_STREAM[position])
        asyncio.get_running_loop().call_later(self.pace_s, self._paced, position + 1)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


async def main(port: int, pace_ms: float) -> None:
    Upstream.pace_s = pace_ms / 1000
    server = await asyncio.get_running_loop().create_server(Upstream, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
