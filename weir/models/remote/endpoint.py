"""An OpenAI-compatible endpoint: where it is, and one request to it."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from weir.core.errors import WeirError
from weir.models.remote.connections import Connection, Connections, Origin
from weir.models.remote.failures import (
    GARBAGE,
    RETRIED,
    TIMEOUT,
    from_error_object,
    from_exception,
    from_status,
)

LARGEST_ANSWER = 64 << 20
_LONGEST_PAUSE_S = 20.0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect; to the first byte of a stream; between two reads of it; for all of an answer."""

    connect: float = 5
    first_byte: float = 60
    idle: float = 30
    total: float = 300


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`name` is Weir's name of the model, `model` the endpoint's own; `url` usually ends in ``/v1``."""

    name: str
    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeouts: Timeouts = Timeouts()
    retries: int = 2


class Wire:
    """Requests to one endpoint. Whatever goes wrong is a `model.upstream_*` error."""

    def __init__(self, endpoint: Endpoint, connections: Connections) -> None:
        self.endpoint = endpoint
        self._connections = connections
        base = endpoint.url.rstrip("/").removesuffix("/chat/completions")
        self._origin = Origin.of(base)
        self._path = quote(urlsplit(base).path, safe="/%:@!$&'()*+,;=~")
        self._head = _head(endpoint, self._origin.name)

    async def ask(self, path: str, body: dict[str, Any], traceparent: str | None = None) -> dict[str, Any]:
        """The JSON object that answers `body`, tried again after failures that may pass."""
        payload = orjson.dumps(body)
        for attempt in range(self.endpoint.retries + 1):
            try:
                return await self._ask_once(path, payload, traceparent)
            except WeirError as error:
                await self.pause(error, attempt)
        raise AssertionError("pause raises after the last attempt")

    async def post(
        self, path: str, payload: bytes, wait: float, traceparent: str | None = None
    ) -> Connection:
        """The answer, once its status is 200; leave it with ``async with``. Waits at most `wait` seconds."""
        request = b"".join((*self._request(path, len(payload), traceparent), payload))
        try:
            answer = await self._connections.post(self._origin, request, self.endpoint.timeouts.connect, wait)
        except TimeoutError:
            raise TIMEOUT(model=self.endpoint.name, waited=f"{wait:.0f} s to the first byte") from None
        except OSError as error:
            raise from_exception(self.endpoint.name, error) from None
        if answer.status != 200:
            async with answer:
                raise await self._refusal(answer)
        return answer

    async def read(self, answer: Connection, wait: float) -> bytes:
        """What has arrived, at least a byte; empty at the end. Waits at most `wait` seconds."""
        try:
            return await answer.read(wait)
        except TimeoutError:
            raise TIMEOUT(model=self.endpoint.name, waited=f"{wait:.0f} s without data") from None
        except OSError as error:
            raise from_exception(self.endpoint.name, error) from None

    async def pause(self, error: WeirError, attempt: int) -> None:
        """Wait before attempt number `attempt` + 1, or raise `error` if another attempt makes no sense.

        Full jitter: a random time below 0.25 s doubled at each attempt. Source: AWS Architecture Blog,
        "Exponential Backoff And Jitter". An endpoint's Retry-After is honoured up to 20 s.
        """
        asked = error.params.get("retry_after") or 0.0
        if error.kind not in RETRIED or attempt >= self.endpoint.retries or asked > _LONGEST_PAUSE_S:
            raise error
        await asyncio.sleep(asked + random.uniform(0, 0.25 * 2**attempt))

    def _request(self, path: str, size: int, traceparent: str | None) -> tuple[bytes, ...]:
        """The lines of a request's head."""
        line = f"POST {self._path}{path} HTTP/1.1\r\ncontent-length: {size}\r\n".encode()
        trace = f"traceparent: {traceparent}\r\n".encode() if traceparent else b""
        return line, trace, self._head

    async def _ask_once(self, path: str, payload: bytes, traceparent: str | None) -> dict[str, Any]:
        clock = asyncio.get_running_loop().time
        deadline = clock() + self.endpoint.timeouts.total
        async with await self.post(path, payload, self.endpoint.timeouts.total, traceparent) as answer:
            return self.parse(await self.whole(answer, deadline - clock()))

    async def whole(self, answer: Connection, wait: float) -> bytes:
        """The body, at most 64 MiB of it, within `wait` seconds."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + wait
        parts, size = [], 0
        while part := await self.read(answer, deadline - clock()):
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER:
                raise GARBAGE(model=self.endpoint.name, what="too large")
        return b"".join(parts)

    def parse(self, data: bytes) -> dict[str, Any]:
        """The JSON object in `data`, unless it is an error object."""
        try:
            answer = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise GARBAGE(model=self.endpoint.name, what="not JSON") from None
        if not isinstance(answer, dict):
            raise GARBAGE(model=self.endpoint.name, what="not a JSON object")
        if error := answer.get("error"):
            raise from_error_object(self.endpoint.name, error)
        return answer

    async def _refusal(self, answer: Connection) -> WeirError:
        code = None
        if answer.status == 400:  # only here a body can tell us more
            try:
                code = orjson.loads(await self.whole(answer, self.endpoint.timeouts.idle))["error"]["code"]
            except (orjson.JSONDecodeError, KeyError, TypeError, WeirError):
                code = None
        return from_status(self.endpoint.name, answer.status, answer.headers.get("retry-after"), code)


def _head(endpoint: Endpoint, host: str) -> bytes:
    """The part of a request's head that stays the same."""
    lines = [f"host: {host}", "content-type: application/json", "accept-encoding: identity"]
    if endpoint.key:  # a line break in it would begin another header
        lines.append(f"authorization: Bearer {''.join(filter(str.isprintable, endpoint.key))}")
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"
