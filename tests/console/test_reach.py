"""The console for everybody: in both languages, by keyboard alone, on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Site

pytestmark = pytest.mark.browser

ROOMS = [
    "/chat",
    "/documents",
    "/exchanges",
    "/access/keys",
    "/access/principals",
    "/access/usage",
    "/models",
    "/audit",
]
# How far the page and the room are wider than what is seen of them.
SPILL = "() => ['html', 'main'].map(n => document.querySelector(n)).map(e => e.scrollWidth - e.clientWidth)"
# Texts with a contrast below 4.5 to 1 against their ground (WCAG 2.2, 1.4.3; disabled controls are exempt).
CONTRAST = """() => {
  const parse = (c) => { const v = c.match(/[\\d.]+/g).map(Number); return v.length === 3 ? [...v, 1] : v; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3]));
  const ground = (e) => {
    const layers = [];
    for (let n = e; n; n = n.parentElement) layers.push(parse(getComputedStyle(n).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const exempt = '[disabled], [aria-disabled=true], [class*=disabled], .unseen, style, script, noscript';
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement;
    if (!node.textContent.trim() || e.closest(exempt)) continue;
    if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(e), under = ground(e), above = over(parse(style.color), under);
    const [a, b] = [light(above), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(`${node.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return [...new Set(faint)];
}"""


def test_the_language_is_the_browsers_and_a_choice_is_remembered(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("button", name="Use English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    context.close()


def test_errors_come_in_the_language_of_the_page(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    page.get_by_label("访问密钥").fill("weir_wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("密钥")
    context.close()


def focused(page: Page) -> str:
    """The name of what has the focus."""
    script = (
        "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"
    )
    return str(page.evaluate(script))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on something of that name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name!r}; the focus is on {focused(page)!r}")


def test_a_person_without_a_mouse_signs_in_asks_reads_the_source_and_signs_out(
    page: Page, site: Site, handbook: str
) -> None:
    page.goto(f"/chat?kb={handbook}")
    page.get_by_label("Access key").wait_for()
    page.keyboard.type(site.key)
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Rooms").wait_for()
    page.get_by_role("textbox", name="Question").wait_for()

    tab_to(page, "Question")
    page.keyboard.type("How quickly must a severity 1 incident be acknowledged?")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="How it came about").wait_for(timeout=60_000)
    page.get_by_role("main").focus()
    tab_to(page, "Source 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").locator("mark").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Source 1").first).to_be_focused()

    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Chat").focus()
    tab_to(page, "Exchanges")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Exchanges")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Chat").focus()
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Access key")).to_be_visible()


def test_the_first_tab_offers_the_way_past_the_menu(console: Page) -> None:
    console.goto("/models")
    console.get_by_role("heading", level=1, name="Models").wait_for()
    console.keyboard.press("Tab")
    assert focused(console) == "Skip to content"
    console.keyboard.press("Enter")
    expect(console.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_room_scrolls_sideways(console: Page, handbook: str, width: int) -> None:
    console.set_viewport_size({"width": width, "height": 780})
    for room in [*ROOMS, f"/documents/{handbook}"]:
        console.goto(room)
        console.get_by_role("main").get_by_role("heading", level=1).first.wait_for()
        console.wait_for_load_state("networkidle")
        spill = console.evaluate(SPILL)
        assert max(spill) <= 0, f"{room} is {max(spill)} px too wide at {width} px"


def test_on_a_telephone_the_menu_is_behind_a_button(console: Page) -> None:
    console.set_viewport_size({"width": 390, "height": 780})
    console.goto("/chat")
    console.get_by_role("button", name="Menu").click()
    console.get_by_role("dialog").get_by_role("link", name="Models").click()
    expect(console.get_by_role("heading", level=1, name="Models")).to_be_visible()
    expect(console.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, site: Site, scheme: str) -> None:
    context = browser.new_context(base_url=site.url, locale="en-GB", color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Access key").fill(site.key)
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Rooms").wait_for()
    for room in ROOMS:
        page.goto(room)
        page.get_by_role("main").get_by_role("heading", level=1).first.wait_for()
        page.wait_for_load_state("networkidle")
        faint = page.evaluate(CONTRAST)
        assert faint == [], f"{room} in {scheme}: {faint}"
    context.close()
