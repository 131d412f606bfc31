"""What all `/v1` routes share: reading a JSON body within bounds, and writing JSON and server-sent events."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from weir.core.errors import Language, WeirError, error_kind

COOKIE = "weir_session"
CONSOLE_HEADER = b"x-weir-console"
_READING = ("GET", "HEAD", "OPTIONS")
_DEEPEST = 100  # levels of lists and objects; what is written again for a model may go to 254

MALFORMED = error_kind(
    "request.malformed",
    400,
    en="The request body is not valid JSON: {reason}.",
    zh="请求体不是合法的 JSON：{reason}。",
    do_en="Send one JSON object encoded in UTF-8.",
    do_zh="请发送一个 UTF-8 编码的 JSON 对象。",
)
INVALID = error_kind(
    "request.invalid",
    400,
    en="The field `{param}` is not valid: {reason}.",
    zh="字段 `{param}` 无效：{reason}。",
    do_en="Correct the field; the API page of the documentation gives its form.",
    do_zh="请修正该字段；文档的 API 页给出了它的格式。",
)
TOO_LARGE = error_kind(
    "request.too_large",
    413,
    en="The request body is larger than {limit} bytes.",
    zh="请求体超过 {limit} 字节。",
    do_en="Send less, or ask the operator to raise server.max_body_bytes.",
    do_zh="请减小请求，或请运维人员调高 server.max_body_bytes。",
)
UNEXPECTED = error_kind(
    "server.unexpected",
    500,
    en="Something went wrong inside Weir (incident {incident}).",
    zh="Weir 内部出错（事件号 {incident}）。",
    do_en="Try again; if it stays, give the incident number to the operator.",
    do_zh="请重试；若仍出现，请把事件号告知运维人员。",
)


async def read_json(receive: Receive, limit: int) -> dict[str, Any]:
    """The body as one JSON object of at most `limit` bytes.

    Errors: `request.too_large` as soon as the limit is passed, `request.malformed`. Raises Starlette's
    `ClientDisconnect` when the caller goes away first.
    """
    value = parse_json(await read_body(receive, limit))
    if not isinstance(value, dict):
        raise MALFORMED(reason="the top level must be an object")
    return value


def parse_json(body: bytes) -> Any:
    """Strict JSON without what could not be stored or sent on: half surrogates, NUL, or an abyss of brackets.

    Errors: `request.malformed`.
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as problem:
        raise MALFORMED(reason=str(problem).split(":")[0]) from None
    if b"\\u0000" in body or body.count(b"[") + body.count(b"{") > _DEEPEST:
        _look_inside(value)
    return value


def _look_inside(value: Any) -> None:
    layer, depth = [value], 0
    while layer:
        depth += 1
        if depth > _DEEPEST:
            raise MALFORMED(reason=f"it is nested more than {_DEEPEST} deep")
        if any(isinstance(item, str) and "\0" in item for item in layer):
            raise MALFORMED(reason="a text holds a NUL character")
        inner: list[Any] = []
        for item in layer:
            if isinstance(item, dict):
                inner += item
                inner += item.values()
            elif isinstance(item, list):
                inner += item
        layer = inner


async def read_body(receive: Receive, limit: int) -> bytes:
    """The whole body, refused as soon as it is longer than `limit` bytes."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        parts, size = [body], len(body)
        while message.get("more_body"):
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise TOO_LARGE(limit=limit)
        body = b"".join(parts)
    if len(body) > limit:
        raise TOO_LARGE(limit=limit)
    return body


async def send_json(
    send: Send, status: int, payload: Any, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    """One JSON answer in two ASGI messages."""
    body = orjson.dumps(payload)
    lines = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": lines + (headers or [])})
    await send({"type": "http.response.body", "body": body})


def retry_after(error: WeirError) -> str | None:
    """The value of `Retry-After` in seconds, for an error that knows when to try again."""
    seconds = error.params.get("retry_after")
    return None if seconds is None else str(max(1, round(seconds)))


def header(scope: Scope, name: bytes) -> str | None:
    """The first value of a header, `name` in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


def language_of(scope: Scope, default: Language) -> Language:
    """The caller's language: the first of zh or en that `Accept-Language` names, else the operator's."""
    accepted = (header(scope, b"accept-language") or "").lower()
    for part in accepted.split(","):
        tag = part.strip()[:2]
        if tag == "zh":
            return "zh"
        if tag == "en":
            return "en"
    return default


def credential_of(scope: Scope) -> str | None:
    """The secret that the caller presents: `Authorization: Bearer …` or `x-api-key`."""
    bearer = header(scope, b"authorization")
    if bearer and bearer[:7].lower() == "bearer ":
        return bearer[7:].strip()
    return header(scope, b"x-api-key")


def session_of(scope: Scope) -> str | None:
    """The token of the console's session cookie.

    It counts only beside the header that the console sends: another site's page can make a browser send a
    cookie, but not that header.
    """
    cookies = header(scope, b"cookie")
    if not cookies or (scope["method"] not in _READING and header(scope, CONSOLE_HEADER) is None):
        return None
    for pair in cookies.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE:
            return value
    return None
