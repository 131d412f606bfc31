"""An OpenAI-compatible endpoint: where it is, and one request to it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from weir.core.errors import WeirError
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

    def headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        return headers | {"Authorization": f"Bearer {self.key}"} if self.key else headers


class Sessions:
    """The one HTTP session of this process: kept-alive connections to all endpoints.

    It makes no connection but those asked for: no proxy from the environment, no redirect followed.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=30, ttl_dns_cache=60)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def aclose(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None


class Wire:
    """Requests to one endpoint. Whatever goes wrong is a `model.upstream_*` error."""

    def __init__(self, endpoint: Endpoint, sessions: Sessions) -> None:
        self.endpoint = endpoint
        self._sessions = sessions
        self._headers = endpoint.headers()
        self._base = endpoint.url.rstrip("/").removesuffix("/chat/completions")
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=endpoint.timeouts.connect)

    async def ask(self, path: str, body: dict[str, Any], traceparent: str | None = None) -> dict[str, Any]:
        """The JSON object that answers `body`, tried again after failures that may pass."""
        payload = orjson.dumps(body)
        for attempt in range(self.endpoint.retries + 1):
            try:
                return await self._ask_once(path, payload, traceparent)
            except WeirError as error:
                await self.pause(error, attempt)
        raise AssertionError("pause raises after the last attempt")

    @asynccontextmanager
    async def post(
        self, path: str, payload: bytes, first_byte: float, traceparent: str | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The response, once its status is 200."""
        response = await self._open(path, payload, first_byte, traceparent)
        async with response:
            if response.status != 200:
                raise await self._refusal(response)
            yield response

    async def read(self, response: aiohttp.ClientResponse, wait: float) -> bytes:
        """What has arrived, at least a byte; empty at the end. Waits at most `wait` seconds."""
        content = response.content
        try:
            if data := content.read_nowait():  # there already: no timer needed
                return data
            async with asyncio.timeout(wait):
                return await content.readany()
        except TimeoutError:
            raise TIMEOUT(model=self.endpoint.name, waited=f"{wait:.0f} s without data") from None
        except (aiohttp.ClientError, OSError) as error:
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

    async def _open(
        self, path: str, payload: bytes, first_byte: float, traceparent: str | None
    ) -> aiohttp.ClientResponse:
        name = self.endpoint.name
        headers = {**self._headers, "traceparent": traceparent} if traceparent else self._headers
        try:
            async with asyncio.timeout(first_byte):
                return await self._sessions.session().post(
                    self._base + path,
                    data=payload,
                    headers=headers,
                    timeout=self._timeout,
                    allow_redirects=False,
                )
        except aiohttp.ConnectionTimeoutError as error:
            raise from_exception(name, error) from None
        except TimeoutError:
            raise TIMEOUT(model=name, waited=f"{first_byte:.0f} s to the first byte") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise from_exception(name, error) from None

    async def _ask_once(self, path: str, payload: bytes, traceparent: str | None) -> dict[str, Any]:
        total = self.endpoint.timeouts.total
        try:
            async with asyncio.timeout(total), self.post(path, payload, total, traceparent) as response:
                return self.parse(await self.whole(response))
        except TimeoutError:
            raise TIMEOUT(model=self.endpoint.name, waited=f"{total:.0f} s in all") from None

    async def whole(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, at most 64 MiB of it."""
        parts, size = [], 0
        while part := await self.read(response, self.endpoint.timeouts.total):
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

    async def _refusal(self, response: aiohttp.ClientResponse) -> WeirError:
        retry_after, code = response.headers.get("Retry-After"), None
        if response.status == 400:  # only here a body can tell us more
            try:
                code = orjson.loads(await self.whole(response))["error"]["code"]
            except (orjson.JSONDecodeError, KeyError, TypeError, WeirError):
                code = None
        return from_status(self.endpoint.name, response.status, retry_after, code)
