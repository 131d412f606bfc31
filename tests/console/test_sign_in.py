"""Signing in and out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site

pytestmark = pytest.mark.browser


def test_a_wrong_key_is_refused_with_a_reason_and_a_remedy(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Access key").fill("weir_wrong")
    page.get_by_role("button", name="Sign in").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text("key")
    expect(page.get_by_role("navigation", name="Rooms")).to_have_count(0)


def test_an_empty_key_is_asked_for_without_a_request(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.goto("/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Paste your access key.")).to_be_visible()
    assert "POST" not in asked


def test_the_right_key_opens_the_console_and_is_kept_nowhere(console: Page, site: Site) -> None:
    expect(console.get_by_role("textbox", name="Question")).to_be_visible()
    kept = console.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert "weir_sk_" not in kept
    assert site.key not in console.content()


def test_signing_out_closes_the_console_also_for_the_address_that_was_open(console: Page) -> None:
    console.goto("/exchanges")
    console.get_by_role("button", name="Sign out").click()
    expect(console.get_by_label("Access key")).to_be_visible()
    console.reload()
    expect(console.get_by_label("Access key")).to_be_visible()


def test_who_signs_in_lands_on_the_page_that_was_asked_for(page: Page, site: Site) -> None:
    page.goto("/models")
    page.get_by_label("Access key").fill(site.key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Models")).to_be_visible()
