"""The graph of a base: to be searched, looked at, and followed to the words."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

pytestmark = pytest.mark.browser

BANK = "# 银行\n\n招商银行的注册资本为252亿元。招商银行是一家商业银行。".encode()
OTHER = "# 公告\n\n据悉，招商银行的注册资本为300亿元。".encode()


@pytest.fixture(scope="module")
def banks(api: APIRequestContext) -> str:
    """The id of a base whose graph has been read."""
    base = api.post("/api/kb", data={"name": "Banks", "description": ""}).json()["id"]
    for name, text in (("bank.md", BANK), ("other.md", OTHER)):
        file = {"name": name, "mimeType": "text/markdown", "buffer": text}
        assert api.post(f"/api/kb/{base}/documents", multipart={"files": file}).ok
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if len(api.get(f"/api/kb/{base}/graph/conflicts").json()["items"]) == 1:
            return str(base)
        time.sleep(1)
    raise AssertionError("the graph was not read within a minute and a half")


def test_an_entity_is_found_and_its_statement_leads_to_the_words(console: Page, banks: str) -> None:
    console.goto(f"/documents/{banks}")
    console.get_by_role("tab", name="Graph").click()
    listed = console.get_by_role("region", name="Entities")
    listed.get_by_label("Search for a name").fill("招商")
    console.keyboard.press("Enter")
    listed.get_by_role("button", name="招商银行").click()
    shown = console.get_by_role("region", name="招商银行")
    expect(shown.get_by_role("img")).to_be_visible()
    shown.get_by_role("button", name="252亿元").focus()
    console.keyboard.press("Enter")
    expect(shown.get_by_role("blockquote")).to_contain_text("招商银行的注册资本为252亿元")
    expect(console.get_by_role("region", name="Contradictions between documents")).to_contain_text("300亿元")
    shown.get_by_role("link", name="bank.md").click()
    expect(console.get_by_role("region", name="Content as it was read")).to_contain_text("252亿元")
