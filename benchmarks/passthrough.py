"""A proxy without a single control: what this harness can measure at most.

Run as a process: ``python -m benchmarks.passthrough PORT UPSTREAM_URL``. uvicorn and aiohttp hand the bytes
of a request on and those of its answer back; nobody is asked who he is, nothing is checked, counted or kept.
"""

from __future__ import annotations

import sys
from typing import Any

import aiohttp
import uvicorn


class Passthrough:
    """The ASGI application."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if self.session is None:
            connector = aiohttp.TCPConnector(limit=0)
            self.session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        body = (await receive())["body"] or b"{}"
        headers = {"content-type": "application/json"}
        async with self.session.post(self.url, data=body, headers=headers) as answer:
            head = answer.headers
            kept = [name for name in ("content-type", "content-length") if name in head]
            lines = [(name.encode(), head[name].encode()) for name in kept]
            await send({"type": "http.response.start", "status": answer.status, "headers": lines})
            async for data in answer.content.iter_any():
                await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    application = Passthrough(sys.argv[2])
    uvicorn.run(application, port=int(sys.argv[1]), http="httptools", log_config=None, access_log=False)
