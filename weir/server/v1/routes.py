"""Which `/v1` path leads to which door, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from weir.core.errors import error_kind
from weir.gateway import Gateway
from weir.server.v1.chat import ChatCompletions
from weir.server.v1.messages import CountTokens, Messages
from weir.server.v1.models import ModelList
from weir.server.v1.moderations import Moderations
from weir.server.v1.responses import Responses
from weir.server.v1.stored import ConversationItems, Conversations, StoredConversation, StoredResponse
from weir.server.v1.vectors import Embeddings, Rerank
from weir.server.v1.wire import language_of

_ROOT = "/v1"
NO_ROUTE = error_kind(
    "request.no_route",
    404,
    en="There is nothing at {path}.",
    zh="{path} 处没有任何内容。",
    do_en="The API page of the documentation lists the routes.",
    do_zh="文档的 API 页列出了全部路由。",
)
WRONG_METHOD = error_kind(
    "request.wrong_method",
    405,
    en="{path} does not take {method}.",
    zh="{path} 不接受 {method}。",
    do_en="The API page of the documentation lists the routes with their methods.",
    do_zh="文档的 API 页列出了全部路由及其方法。",
)


def hot(gateway: Gateway) -> Iterator[tuple[str, ASGIApp]]:
    """The doors that answer questions, by their exact path; all take POST."""
    yield "/v1/chat/completions", ChatCompletions(gateway)
    yield "/v1/responses", Responses(gateway)
    yield "/v1/messages", Messages(gateway)
    yield "/v1/messages/count_tokens", CountTokens(gateway)
    yield "/v1/embeddings", Embeddings(gateway)
    yield "/v1/rerank", Rerank(gateway)
    yield "/v1/moderations", Moderations(gateway)


def routes(gateway: Gateway) -> list[BaseRoute]:
    """Every `/v1` route, under one mount, so that no path below it falls through to the console's page."""
    inner = [
        *(Route(path.removeprefix(_ROOT), door, methods=["POST"]) for path, door in hot(gateway)),
        Route("/models", ModelList(gateway), methods=["GET"]),
        Route("/models/{name:path}", ModelList(gateway), methods=["GET"]),
        Route("/responses/{id}", StoredResponse(gateway), methods=["GET", "DELETE"]),
        Route("/conversations", Conversations(gateway), methods=["POST"]),
        Route("/conversations/{id}", StoredConversation(gateway), methods=["GET", "DELETE"]),
        Route("/conversations/{id}/items", ConversationItems(gateway), methods=["GET"]),
    ]
    return [Mount(_ROOT, routes=inner)]


async def not_found(request: Request, _: Exception) -> Response:
    error = NO_ROUTE(path=request.url.path)
    return JSONResponse(error.body(language_of(request.scope, "en")), 404)


async def wrong_method(request: Request, problem: Exception) -> Response:
    error = WRONG_METHOD(path=request.url.path, method=request.method)
    headers = getattr(problem, "headers", None)
    return JSONResponse(error.body(language_of(request.scope, "en")), 405, headers=headers)
