"""Filters, readers of documents, snapshots and merges over HTTP."""

from __future__ import annotations

import time
from typing import Any

import pytest
from serving import Server

FILES = {
    "leave.md": "# 年假\n\n满一年的员工有五天年假。",
    "trips.md": "# Trips\n\nTrips are paid by the usual rates.",
}


@pytest.fixture
def base(server: Server) -> str:
    """A public base of the builder's with a Chinese and an English document."""
    with server.client("builder") as client:
        id: str = client.post("/api/kb", json={"name": "routes"}).raise_for_status().json()["id"]
        client.patch(f"/api/kb/{id}", json={"public": True}).raise_for_status()
        files = [("files", (name, text.encode())) for name, text in FILES.items()]
        client.post(f"/api/kb/{id}/documents", files=files).raise_for_status()
        _until_ready(client, id)
    return id


def _until_ready(client: Any, id: str) -> None:
    for _ in range(300):
        items = client.get(f"/api/kb/{id}/documents").json()["items"]
        if items and all(item["status"] == "ready" for item in items):
            return
        time.sleep(0.1)
    raise AssertionError(items)


def _found(server: Server, who: str, base: str, **asked: Any) -> list[str]:
    with server.client(who) as client:
        answer = client.post(f"/api/kb/{base}/search", json={"question": "年假 trips", **asked})
    return sorted({item["document"] for item in answer.raise_for_status().json()["items"]})


def test_a_search_can_be_filtered(server: Server, base: str) -> None:
    assert _found(server, "user", base) == sorted(FILES)
    assert _found(server, "user", base, filter={"field": "language", "eq": "zh"}) == ["leave.md"]
    with server.client("user") as client:
        wrong = client.post(
            f"/api/kb/{base}/search", json={"question": "x", "filter": {"field": "no", "eq": 1}}
        )
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "knowledge.filter_invalid")


def test_a_closed_document_is_gone_for_others_everywhere(server: Server, base: str) -> None:
    with server.client("builder") as client:
        items = client.get(f"/api/kb/{base}/documents").json()["items"]
        closed = next(item["id"] for item in items if item["name"] == "leave.md")
        client.patch(f"/api/documents/{closed}", json={"readers": ["board"]}).raise_for_status()
        assert len(client.get(f"/api/kb/{base}/documents").json()["items"]) == 2
    assert _found(server, "builder", base) == sorted(FILES)
    assert _found(server, "user", base) == ["trips.md"]
    with server.client("user") as client:
        assert [item["name"] for item in client.get(f"/api/kb/{base}/documents").json()["items"]] == [
            "trips.md"
        ]
        for path in ("", "/elements", "/file"):
            assert client.get(f"/api/documents/{closed}{path}").status_code == 404
        assert client.patch(f"/api/documents/{closed}", json={"readers": None}).status_code == 404


def test_snapshots_are_made_listed_restored_and_forgotten(server: Server, base: str) -> None:
    with server.client("builder") as client:
        point = client.post(f"/api/kb/{base}/snapshots", json={"name": "s"}).raise_for_status().json()
        assert point["documents"] == 2
        again = client.post(f"/api/kb/{base}/snapshots", json={"name": "s"})
        assert (again.status_code, again.json()["error"]["code"]) == (409, "knowledge.snapshot_taken")
        items = client.get(f"/api/kb/{base}/documents").json()["items"]
        client.delete(f"/api/documents/{items[0]['id']}").raise_for_status()
        restored = client.post(f"/api/kb/{base}/snapshots/s/restore").raise_for_status().json()
        assert restored == {"removed": 0, "restored": 1}
        assert client.get(f"/api/kb/{base}/documents").json()["items"][0]["id"] == items[0]["id"]
        client.delete(f"/api/kb/{base}/snapshots/s").raise_for_status()
        assert client.get(f"/api/kb/{base}/snapshots").json()["items"] == []
    with server.client("user") as client:
        assert client.post(f"/api/kb/{base}/snapshots", json={"name": "s"}).status_code == 403


def test_a_base_is_merged_only_from_one_that_may_be_used(server: Server, base: str) -> None:
    with server.client("builder") as client:
        target = client.post("/api/kb", json={"name": "target"}).json()["id"]
        assert client.post(f"/api/kb/{target}/merge", json={"source": base}).json() == {"copied": 2}
        assert client.post(f"/api/kb/{target}/merge", json={"source": "kb_0"}).status_code == 404
        assert client.post(f"/api/kb/{target}/verify").json()["clean"]
    with server.client("user") as client:
        assert client.post(f"/api/kb/{base}/merge", json={"source": target}).status_code == 403
