"""Knowledge bases and their documents."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def new_base(page: Page, name: str) -> None:
    page.goto("/documents")
    page.get_by_role("button", name="New knowledge base").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill(name)
    form.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()


def test_many_files_go_up_at_once_and_a_bad_one_says_why_and_can_be_tried_again(console: Page) -> None:
    new_base(console, "Uploads")
    good = {"name": "rules.txt", "mimeType": "text/plain", "buffer": b"The office opens at nine o'clock."}
    bad = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}
    console.locator("main input[type=file]").set_input_files([good, bad])
    ready = console.get_by_role("row").filter(has_text="rules.txt")
    expect(ready).to_contain_text("Ready", timeout=60_000)
    failed = console.get_by_role("row").filter(has_text="empty.txt")
    expect(failed).to_contain_text("Failed", timeout=60_000)
    expect(failed).to_contain_text("empty", ignore_case=True)
    failed.get_by_role("button", name="Try empty.txt again").click()
    expect(failed).to_contain_text("Failed", timeout=60_000)


def test_a_document_opens_as_it_was_read_beside_its_original(console: Page, handbook: str) -> None:
    console.goto(f"/documents/{handbook}")
    console.get_by_role("link", name="handbook.md").click()
    expect(console.get_by_role("heading", level=1, name="handbook.md")).to_be_visible()
    expect(console.get_by_role("region", name="Content as it was read")).to_contain_text("bridge call")
    href = console.get_by_role("link", name="Open the original file").get_attribute("href")
    assert href
    assert console.request.get(href).text().startswith("# Incident handbook")


def test_a_base_is_renamed_and_deleted_only_after_a_question(console: Page) -> None:
    new_base(console, "Short-lived")
    console.get_by_role("button", name="Rename").click()
    form = console.get_by_role("dialog")
    form.get_by_label("Name").fill("Renamed")
    form.get_by_role("button", name="Save").click()
    expect(console.get_by_role("heading", level=2, name="Renamed")).to_be_visible()
    console.get_by_role("region", name="Renamed").get_by_role("button", name="Delete", exact=True).click()
    asked = console.get_by_role("dialog")
    expect(asked).to_contain_text("cannot be undone")
    asked.get_by_role("button", name="Cancel").click()
    expect(console.get_by_role("heading", level=2, name="Renamed")).to_be_visible()
    console.get_by_role("region", name="Renamed").get_by_role("button", name="Delete", exact=True).click()
    console.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(console.get_by_role("heading", level=2, name="Renamed")).to_have_count(0)


def test_a_document_is_deleted_only_after_a_question(console: Page) -> None:
    new_base(console, "One file")
    file = {"name": "gone.txt", "mimeType": "text/plain", "buffer": b"Soon gone."}
    console.locator("main input[type=file]").set_input_files([file])
    row = console.get_by_role("row").filter(has_text="gone.txt")
    expect(row).to_contain_text("Ready", timeout=60_000)
    row.get_by_role("button", name="Delete gone.txt").click()
    console.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    expect(console.get_by_text("Nothing in here yet")).to_be_visible()
