"""The door of every `/v1` route: whoever comes in, an answer or a clear error goes out, and a caller who
leaves early stops the work."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from weir.core.auth import Caller
from weir.core.errors import Language, WeirError
from weir.core.ids import new_id
from weir.core.tracing import Trace
from weir.gateway import Exchange, Gateway, Surface
from weir.models import ChatRequest, Delta
from weir.server.v1.wire import (
    UNEXPECTED,
    credential_of,
    header,
    language_of,
    read_json,
    retry_after,
    send_json,
    session_of,
)

T = TypeVar("T")

_UNWATCHED_S = 0.05

log = logging.getLogger("weir.server")


class Door(ABC):
    """A raw ASGI route: no request or response objects, since this is the hot path.

    A subclass answers in `handle` and may give errors another shape in `error_body`.
    """

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    @abstractmethod
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or raise WeirError before anything is sent."""

    def error_body(self, error: WeirError, language: Language) -> dict[str, Any]:
        return error.body(language)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.handle(scope, receive, send)
        except WeirError as error:
            await self._refuse(scope, send, error)
        except ClientDisconnect:
            return
        except Exception:
            incident = new_id("inc")
            log.exception("incident %s", incident)
            await self._refuse(scope, send, UNEXPECTED(incident=incident))

    async def _refuse(self, scope: Scope, send: Send, error: WeirError) -> None:
        language = language_of(scope, self.gateway.config.language)
        wait = retry_after(error)
        headers = [(b"retry-after", wait.encode())] if wait else []
        await send_json(send, error.status, self.error_body(error, language), headers)

    async def serve(self, scope: Scope, surface: Surface, model: str, work: Callable[[], Awaitable[T]]) -> T:
        """Work that is no conversation, for the caller of this request, under quota and on record."""
        caller = self.caller(scope)
        language = language_of(scope, self.gateway.config.language)
        return await self.gateway.serve(caller, surface, model, language, work)

    def caller(self, scope: Scope) -> Caller:
        """Who calls. Errors: `auth.*`."""
        return self.gateway.admit(credential_of(scope), session_of(scope))

    async def body(self, scope: Scope, receive: Receive) -> dict[str, Any]:
        """The request's JSON object, which only somebody with a key may make us read. Errors: `auth.*`,
        `request.*`."""
        self.caller(scope)
        return await read_json(receive, self.gateway.config.server.max_body_bytes)

    def exchange(
        self, scope: Scope, request: ChatRequest, surface: Surface, options: dict[str, Any]
    ) -> Exchange:
        """A new exchange for this request; `options` is the request's `weir` object."""
        return Exchange(
            request,
            surface,
            language_of(scope, self.gateway.config.language),
            credential=credential_of(scope),
            session=session_of(scope),
            knowledge_bases=tuple(options.get("knowledge_bases") or ()),
            conversation=options.get("conversation"),
            trace=Trace.start(header(scope, b"traceparent")),
        )

    async def stream(self, exchange: Exchange, send: Send, voice: Voice) -> None:
        """The answer as events, told in the words of one client. An error before the first piece is an HTTP
        error; after it, the last event."""
        flow = await self.gateway.start(exchange)
        first = await anext(flow)
        try:
            await start_events(send, exchange)
            await send_frames(send, voice.opening() + voice.of(first))
            async for delta in flow:
                await send_frames(send, voice.of(delta))
            await send_frames(send, voice.closing(), last=True)
        except WeirError as error:
            await send_frames(send, voice.failure(self.error_body(error, exchange.language)), last=True)
        finally:
            await flow.aclose()


class Voice(Protocol):
    """How one kind of client hears a streamed answer: bytes of events."""

    def opening(self) -> bytes: ...

    def of(self, delta: Delta) -> bytes: ...

    def closing(self) -> bytes: ...

    def failure(self, body: dict[str, Any]) -> bytes: ...


async def while_connected(receive: Receive, work: Awaitable[None]) -> None:
    """Do the work, but stop it when the caller goes away.

    Watching needs a task of its own, so it begins only with work that takes a while.
    """
    task = asyncio.current_task()
    assert task is not None
    watcher: asyncio.Task[None] | None = None
    left = False

    async def watch() -> None:
        nonlocal left
        while (await receive())["type"] != "http.disconnect":
            pass
        left = True
        task.cancel()

    def begin() -> None:
        nonlocal watcher
        watcher = asyncio.ensure_future(watch())

    timer = asyncio.get_running_loop().call_later(_UNWATCHED_S, begin)
    try:
        await work
    except asyncio.CancelledError:
        if not left:
            raise
        task.uncancel()
        raise ClientDisconnect from None
    finally:
        timer.cancel()
        if watcher is not None:
            watcher.cancel()


def exchange_headers(exchange: Exchange) -> list[tuple[bytes, bytes]]:
    """What every answer tells about its exchange; the overhead is time not spent waiting for a model."""
    overhead = (exchange.trace.elapsed_ns() - exchange.waited_ns) / 1e6
    return [
        (b"x-weir-exchange", exchange.id.encode()),
        (b"x-weir-overhead-ms", b"%.3f" % overhead),
        (b"traceparent", exchange.trace.traceparent.encode()),
    ]


async def start_events(send: Send, exchange: Exchange) -> None:
    """The head of a stream of server-sent events."""
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-cache"),
        (b"x-accel-buffering", b"no"),
        *exchange_headers(exchange),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def send_frames(send: Send, frames: bytes, *, last: bool = False) -> None:
    """Some frames of a stream, in one write."""
    await send({"type": "http.response.body", "body": frames, "more_body": not last})


def frame(payload: Any) -> bytes:
    """One event without a name."""
    return b"data: " + orjson.dumps(payload) + b"\n\n"


def named_frame(name: str, payload: Any) -> bytes:
    """One event with a name."""
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(payload) + b"\n\n"
