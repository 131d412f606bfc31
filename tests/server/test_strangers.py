"""Every route of the application, walked by people who have no business there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import seed
from fastapi.routing import APIRoute
from scripted import Script
from serving import Server
from starlette.routing import BaseRoute, Mount, Route

from weir.gateway import Gateway
from weir.server import make_app

OPEN = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/api/openapi.json"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
}
"""Routes that need no key: they tell nothing that is anybody's."""

BODIES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"model": "said/text", "messages": [{"role": "user", "content": "hi"}]},
    "/v1/responses": {"model": "said/text", "input": "hi"},
    "/v1/messages": {"model": "said/text", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]},
    "/v1/messages/count_tokens": {"model": "said/text", "messages": [{"role": "user", "content": "hi"}]},
    "/v1/embeddings": {"model": "mock/vectors", "input": "hi"},
    "/v1/rerank": {"query": "hi", "documents": ["a"]},
    "/v1/moderations": {"input": "hi"},
    "/api/session": {"key": "weir_sk_nothing"},
    "/api/kb": {"name": "new"},
    "/api/kb/{id}": {"name": "renamed"},
    "/api/kb/{id}/search": {"question": "salary"},
    "/api/kb/{id}/snapshots": {"name": "new"},
    "/api/documents/{id}": {"readers": []},
    "/api/documents/{id}/template": {"template": "auto"},
    "/api/kb/{id}/merge": {"source": "kb_0"},
    "/api/kb/{id}/sources": {"name": "new", "spec": {"kind": "folder", "path": "/srv"}},
    "/api/sources/{id}/refresh": {},
    "/api/keys": {"name": "new"},
    "/api/principals": {"name": "new"},
    "/api/principals/{id}": {"tier": "unlimited"},
}


def leaves(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path of a route table, mounts opened."""
    for route in routes:
        if isinstance(route, Mount):
            yield from leaves(list(route.routes), prefix + route.path)
        elif hasattr(route, "original_router"):  # how FastAPI keeps a router that was included
            yield from leaves(route.original_router.routes, prefix)
        else:
            assert isinstance(route, Route | APIRoute), f"a kind of route that nobody walks: {route}"
            for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
                yield method, prefix + route.path.replace(":path", "")


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """The routes of the application itself, so that a new one cannot be forgotten here."""
    gateway = Gateway.open(seed.configure(tmp_path_factory.mktemp("routes")))
    try:
        return sorted(set(leaves(list(make_app(gateway).router.routes))))
    finally:
        asyncio.run(gateway.aclose())


@pytest.fixture(scope="session")
def closed(routes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [route for route in routes if route not in OPEN]


@pytest.fixture(scope="session")
def belongings(server: Server) -> dict[str, str]:
    """Ids of things that are not the stranger's, by the route that leads to them."""
    answer = server.ask("mine", weir={"conversation": "new"})
    facts = answer["weir"]
    with server.client("builder") as client:
        upload = client.post(
            f"/api/kb/{server.ids['private']}/documents",
            files={"files": ("bonus.md", b"# Bonus\nThe bonus is 77,777 euros.")},
        )
        job = upload.raise_for_status().json()["items"][0]["job"]
    with server.client("user") as client:
        response = client.post("/v1/responses", json={"model": "said/text", "input": "mine"}).json()
    return {
        "kb": server.ids["private"],
        "documents": server.ids["salaries.md"],
        "jobs": job,
        "sources": server.ids["source"],
        "keys": server.ids["user-key"],
        "principals": server.ids["user"],
        "exchanges": facts["exchange"],
        "receipts": facts["receipt"],
        "conversations": facts["conversation"],
        "responses": response["id"],
    }


def test_the_walk_covers_every_kind_of_route(routes: list[tuple[str, str]]) -> None:
    paths = {path for _, path in routes}
    assert {"/v1/chat/completions", "/api/kb/{id}", "/api/documents/{id}/file", "/healthz"} <= paths
    assert len(routes) > 40
    assert {route for route in OPEN if route not in routes} == set()


def test_every_route_that_takes_a_body_is_walked_with_a_good_one(routes: list[tuple[str, str]]) -> None:
    bodiless = (
        "/cancel", "/restore", "/retry", "/verify", "/test", "/documents", "/conversations", "/images/search",
    )  # fmt: skip
    missing = {
        path
        for method, path in routes
        if method in ("POST", "PATCH", "PUT") and path not in BODIES and not path.endswith(bodiless)
    }
    assert not missing, f"add a good body to BODIES for {missing}"


def filled(path: str, id: str) -> str:
    """A path with something in the place of its parameters."""
    return path.replace("{id}", id).replace("{name}", "x").replace("{page}", "1")


def request(server: Server, who: str | None, method: str, path: str, **headers: str) -> Any:
    body = BODIES.get(path)
    with server.client(who, **headers) as client:
        return client.request(method, filled(path, "x"), json=body)


@pytest.mark.parametrize("who", [None, "wrong", "revoked", "expired"])
def test_without_a_key_that_holds_every_route_says_401(
    server: Server, closed: list[tuple[str, str]], unharmed: None, who: str | None
) -> None:
    answers = {(m, p): request(server, who, m, p) for m, p in closed}
    assert {route: a.status_code for route, a in answers.items() if a.status_code != 401} == {}
    assert all(answer.json()["error"]["remedy"] for answer in answers.values())


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Basic d2VpcjpzZWNyZXQ="},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer weir_sk_"},
        {"Authorization": "Bearer " + "weir_sk_" + "é" * 20},
        {"Authorization": "Bearer weir_sk_" + "A" * 30_000},
        {"x-api-key": "'; DROP TABLE keys; --"},
        {"Cookie": "weir_session=x; weir_session=y", "X-Weir-Console": "1"},
        {"Cookie": "=;;;weir_session", "X-Weir-Console": "1"},
    ],
    ids=["basic", "empty", "short", "not-ascii", "long", "sql", "cookies", "broken-cookie"],
)
def test_a_weird_credential_is_401(server: Server, unharmed: None, headers: dict[str, str]) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    for path in ("/v1/models", "/api/me"):
        with server.client() as client:
            assert client.get(path, headers=raw).status_code == 401


def test_a_body_of_a_stranger_is_not_even_read(server: Server, unharmed: None) -> None:
    """Neither parsed nor waited for: the answer comes although most of the body never does."""
    import socket
    from urllib.parse import urlsplit

    address = urlsplit(server.url)
    for path, kind in (
        ("/v1/chat/completions", "application/json"),
        ("/api/kb", "application/json"),
        (f"/api/kb/{server.ids['private']}/documents", "multipart/form-data; boundary=x"),
    ):
        with socket.create_connection((address.hostname, address.port), 10) as connection:
            head = (
                f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 900000\r\n\r\n"
            )
            connection.sendall(head.encode() + b'{"never')
            assert connection.recv(100).startswith(b"HTTP/1.1 401")


def test_what_belongs_to_somebody_else_is_not_there(
    server: Server, closed: list[tuple[str, str]], belongings: dict[str, str], unharmed: None
) -> None:
    """The stranger is a builder: he may do all of this, but to his own things."""
    walked, wrong = 0, {}
    for method, path in closed:
        kind = path.strip("/").split("/")[1]
        if "{id}" not in path:
            continue
        walked += 1
        with server.client("stranger") as client:
            answer = client.request(method, filled(path, belongings[kind]), json=BODIES.get(path))
        if answer.status_code != 404 or "912,345" in answer.text or "77,777" in answer.text:
            wrong[method, path] = (answer.status_code, answer.text[:200])
    assert wrong == {}
    assert walked > 20


def test_what_is_not_there_looks_the_same_as_what_is_not_ours(
    server: Server, closed: list[tuple[str, str]], belongings: dict[str, str]
) -> None:
    for method, path in closed:
        if "{id}" not in path:
            continue
        id = belongings[path.strip("/").split("/")[1]]
        nobodys = id[:-6] + "000000"
        with server.client("stranger") as client:
            theirs = client.request(method, filled(path, id), json=BODIES.get(path))
            none = client.request(method, filled(path, nobodys), json=BODIES.get(path))
        assert theirs.text.replace(id, "ID") == none.text.replace(nobodys, "ID"), (method, path)


def test_lists_hold_only_what_is_ones_own(server: Server, belongings: dict[str, str]) -> None:
    with server.client("stranger") as client:
        assert [b["name"] for b in client.get("/api/kb").json()["items"]] == ["handbook"]
        assert [k["principal"] for k in client.get("/api/keys").json()["items"]] == [server.ids["stranger"]]
        assert [p["id"] for p in client.get("/api/principals").json()["items"]] == [server.ids["stranger"]]
        for kind in ("jobs", "exchanges", "conversations"):
            found = client.get(f"/api/{kind}").json()["items"]
            assert belongings[kind] not in [item["id"] for item in found]
        usage = client.get("/api/usage?by=principal").json()["items"]
        assert {row["principal"] for row in usage} <= {server.ids["stranger"]}
        assert client.get("/api/audit").status_code == 403


def test_a_shared_base_may_be_read_and_not_touched(server: Server, unharmed: None) -> None:
    base, document = server.ids["base"], server.ids["handbook.md"]
    with server.client("stranger") as client:
        assert client.get(f"/api/kb/{base}").status_code == 200
        assert client.get(f"/api/documents/{document}/file").status_code == 200
        assert client.patch(f"/api/kb/{base}", json={"name": "mine"}).status_code == 403
        assert client.patch(f"/api/kb/{base}", json={"public": False}).status_code == 403
        assert client.delete(f"/api/kb/{base}").status_code == 403
        assert client.delete(f"/api/documents/{document}").status_code == 403
        assert client.post(f"/api/documents/{document}/retry").status_code == 403
        upload = client.post(f"/api/kb/{base}/documents", files={"files": ("a.md", b"# a")})
        assert upload.status_code == 403


def test_an_auditor_reads_everything_and_changes_nothing(
    server: Server, closed: list[tuple[str, str]], belongings: dict[str, str], unharmed: None
) -> None:
    reading_posts = ("/verify",)
    wrong = {}
    for method, path in closed:
        kind = path.strip("/").split("/")[1]
        if method == "GET" or path.endswith(reading_posts) or kind == "conversations":
            continue
        with server.client("auditor") as client:
            filled = path.replace("{id}", belongings.get(kind, "x")).replace("{name}", "said/text")
            answer = client.request(method, filled, json=BODIES.get(path))
        # what is private to one person, an auditor does not see at all
        if answer.status_code not in (403, 404) and path != "/v1/messages/count_tokens":
            wrong[method, path] = (answer.status_code, answer.text[:200])
    assert wrong == {}
    with server.client("auditor") as client:
        assert client.get(f"/api/exchanges/{belongings['exchanges']}").status_code == 200
        assert client.post("/api/audit/verify").json()["valid"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/principals", {"name": "mallory", "role": "admin"}),
        ("PATCH", "/api/principals/{user}", {"role": "admin"}),
        ("POST", "/api/keys", {"name": "k", "principal": "{admin}"}),
        ("DELETE", "/api/keys/{admin-key}", None),
        ("POST", "/api/kb", {"name": "mine"}),
        ("POST", "/api/models/said/text/test", None),
        ("POST", "/api/audit/verify", None),
    ],
)
def test_a_user_cannot_raise_himself(
    server: Server, method: str, path: str, body: dict[str, Any] | None
) -> None:
    filled = path.format_map(server.ids)
    if body and "principal" in body:
        body = {**body, "principal": server.ids["admin"]}
    with server.client("user") as client:
        assert client.request(method, filled, json=body).status_code in (403, 404)
        assert client.get("/api/me").json()["principal"]["role"] == "user"


def test_the_console_cookie_changes_nothing_without_the_consoles_header(
    server: Server, closed: list[tuple[str, str]], script: Script
) -> None:
    with server.client() as client:
        signed_in = client.post("/api/session", json={"key": server.secrets["builder"]})
        assert "httponly" in signed_in.headers["set-cookie"].lower()
        assert "samesite=strict" in signed_in.headers["set-cookie"].lower()
        assert client.get("/api/me").json()["principal"]["id"] == server.ids["builder"]
        for method, path in closed:
            if method != "GET":
                filled = path.replace("{id}", "x").replace("{name}", "x")
                assert client.request(method, filled, json=BODIES.get(path)).status_code == 401, path
        made = client.post("/api/kb", json={"name": "by cookie"}, headers={"X-Weir-Console": "1"})
        assert made.status_code == 201
        client.delete(f"/api/kb/{made.json()['id']}", headers={"X-Weir-Console": "1"})
        assert client.delete("/api/session", headers={"X-Weir-Console": "1"}).json()["closed"]
    assert script.seen()["requests"] == 0


def test_a_session_that_was_closed_opens_nothing(server: Server) -> None:
    with server.client() as client:
        token = client.post("/api/session", json={"key": server.secrets["user"]}).cookies["weir_session"]
        client.delete("/api/session", headers={"X-Weir-Console": "1"})
        client.cookies.clear()
        assert client.get("/api/me", headers={"Cookie": f"weir_session={token}"}).status_code == 401


def test_no_path_below_v1_or_api_falls_through_to_the_consoles_page(server: Server) -> None:
    with server.client("user") as client:
        for path in ("/v1/nothing", "/v1/", "/api/nothing", "/v1/assistants"):
            answer = client.get(path)
            assert answer.status_code == 404, path
            assert answer.json()["error"]["code"] == "request.no_route"
        for method, path in (("GET", "/v1/chat/completions"), ("PUT", "/api/kb"), ("DELETE", "/v1/models")):
            answer = client.request(method, path)
            assert answer.status_code == 405, path
            assert answer.json()["error"]["code"] == "request.wrong_method"


def test_a_policy_is_named_and_no_path_to_a_file(server: Server, unharmed: None) -> None:
    with server.client("user") as client:
        for path in ("/etc/passwd", str(server.home / "weir.yaml"), "../../etc/hostname"):
            answer = client.post("/v1/moderations", json={"input": "hi", "policy": path})
            assert answer.status_code == 400
            assert answer.json()["error"]["param"] == "policy"
        assert client.post("/v1/moderations", json={"input": "hi", "policy": "cn-tc260"}).status_code == 200


def test_an_original_that_a_browser_opens_cannot_run(server: Server) -> None:
    with server.client("builder") as client:
        upload = client.post(
            f"/api/kb/{server.ids['private']}/documents",
            files={
                "files": ("..\\..\\evil\r\nX-Bad: 1.html", b"<script>alert(1)</script><p>hello", "text/html")
            },
        )
        document = upload.raise_for_status().json()["items"][0]
        file = client.get(f"/api/documents/{document['id']}/file")
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["content-security-policy"] == "sandbox"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "x-bad" not in file.headers
