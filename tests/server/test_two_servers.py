"""Two servers on one store: one chain, one count, and what one learns the other knows."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
from serving import Server, serving

HI = {"model": "said/text", "messages": [{"role": "user", "content": "hi"}]}


def test_two_servers_that_serve_at_once_keep_one_chain(server: Server) -> None:
    key = {"Authorization": f"Bearer {server.secrets['builder']}"}
    with serving(server.home, server.home / "second.log", server.store_url) as (second, _):

        def ask(n: int) -> str:
            url = (server.url, second)[n % 2]
            body = {**HI, "stream": n % 3 == 0}
            answer = httpx2.post(f"{url}/v1/chat/completions", json=body, headers=key, timeout=30)
            assert answer.status_code == 200, answer.text
            return str(answer.headers["x-weir-exchange"])

        with ThreadPoolExecutor(8) as threads:
            asked = list(threads.map(ask, range(80)))
        assert len(set(asked)) == 80
        for url in (server.url, second):
            with httpx2.Client(base_url=url, headers=key, timeout=30) as client:
                found = {client.get(f"/api/exchanges/{id}").json()["status"] for id in asked[:20]}
                assert found == {"done"}
        with server.client("auditor") as auditor:
            verdict = auditor.post("/api/audit/verify").json()
        assert verdict["valid"], verdict


def test_a_key_made_at_one_server_opens_the_other_and_a_revoked_one_closes_both(server: Server) -> None:
    with (
        serving(server.home, server.home / "second.log", server.store_url) as (second, _),
        server.client("builder") as client,
    ):
        made = client.post("/api/keys", json={"name": "both"}).json()
        key = {"Authorization": f"Bearer {made['secret']}"}
        until = time.monotonic() + 3
        while httpx2.get(f"{second}/api/me", headers=key).status_code != 200:
            assert time.monotonic() < until, "the other server never learned of the key"
        assert client.delete(f"/api/keys/{made['id']}").json()["revoked"]
        until = time.monotonic() + 3
        while httpx2.get(f"{second}/api/me", headers=key).status_code != 401:
            assert time.monotonic() < until, "the other server never learned of the revocation"


def test_a_port_that_is_taken_is_told_and_not_shared(server: Server) -> None:
    import subprocess
    from urllib.parse import urlsplit

    from serving import WEIR

    port = str(urlsplit(server.url).port)
    done = subprocess.run(
        [WEIR, "serve", "--home", str(server.home), "--port", port],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert "server.port_taken" in done.stderr
    assert "Traceback" not in done.stderr
