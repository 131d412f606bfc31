"""A document beside what was read from it, and a base at a glance."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))

from handbooks import pdf

pytestmark = pytest.mark.browser

PAGES = [
    ["Leave", "Every employee has 25 days of annual leave."],
    ["Travel", "A hotel may cost 120 euros a night."],
]


@pytest.fixture(scope="module")
def paged(api: APIRequestContext) -> str:
    """The path of a PDF of two pages in a base of its own."""
    base = api.post("/api/kb", data={"name": "Pages", "description": ""}).json()["id"]
    file = {"name": "rules.pdf", "mimeType": "application/pdf", "buffer": pdf(PAGES)}
    api.post(f"/api/kb/{base}/documents", multipart={"files": file})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        [document] = api.get(f"/api/kb/{base}/documents").json()["items"]
        if document["status"] == "ready":
            return f"/documents/{base}/{document['id']}"
        time.sleep(0.2)
    raise AssertionError("the file was not read within a minute")


def test_the_page_stands_beside_its_text_and_they_follow_each_other(console: Page, paged: str) -> None:
    console.goto(paged)
    look = console.get_by_role("region", name="The page as it looks")
    picture = look.get_by_role("img", name="Picture of page")
    expect(picture).to_have_attribute("alt", "Picture of page 1")
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 500
    look.get_by_role("listitem", name="Next Page").click()
    expect(picture).to_have_attribute("alt", "Picture of page 2")
    look.get_by_role("button", name="A hotel may cost").click()
    expect(
        console.get_by_role("region", name="Content as it was read").get_by_text("A hotel may cost")
    ).to_be_in_viewport()


def test_a_cited_span_is_marked_in_the_text_and_on_the_page(console: Page, paged: str) -> None:
    console.goto(f"{paged}?page=2&quote={quote('120 euros a night')}")
    expect(console.locator("mark")).to_have_text("120 euros a night")
    expect(console.get_by_role("img", name="Picture of page 2")).to_be_visible()
    expect(console.locator("button[data-cited]")).to_have_count(1)


def test_a_base_says_how_much_is_in_it_and_whether_its_index_is_true(console: Page, paged: str) -> None:
    console.goto(paged.rsplit("/", 1)[0])
    console.get_by_role("tab", name="State").click()
    expect(console.get_by_text("True to the store")).to_be_visible()
    expect(console.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")


def test_a_source_that_may_not_be_read_is_refused_with_what_to_do(console: Page, paged: str) -> None:
    console.goto(paged.rsplit("/", 1)[0])
    console.get_by_role("tab", name="Sources").click()
    console.get_by_role("button", name="Add a source").click()
    form = console.get_by_role("dialog")
    form.get_by_label("Name").fill("etc")
    form.get_by_label("Folder on the server").fill("/etc")
    form.get_by_role("button", name="Create").click()
    expect(form.get_by_role("alert")).to_contain_text("Sources may not read /etc")
    expect(form.get_by_role("alert")).to_contain_text("sources.folders")
