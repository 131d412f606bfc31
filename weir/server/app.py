"""The application: which path leads to which door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from weir.gateway import Gateway
from weir.server.api import make_api
from weir.server.console import Console
from weir.server.v1 import routes as v1
from weir.server.v1.wire import MALFORMED, language_of, send_json


class App:
    """The hot paths go straight to their doors; everything else through the router."""

    def __init__(self, gateway: Gateway, on_start: Callable[[], None], on_stop: Callable[[], None]) -> None:
        self.hot: dict[str, ASGIApp] = dict(v1.hot(gateway))
        self.router = Starlette(routes=_routes(gateway), lifespan=_lifespan(gateway, on_start, on_stop))
        self.router.add_exception_handler(404, v1.not_found)
        self.router.add_exception_handler(405, v1.wrong_method)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            door = self.hot.get(scope["path"])
            if door is not None:
                await door(scope, receive, send)
                return
        if scope["type"] == "http" and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
            error = MALFORMED(reason="the address holds a NUL character")  # which no database takes
            await send_json(send, error.status, error.body(language_of(scope, "en")))
            return
        await self.router(scope, receive, send)


def _nothing() -> None:
    pass


def make_app(
    gateway: Gateway, on_start: Callable[[], None] = _nothing, on_stop: Callable[[], None] = _nothing
) -> App:
    """The ASGI application over an open gateway; it closes the gateway when it shuts down.

    `on_start` is called once requests are taken; `on_stop`, which may block, before the gateway closes.
    """
    return App(gateway, on_start, on_stop)


def _routes(gateway: Gateway) -> list[BaseRoute]:
    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        problem = gateway.not_ready()
        return JSONResponse({"status": problem or "ready"}, status_code=503 if problem else 200)

    return [
        Route("/healthz", health),
        Route("/readyz", ready),
        *v1.routes(gateway),
        Mount("/api", make_api(gateway)),
        Mount("/", Console()),
    ]


Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def _lifespan(gateway: Gateway, on_start: Callable[[], None], on_stop: Callable[[], None]) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await gateway.launch()
        on_start()
        yield
        await asyncio.to_thread(on_stop)
        await gateway.aclose()

    return lifespan
