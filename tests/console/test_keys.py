"""Keys, usage, models and the audit chain."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site

pytestmark = pytest.mark.browser


def test_a_key_is_shown_once_works_and_stops_working_when_revoked(console: Page, site: Site) -> None:
    console.goto("/access/keys")
    console.get_by_role("button", name="New key").click()
    form = console.get_by_role("dialog")
    form.get_by_label("Name").fill("batch program")
    form.get_by_role("button", name="Create").click()
    secret = console.get_by_test_id("secret").inner_text()
    assert secret.startswith("weir_sk_")
    console.get_by_role("button", name="I have copied it").click()
    expect(console.get_by_test_id("secret")).to_have_count(0)
    assert secret not in console.content()
    assert works(console, site, secret)

    row = console.get_by_role("row").filter(has_text="batch program")
    expect(row).to_contain_text("Active")
    row.get_by_role("button", name="Revoke batch program").click()
    console.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("Revoked")
    console.wait_for_timeout(1_200)  # a revocation is everywhere within a second
    assert not works(console, site, secret)


def works(page: Page, site: Site, key: str) -> bool:
    """Whether a key is taken, asked without the cookie of the browser."""
    script = """async ([url, key]) =>
      (await fetch(url, { credentials: "omit", headers: { Authorization: "Bearer " + key } })).status"""
    return bool(page.evaluate(script, [f"{site.url}/api/me", key]) == 200)


def test_a_key_without_a_name_is_not_made(console: Page) -> None:
    console.goto("/access/keys")
    console.get_by_role("button", name="New key").click()
    console.get_by_role("dialog").get_by_role("button", name="Create").click()
    expect(console.get_by_text("Give it a name.")).to_be_visible()


def test_a_principal_is_made_and_can_be_given_a_key(console: Page) -> None:
    console.goto("/access/principals")
    console.get_by_role("button", name="New principal").click()
    form = console.get_by_role("dialog")
    form.get_by_label("Name").fill("teller copilot")
    form.get_by_role("button", name="Create").click()
    expect(console.get_by_role("row").filter(has_text="teller copilot")).to_be_visible()


def test_usage_is_shown_as_bars_and_as_a_table(console: Page, handbook: str) -> None:
    from .test_chat import QUESTION, ask

    console.goto(f"/chat?kb={handbook}")
    ask(console, QUESTION)
    console.goto("/access/usage")
    expect(console.get_by_role("img", name="request")).to_be_visible()
    expect(console.get_by_role("table")).to_contain_text("20")
    console.get_by_text("Model", exact=True).click()
    expect(console.get_by_role("columnheader", name="Model")).to_be_visible()


def test_models_are_listed_with_their_state(console: Page) -> None:
    console.goto("/models")
    expect(console.get_by_role("row").filter(has_text="local/lexical")).to_contain_text("Ready")


def test_the_audit_chain_is_whole(console: Page) -> None:
    console.goto("/audit")
    console.get_by_role("button", name="Verify the chain").click()
    expect(console.get_by_role("status")).to_contain_text("The chain is whole")
