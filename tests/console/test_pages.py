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

from benchmarks.drawings import CHANGES, drawing, illustrated_pdf, png

pytestmark = pytest.mark.browser

PAGES = [
    ["Leave", "Every employee has 25 days of annual leave."],
    ["Travel", "A hotel may cost 120 euros a night."],
]


def stored(api: APIRequestContext, name: str, data: bytes) -> tuple[str, str]:
    """The ids of a base of its own and of the PDF in it, once it is read."""
    base = api.post("/api/kb", data={"name": name, "description": ""}).json()["id"]
    file = {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": data}
    api.post(f"/api/kb/{base}/documents", multipart={"files": file})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        [document] = api.get(f"/api/kb/{base}/documents").json()["items"]
        if document["status"] == "ready":
            return base, document["id"]
        time.sleep(0.2)
    raise AssertionError("the file was not read within a minute")


@pytest.fixture(scope="module")
def paged(api: APIRequestContext) -> str:
    """The path of a PDF of two pages."""
    base, document = stored(api, "rules", pdf(PAGES))
    return f"/documents/{base}/{document}"


@pytest.fixture(scope="module")
def illustrated(api: APIRequestContext) -> str:
    """The path of a base whose PDF has two figures, once they were taken."""
    pytest.importorskip("cv2", reason="pictures are compared with OpenCV, of the extra `ocr`")
    figures = [(drawing(0), "Figure 1: Flow of the cooling water", "See Figure 1.")]
    figures += [(drawing(1), "Figure 2: Harvest of the orchard", "See Figure 2.")]
    base, _ = stored(api, "plant", illustrated_pdf(figures))
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if len(api.get(f"/api/kb/{base}/images").json()["items"]) == 2:
            return f"/documents/{base}"
        time.sleep(0.5)
    raise AssertionError("the figures were not taken within two minutes")


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


def test_a_figure_is_found_by_words_and_by_a_picture_of_it(console: Page, illustrated: str) -> None:
    console.goto(illustrated)
    console.get_by_role("tab", name="Pictures").click()
    console.get_by_role("searchbox", name="What the picture shows").fill("orchard")
    console.keyboard.press("Enter")
    figure = console.get_by_role("link", name="Harvest of the orchard")
    expect(figure).to_have_count(1)
    image = figure.get_by_role("img")
    assert image.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 100
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": png(CHANGES["cropped"](drawing(0)))}
    console.get_by_role("tabpanel").locator("input[type=file]").set_input_files([photo])
    expect(console.get_by_text("Pictures and pages like photo.png")).to_be_visible()
    expect(console.get_by_role("link", name="Flow of the cooling water")).to_have_count(1, timeout=30_000)
    expect(console.get_by_role("link", name="Harvest of the orchard")).to_have_count(0)
