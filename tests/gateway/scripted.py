"""An OpenAI-compatible upstream that says what a test tells it to, in the pieces that the test cuts.

PUT  /script   {"pieces": [...], "calls": [...], "finish": "stop", "logprobs": {...}, "pause_s": 0};
               `models` may hold another script for a model by its name
GET  /seen     {"requests", "left", "body"}: how many came, how many left early, the last one's body
POST /v1/chat/completions, /v1/embeddings

python scripted.py      prints its base URL and serves until killed
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from aiohttp import web

PLAIN: dict[str, Any] = {"pieces": ["Hello ", "there."]}
USAGE = {"prompt_tokens": 11, "completion_tokens": 5}
state: dict[str, Any] = {"script": PLAIN, "requests": 0, "left": 0, "body": None}


async def script(request: web.Request) -> web.Response:
    state.update(script=await request.json(), requests=0, left=0, body=None)
    return web.json_response({})


async def seen(_: web.Request) -> web.Response:
    return web.json_response({key: state[key] for key in ("requests", "left", "body")})


async def chat(request: web.Request) -> web.StreamResponse:
    body = await request.json()
    said = state["script"].get("models", {}).get(body["model"], state["script"])
    state.update(requests=state["requests"] + 1, body=body)
    if body.get("stream"):
        return await _stream(request, said)
    await asyncio.sleep(said.get("pause_s", 0))
    message: dict[str, Any] = {"role": "assistant", "content": "".join(said["pieces"])}
    if said.get("calls"):
        message["tool_calls"] = said["calls"]
    choice = {"index": 0, "message": message, "finish_reason": said.get("finish", "stop")}
    return web.json_response(
        {"id": "x", "model": "m", "choices": [{**choice, "logprobs": said.get("logprobs")}], "usage": USAGE}
    )


async def _stream(request: web.Request, said: dict[str, Any]) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    deltas: list[dict[str, Any]] = [{"content": piece} for piece in said["pieces"]]
    deltas += [{"tool_calls": [{"index": n, **call}]} for n, call in enumerate(said.get("calls", ()))]
    try:
        for n, delta in enumerate(deltas):
            choice = {"index": 0, "delta": delta, "finish_reason": None}
            if n == 0 and said.get("logprobs"):
                choice["logprobs"] = said["logprobs"]
            await response.write(_event({"choices": [choice]}))
            await asyncio.sleep(said.get("pause_s", 0))
        end = {"index": 0, "delta": {}, "finish_reason": said.get("finish", "stop")}
        await response.write(_event({"choices": [end]}) + _event({"choices": [], "usage": USAGE}))
        await response.write(b"data: [DONE]\n\n")
    except (ConnectionError, asyncio.CancelledError):
        state["left"] += 1
        raise
    return response


async def embeddings(request: web.Request) -> web.Response:
    texts = (await request.json())["input"]
    rows = [{"index": n, "embedding": [3.0, 4.0, float(len(text) % 2)]} for n, text in enumerate(texts)]
    return web.json_response({"data": rows, "usage": {"prompt_tokens": 6}})


def _event(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


async def serve() -> None:
    app = web.Application()
    app.add_routes(
        [
            web.put("/script", script),
            web.get("/seen", seen),
            web.post("/v1/chat/completions", chat),
            web.post("/v1/embeddings", embeddings),
        ]
    )
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


class Script:
    """What the scripted upstream says next, and what it saw."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.says("Hello ", "there.")

    def says(self, *pieces: str, **more: Any) -> None:
        httpx2.put(f"{self.url}/script", json={"pieces": pieces, **more}).raise_for_status()

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx2.get(f"{self.url}/seen").json()
        return found

    def wait_for(self, what: str, count: int = 1, seconds: float = 10) -> int:
        """Wait until the upstream has counted this many; what it counted in the end."""
        until = time.monotonic() + seconds
        while self.seen()[what] < count and time.monotonic() < until:
            time.sleep(0.02)
        return int(self.seen()[what])


@contextmanager
def running() -> Iterator[str]:
    """A started upstream; its address without `/v1`."""
    command = [sys.executable, str(Path(__file__).resolve())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    asyncio.run(serve())
