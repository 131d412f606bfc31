"""A fake OpenAI-compatible upstream in a process of its own; the `model` of a request says how it behaves.

    plain      a short answer; as a stream 21 chunks, usage and [DONE]
    tools      a call of the first tool
    echo       the received body as the text
    slow       plain, after 300 ms; as a stream 20 ms between chunks
    stall      three chunks, then silence
    silent     accepts the request and never answers
    drop       three chunks, then the connection closes
    error      three chunks, then an error object
    garbage    bytes that are neither JSON nor events
    html       a login page with status 200
    no-done    a stream without [DONE];  no-end: nor a finish reason
    no-usage   a stream without usage
    bytewise   a stream written a byte at a time;  crlf: with CR LF
    whole      answers a stream request with one JSON object
    busy       429 with Retry-After: 0 for the first two requests of a `user`, then plain
    busy-long  429 with Retry-After: 600
    flaky      500 for the first two requests of a `user`, then plain;  broken: always 500
    reset      closes without a byte for the first two requests of a `user`, then plain
    key        401 with the key in the body;  missing: 404;  rejects: 422;  long: 400 context_length_exceeded
    redirect   307 to another address

Other names behave as `plain`. `/embeddings` and `/rerank` answer too; `GET /stats` tells what was seen.

    python upstream.py [--port N] [--chunks N]     prints its base URL and serves until killed
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USAGE = {"prompt_tokens": 7, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 3}}
WORDS = [f"word{number} " for number in range(20)]
STATS: Counter[str] = Counter()
SEEN: Counter[tuple[str, str]] = Counter()
LAST: dict[str, Any] = {}


def completion(text: str, **message: Any) -> dict[str, Any]:
    reason = "tool_calls" if "tool_calls" in message else "stop"
    body = {"role": "assistant", "content": text, **message}
    choice = {"index": 0, "message": body, "finish_reason": reason}
    return {"id": "x", "object": "chat.completion", "model": "fake", "choices": [choice], "usage": USAGE}


def chunk(delta: dict[str, Any], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return event({"id": "x", "object": "chat.completion.chunk", "model": "fake", "choices": [choice]})


def event(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def tool_call(body: dict[str, Any]) -> dict[str, Any]:
    name = (body.get("tools") or [{"function": {"name": "none"}}])[0]["function"]["name"]
    return {"id": "call_1", "type": "function", "function": {"name": name, "arguments": '{"city":"Paris"}'}}


def events(body: dict[str, Any]) -> list[bytes]:
    """All the events of one stream, before its `model` spoils them."""
    if body["model"] == "tools":
        call = tool_call(body)
        first, second = call["function"]["arguments"][:5], call["function"]["arguments"][5:]
        head = {**call, "index": 0, "function": {**call["function"], "arguments": first}}
        pieces = [{"tool_calls": [head]}, {"tool_calls": [{"index": 0, "function": {"arguments": second}}]}]
        made = [chunk(piece) for piece in pieces] + [chunk({}, "tool_calls")]
    else:
        texts = [json.dumps(body)] if body["model"] == "echo" else WORDS
        made = [chunk({"content": text}) for text in texts] + [chunk({}, "stop")]
    return [*made, event({"choices": [], "usage": USAGE}), b"data: [DONE]\n\n"]


class Connection:
    """One client connection: as much of HTTP/1.1 as aiohttp speaks."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def run(self) -> None:
        STATS["connections"] += 1
        try:
            while await self.exchange():
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            STATS["disconnected"] += 1
        finally:
            self.writer.close()

    async def exchange(self) -> bool:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *fields = head.split("\r\n")
        headers = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}
        data = await self.reader.readexactly(int(headers.get("content-length", 0)))
        path = line.split()[1].removeprefix("/v1")
        if path == "/stats":
            return await self.json({**STATS, **LAST})
        STATS["requests"] += 1
        body = json.loads(data)
        LAST.update(authorization=headers.get("authorization"), body=body, path=path)
        if path == "/embeddings":
            return await self.json(embeddings(body))
        if path == "/rerank":
            return await self.json(ranking(body))
        return await self.chat(body)

    async def chat(self, body: dict[str, Any]) -> bool:
        model, user = body["model"], body.get("user", "")
        SEEN[model, user] += 1
        if model == "reset" and SEEN[model, user] <= 2:
            return False
        if refusal := self.refusal(model, SEEN[model, user]):
            return bool(await refusal)
        if model == "silent":
            return await self.until_client_leaves()
        if body.get("stream") and model not in ("whole", "html"):
            return await self.stream(body)
        if model == "slow":
            await asyncio.sleep(0.3)
        if model in ("garbage", "html"):
            text = "<!doctype html><title>Sign in</title>" if model == "html" else "\x00{]"
            return await self.send(200, "text/html", text.encode())
        if model == "drop":
            self.writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
            )
            await self.writer.drain()
            return False
        if model == "error":
            return await self.json({"error": {"message": "secret-detail", "code": 500}})
        if model == "tools":
            return await self.json(completion("", content=None, tool_calls=[tool_call(body)]))
        return await self.json(completion(json.dumps(body) if model == "echo" else "".join(WORDS)))

    def refusal(self, model: str, times: int) -> Any:
        error = {"error": {"message": f"secret-detail {LAST['authorization']}", "code": None}}
        if model == "busy" and times <= 2:
            return self.json(error, 429, "Retry-After: 0\r\n")
        if (model == "flaky" and times <= 2) or model == "broken":
            return self.json(error, 500)
        if model == "long":
            error["error"]["code"] = "context_length_exceeded"
            return self.json(error, 400)
        fixed = {
            "busy-long": (429, "Retry-After: 600\r\n"),
            "key": (401, ""),
            "missing": (404, ""),
            "rejects": (422, ""),
            "redirect": (307, "Location: /v1/elsewhere\r\n"),
        }
        return self.json(error, *fixed[model]) if model in fixed else None

    async def stream(self, body: dict[str, Any]) -> bool:
        model, made = body["model"], events(body)
        self.writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        async for data in spoilt(model, made):
            self.writer.write(b"%x\r\n%s\r\n" % (len(data), data))
            await self.writer.drain()
        if model == "drop":
            return False
        if model == "stall":
            return await self.until_client_leaves()
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()
        return True

    async def until_client_leaves(self) -> bool:
        if not await self.reader.read(1):
            STATS["disconnected"] += 1
        return False

    async def json(self, value: Any, status: int = 200, extra: str = "") -> bool:
        return await self.send(status, "application/json", json.dumps(value).encode(), extra)

    async def send(self, status: int, kind: str, data: bytes, extra: str = "") -> bool:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{extra}\r\n"
        self.writer.write(head.encode() + data)
        await self.writer.drain()
        return True


async def spoilt(model: str, made: list[bytes]) -> AsyncIterator[bytes]:
    """The events as this model sends them."""
    if model in ("stall", "drop"):
        made = made[:3]
    elif model == "error":
        made = [*made[:3], event({"error": {"message": "secret-detail", "code": 500}})]
    elif model == "garbage":
        made = [b"data: {]\n\n"]
    elif model == "no-done":
        made = made[:-1]
    elif model == "no-end":
        made = made[:-3]
    elif model == "no-usage":
        made = [*made[:-2], made[-1]]
    elif model == "crlf":
        made = [b": ping\r\n\r\n", *(data.replace(b"\n", b"\r\n") for data in made)]
    elif model == "bytewise":
        whole = b"".join(made)
        made = [whole[at : at + 1] for at in range(len(whole))]
    for data in made:
        if model == "slow":
            await asyncio.sleep(0.02)
        yield data


def embeddings(body: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"index": index, "embedding": [float(len(text)), 1.0, 0.0]}
        for index, text in enumerate(body["input"])
    ]
    if body["model"] == "short":
        rows.pop()
    return {"data": rows[::-1], "usage": {"prompt_tokens": 5}}


def ranking(body: dict[str, Any]) -> dict[str, Any]:
    rows = [{"index": i, "relevance_score": len(text)} for i, text in enumerate(body["documents"])]
    if body["model"] == "wrong":
        rows[0]["index"] = 99
    return {"results": sorted(rows, key=lambda row: -row["relevance_score"])[: body["top_n"]]}


async def serve(port: int) -> None:
    server = await asyncio.start_server(lambda r, w: Connection(r, w).run(), "127.0.0.1", port)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    async with server:
        await server.serve_forever()


@contextmanager
def running() -> Iterator[str]:
    """A started upstream; its base URL."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve())], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--chunks", type=int, default=20)
    options = arguments.parse_args()
    WORDS = [f"word{number} " for number in range(options.chunks)]
    asyncio.run(serve(options.port))
