"""The API application: its routers, its error shape, its OpenAPI description."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from weir import __version__
from weir.core.errors import WeirError
from weir.core.ids import new_id
from weir.gateway import Gateway
from weir.server.api import (
    apps,
    audit,
    conversations,
    documents,
    exchanges,
    graph,
    images,
    jobs,
    keys,
    knowledge,
    models,
    principals,
    session,
    snapshots,
    sources,
    usage,
)
from weir.server.api.threshold import Threshold
from weir.server.v1.routes import NO_ROUTE, WRONG_METHOD
from weir.server.v1.wire import INVALID, MALFORMED, UNEXPECTED, language_of, retry_after

log = logging.getLogger("weir.server")


def make_api(gateway: Gateway) -> FastAPI:
    """The `/api` application over an open gateway."""
    app = FastAPI(
        title="Weir", version=__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json"
    )
    app.state.gateway = gateway
    for room in (
        session,
        apps,
        knowledge,
        documents,
        snapshots,
        graph,
        sources,
        images,
        jobs,
        keys,
        principals,
        usage,
        exchanges,
        audit,
        models,
        conversations,
    ):
        app.include_router(room.router)
    app.add_exception_handler(WeirError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
    app.add_middleware(Threshold, gateway=gateway)
    return app


def _answer(request: Request, error: WeirError) -> Response:
    language = language_of(request.scope, request.app.state.gateway.config.language)
    wait = retry_after(error)
    return JSONResponse(error.body(language), error.status, {"retry-after": wait} if wait else None)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, WeirError)
    return _answer(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    return _answer(request, INVALID(param=where, reason=first["msg"]))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, WeirError):  # raised while FastAPI read the body
        return _answer(request, error.__cause__)
    if error.status_code == 400:
        return _answer(request, MALFORMED(reason=error.detail))
    kind = WRONG_METHOD if error.status_code == 405 else NO_ROUTE
    return _answer(request, kind(path=request.url.path, method=request.method))


async def _unexpected(request: Request, error: Exception) -> Response:
    incident = new_id("inc")
    log.error("incident %s", incident, exc_info=error)
    return _answer(request, UNEXPECTED(incident=incident))
