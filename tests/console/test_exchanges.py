"""The record of an exchange."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .test_chat import QUESTION, ask

pytestmark = pytest.mark.browser

STAGES = [
    "Admit",
    "Resolve",
    "Screen the question",
    "Recall",
    "Retrieve",
    "Generate",
    "Ground",
    "Screen the answer",
    "Label",
    "Record",
]


@pytest.fixture
def record(console: Page, handbook: str) -> Page:
    """The page of an exchange that has just been had."""
    console.goto(f"/chat?kb={handbook}")
    ask(console, QUESTION).get_by_role("link", name="How it came about").click()
    expect(console.get_by_role("heading", level=1, name="Exchange")).to_be_visible()
    return console


def test_the_page_shows_every_stage_with_its_state_and_opens_its_details(record: Page) -> None:
    stages = record.get_by_role("list", name="Stages").get_by_role("listitem")
    for name in STAGES:
        expect(stages.filter(has_text=name)).not_to_have_count(0)
    retrieve = stages.filter(has_text="Retrieve").get_by_role("button")
    expect(retrieve).to_have_attribute("aria-expanded", "false")
    retrieve.click()
    expect(retrieve).to_have_attribute("aria-expanded", "true")


def test_the_page_shows_question_answer_and_the_cited_evidence(record: Page) -> None:
    expect(record.get_by_role("region", name="Question")).to_contain_text(QUESTION)
    evidence = record.get_by_role("region", name="Evidence")
    expect(evidence).to_contain_text("handbook.md")
    expect(evidence.locator("mark").first).to_contain_text("5 minutes")


def test_the_receipt_verifies_and_a_changed_one_does_not(record: Page, tmp_path: Path) -> None:
    panel = record.get_by_role("region", name="Receipt")
    panel.get_by_role("button", name="Verify").click()
    expect(panel.get_by_role("status")).to_contain_text("valid")
    with record.expect_download() as download:
        panel.get_by_role("button", name="Download JSON").click()
    download.value.save_as(tmp_path / "receipt.json")
    receipt = json.loads((tmp_path / "receipt.json").read_text())
    changed = {**receipt, "created_at": 0}
    answer = record.request.post("/api/receipts/verify", data=changed, headers={"X-Weir-Console": "1"})
    assert answer.json()["valid"] is False


def test_the_list_finds_an_exchange_by_a_word_of_its_question(record: Page) -> None:
    record.goto("/exchanges")
    search = record.get_by_label("Search in questions")
    search.fill("acknowledged")
    record.keyboard.press("Enter")
    expect(record.get_by_role("link", name=QUESTION).first).to_be_visible()
    record.get_by_label("Search in questions").fill("no such words anywhere")
    record.keyboard.press("Enter")
    expect(record.get_by_text("Nothing matches")).to_be_visible(timeout=20_000)


def test_an_unknown_exchange_is_said_to_be_unknown(console: Page) -> None:
    console.goto("/exchanges/ex_nowhere")
    expect(console.get_by_role("alert")).to_contain_text("ex_nowhere")
