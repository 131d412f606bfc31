"""A chat model behind an OpenAI-compatible endpoint. This is the hot path of the gateway: keep it lean."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Any

import orjson

from weir.core.errors import WeirError
from weir.models.contract import ChatReply, ChatRequest, Delta
from weir.models.remote.connections import Connection, Connections
from weir.models.remote.endpoint import Endpoint, Wire
from weir.models.remote.failures import GARBAGE, TIMEOUT
from weir.models.remote.reading import Reading, as_delta, as_reply

_PATH = "/chat/completions"
_TAIL_S = 1.0  # how long to wait for the end of a body after [DONE], to keep the connection
_OURS = frozenset({"lora", "stream", "stream_options", "model", "messages"})


class RemoteChat:
    """One model of one endpoint. Retried only while nothing has been delivered."""

    def __init__(self, endpoint: Endpoint, connections: Connections) -> None:
        self.name = endpoint.name
        self.endpoint = endpoint
        self._wire = Wire(endpoint, connections)

    async def chat(self, request: ChatRequest) -> ChatReply:
        answer = await self._wire.ask(_PATH, self._body(request), request.traceparent)
        return as_reply(self.name, answer, request)

    async def stream(self, request: ChatRequest) -> AsyncIterator[list[Delta]]:
        body = self._body(request)
        body["stream"], body["stream_options"] = True, {"include_usage": True}
        payload = orjson.dumps(body)
        for attempt in range(self.endpoint.retries + 1):
            delivered = False
            try:
                async with aclosing(self._stream_once(payload, request)) as arrivals:
                    async for deltas in arrivals:
                        delivered = True
                        yield deltas
                return
            except WeirError as error:
                if delivered:
                    raise
                await self._wire.pause(error, attempt)

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        body = {key: value for key, value in request.params.items() if key not in _OURS}
        body["model"], body["messages"] = self.endpoint.model, request.messages
        if request.user:
            body["user"] = request.user
        return body

    async def _stream_once(self, payload: bytes, request: ChatRequest) -> AsyncGenerator[list[Delta], None]:
        first_byte = self.endpoint.timeouts.first_byte
        async with await self._wire.post(_PATH, payload, first_byte, request.traceparent) as answer:
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind == "application/json":  # it does not stream: all at once, then
                whole = self._wire.parse(await self._wire.whole(answer, first_byte))
                yield [as_delta(as_reply(self.name, whole, request))]
                return
            if kind == "text/html":  # a login page or a proxy's error page
                raise GARBAGE(model=self.name, what="HTML")
            reading = Reading(self.name)
            async for data in self._reads(answer, reading):
                if deltas := reading.feed(data):
                    yield deltas
                if reading.failure:
                    raise reading.failure
            if deltas := reading.finish(request):
                yield deltas

    async def _reads(self, answer: Connection, reading: Reading) -> AsyncIterator[bytes]:
        """What each read of the network brought, until the end of the body."""
        timeouts, loop = self.endpoint.timeouts, asyncio.get_running_loop()
        deadline, wait = loop.time() + timeouts.total, timeouts.first_byte
        while (left := deadline - loop.time()) > 0:
            data = await self._wire.read(answer, min(wait, left))
            if not data:
                return
            yield data
            if reading.done:
                await _read_tail(answer)
                return
            wait = timeouts.idle
        raise TIMEOUT(model=self.name, waited=f"{timeouts.total:.0f} s in all")


async def _read_tail(answer: Connection) -> None:
    """Read the end of the body, usually there already, so that the connection can be used again."""
    with suppress(OSError):  # a timeout too; then it is not used again
        while await answer.read(_TAIL_S):
            pass
