"""What comes in at `/api` is looked at before any of it is read, stored on the way, or believed."""

from __future__ import annotations

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from weir.core.errors import WeirError
from weir.gateway import Gateway
from weir.server.v1.wire import (
    TOO_LARGE,
    credential_of,
    header,
    language_of,
    parse_json,
    read_body,
    send_json,
    session_of,
)

_READING = ("GET", "HEAD", "OPTIONS")
_OPEN = "/session"  # where one shows a key, or gives a session back
_FILES = 10  # of the largest documents, one upload may hold as much


class Threshold:
    """Lets a body in from somebody with a key, up to its limit, and as strict JSON unless it is an upload.

    FastAPI would read all of a body, whatever its size, before it asks who sent it.
    """

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        self.app = app
        self.gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _READING:
            try:
                receive = await self._let_in(scope, receive)
            except ClientDisconnect:
                return
            except WeirError as error:
                language = language_of(scope, self.gateway.config.language)
                await send_json(send, error.status, error.body(language))
                return
        await self.app(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive) -> Receive:
        if scope["path"] != scope.get("root_path", "") + _OPEN:
            self.gateway.admit(credential_of(scope), session_of(scope))
        if (header(scope, b"content-type") or "").lower().startswith("multipart/form-data"):
            return _at_most(receive, self.gateway.config.documents.max_bytes * _FILES)
        body = await read_body(receive, self.gateway.config.server.max_body_bytes)
        if body:
            parse_json(body)
        return _again(body, receive)


def _at_most(receive: Receive, limit: int) -> Receive:
    """The body as it comes, refused as soon as it is too long."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise TOO_LARGE(limit=limit)
        return message

    return bounded


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read already, to be read by the next."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
