"""Every HTTP route: those under `/api` from their OpenAPI description, those under `/v1` from the router."""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from starlette.routing import Route

from docs.reference_pages.markdown import code, head, page_of, table
from weir.core.config import Config
from weir.gateway import Gateway
from weir.server.api import make_api
from weir.server.v1.routes import routes

_LEAD = """\
Every route asks for a key, `Authorization: Bearer weir_sk_...` or `x-api-key`, but `/healthz`, `/readyz`,
`/api/session` (signing in and out) and `/api/openapi.json`. What the requests and answers look like is
told in [HTTP API](../en/http-api.md) ([中文](../zh/http-api.md)). A running server gives the
machine-readable description of `/api` at `GET /api/openapi.json`.
"""
_COLUMNS = ("Method", "Path", "What it does", "Query", "Body")
_METHODS = ("get", "post", "patch", "put", "delete")


def page() -> str:
    with tempfile.TemporaryDirectory(prefix="weir-docs-") as folder:
        gateway = Gateway.open(Config(home=Path(folder) / "home"))
        try:
            sections = [_v1(gateway), *_api(make_api(gateway).openapi())]
        finally:
            gateway.close()
    return page_of(head("HTTP routes", _LEAD), *sections, _health())


def _v1(gateway: Gateway) -> str:
    rows = [row for route in routes(gateway) if isinstance(route, Route) for row in _v1_rows(route)]
    return page_of(
        "## /v1: the shapes of other people's clients", table(("Method", "Path", "What it does"), rows)
    )


def _v1_rows(route: Route) -> Iterator[tuple[str, str, str]]:
    about = (inspect.getdoc(type(route.endpoint)) or "").partition("\n")[0]
    for method in sorted((route.methods or set()) - {"HEAD"}):
        yield method, code(route.path.replace(":path", "")), about


def _api(description: dict[str, Any]) -> list[str]:
    found = [
        (operation["tags"][0], _row(method, path, operation, description))
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if method in _METHODS
    ]
    groups = groupby(found, key=lambda item: item[0])
    return [page_of(f"## /api: {tag}", table(_COLUMNS, [row for _, row in rows])) for tag, rows in groups]


def _row(method: str, path: str, operation: dict[str, Any], description: dict[str, Any]) -> tuple[str, ...]:
    about = " ".join(operation.get("description", "").split())
    query = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
    return (
        method.upper(),
        code(f"/api{path}"),
        about,
        ", ".join(code(name) for name in query),
        ", ".join(_fields(operation, description)),
    )


def _fields(operation: dict[str, Any], description: dict[str, Any]) -> list[str]:
    """The fields of the body; those that must be there are in bold."""
    content = operation.get("requestBody", {}).get("content", {})
    body: dict[str, Any] = next(iter(content.values()), {})
    schema = body.get("schema", {})
    reference = schema.get("$ref") or next((s["$ref"] for s in schema.get("anyOf", ()) if "$ref" in s), None)
    if reference is None:
        return ["a JSON object"] if schema else []
    schema = description["components"]["schemas"][reference.rpartition("/")[2]]
    required = set(schema.get("required", ()))
    return [f"**{code(name)}**" if name in required else code(name) for name in schema["properties"]]


def _health() -> str:
    rows = [
        ("GET", code("/healthz"), "Whether the process runs: always `ok`, without a key."),
        (
            "GET",
            code("/readyz"),
            "Whether requests can be answered: 200, or 503 with the reason, without a key.",
        ),
    ]
    return page_of("## Health", table(("Method", "Path", "What it does"), rows))
