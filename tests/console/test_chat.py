"""Asking, reading the answer, and following a citation to its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

QUESTION = "How quickly must a severity 1 incident be acknowledged?"


def ask(page: Page, question: str) -> Locator:
    """Ask and wait for the whole answer."""
    answers = page.get_by_role("article")
    before = answers.count()
    page.get_by_role("textbox", name="Question").fill(question)
    page.keyboard.press("Enter")
    answer = answers.nth(before)
    expect(answer.get_by_role("link", name="How it came about")).to_be_visible(timeout=60_000)
    return answer


def test_a_citation_opens_its_source_at_the_place(console: Page, handbook: str) -> None:
    console.goto(f"/chat?kb={handbook}")
    answer = ask(console, QUESTION)
    expect(answer).to_contain_text("5 minutes")
    answer.get_by_role("button", name="Source 1: handbook.md").first.click()
    drawer = console.get_by_role("dialog")
    quoted = drawer.locator("mark").first
    expect(quoted).to_contain_text("5 minutes")
    expect(quoted).to_be_in_viewport()
    href = drawer.get_by_role("link", name="Open the original file").get_attribute("href")
    assert href
    assert console.request.get(href).ok


def test_an_answer_says_what_was_done_and_carries_the_label(console: Page, handbook: str) -> None:
    console.goto(f"/chat?kb={handbook}")
    answer = ask(console, QUESTION)
    footer = answer.locator("footer")
    expect(footer).to_contain_text("Checked, no risk found")
    expect(footer).to_contain_text("AI")


def test_what_the_documents_do_not_say_is_refused_with_advice(console: Page, handbook: str) -> None:
    console.goto(f"/chat?kb={handbook}")
    answer = ask(console, "How many penguins live at the head office?")
    refusal = answer.get_by_role("region", name="The documents do not say")
    expect(refusal).to_be_visible()
    expect(refusal.get_by_role("listitem")).not_to_have_count(0)


def test_a_conversation_is_kept_and_can_be_opened_continued_and_deleted(console: Page, handbook: str) -> None:
    console.goto(f"/chat?kb={handbook}")
    ask(console, QUESTION)
    console.wait_for_url("**/chat/*")
    ask(console, "Who decides about rolling back a release?")
    console.reload()
    expect(console.get_by_role("article")).to_have_count(2)
    expect(console.get_by_text(QUESTION, exact=True).last).to_be_visible()
    kept = console.get_by_role("navigation", name="Conversations")
    opened = kept.locator("[aria-current=page]")
    expect(opened).to_have_text(QUESTION)
    opened.hover()
    opened.locator("xpath=..").get_by_role("button", name="Delete").click()
    console.get_by_role("dialog").get_by_role("button", name="Delete").click()
    console.wait_for_url("**/chat")
    expect(console.get_by_role("article")).to_have_count(0)


def test_enter_sends_and_shift_enter_begins_a_new_line(console: Page) -> None:
    box = console.get_by_role("textbox", name="Question")
    box.click()
    console.keyboard.type("first")
    console.keyboard.press("Shift+Enter")
    console.keyboard.type("second")
    expect(box).to_have_value("first\nsecond")
    console.keyboard.press("Enter")
    expect(box).to_have_value("")
    expect(console.get_by_role("article")).to_have_count(1)


def test_html_in_a_question_is_shown_as_text(console: Page) -> None:
    console.get_by_role("textbox", name="Question").fill("<img src=x onerror=alert(1)><b>bold</b>")
    console.keyboard.press("Enter")
    expect(console.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    assert console.locator("main img").count() == 0
