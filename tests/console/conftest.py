"""A real server, a real browser, and a watch on what the browser says and where it goes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    APIRequestContext,
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

CHROMIUM = os.environ.get("WEIR_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HANDBOOK = """# Incident handbook

This handbook tells the people on call what to do when card payments fail.

## Severity levels

A severity 1 incident must be acknowledged within 5 minutes and a bridge call opened within 15 minutes.

## Who decides

The incident commander decides alone about rolling back a release.

## 年休假

员工累计工作已满十年不满二十年的，年休假为十天。
"""


@dataclass(frozen=True)
class Site:
    """Where the console is, and the key that opens it."""

    url: str
    key: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own in a fresh home, or the running one that WEIR_CONSOLE_URL and _KEY name."""
    if "WEIR_CONSOLE_URL" in os.environ:
        yield Site(os.environ["WEIR_CONSOLE_URL"], os.environ["WEIR_CONSOLE_KEY"])
        return
    home = tmp_path_factory.mktemp("home")
    log = home.parent / "serve.log"
    weir = Path(sys.executable).with_name("weir")
    with log.open("w") as out:
        command = [weir, "serve", "--port", "0", "--home", home]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=_environment())
    try:
        yield _announced(process, log)
    finally:
        process.terminate()
        process.wait(20)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


def _announced(process: subprocess.Popen[bytes], log: Path) -> Site:
    """Wait until the server has told its address and the first key."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        said = log.read_text()
        url = re.search(r"http://\S+", said)
        key = re.search(r"weir_sk_\S+", said)
        if url and key:
            return Site(url[0].rstrip("/"), key[0])
        time.sleep(0.1)
    raise AssertionError(f"the server did not come up:\n{log.read_text()}")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Ends with its module: its event loop would stand in the way of the tests that run after it."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in WEIR_CHROMIUM")
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield running
    running.close()


@pytest.fixture(scope="module")
def api(playwright: Playwright, site: Site) -> Iterator[APIRequestContext]:
    """The same server by its API, to prepare what a test looks at."""
    context = playwright.request.new_context(
        base_url=site.url, extra_http_headers={"Authorization": f"Bearer {site.key}", "Accept-Language": "en"}
    )
    yield context
    context.dispose()


@pytest.fixture(scope="module")
def handbook(api: APIRequestContext) -> str:
    """The id of a knowledge base with one document that is ready to be asked about."""
    base = api.post("/api/kb", data={"name": "Handbooks", "description": ""}).json()["id"]
    file = {"name": "handbook.md", "mimeType": "text/markdown", "buffer": HANDBOOK.encode()}
    assert api.post(f"/api/kb/{base}/documents", multipart={"files": file}).ok
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        [document] = api.get(f"/api/kb/{base}/documents").json()["items"]
        if document["status"] == "ready":
            return str(base)
        assert document["status"] != "failed", document["error"]
        time.sleep(0.2)
    raise AssertionError("the handbook was not indexed within a minute")


@dataclass
class Watch:
    """What went wrong in a browser context while a test looked at something else."""

    site: Site
    problems: list[str]

    def page(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium reports each answer of 400 and above as an error; those are part of the tests.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.problems.append(f"console {message.type}: {message.text}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != self.site.url:
            self.problems.append(f"left the origin: {url}")


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A fresh English profile; the test fails if the page complains or asks anybody but the server."""
    watch = Watch(site, [])
    context = browser.new_context(base_url=site.url, locale="en-GB", viewport={"width": 1280, "height": 860})
    context.on("page", watch.page)
    yield context
    context.close()
    assert watch.problems == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def console(page: Page, site: Site) -> Page:
    """A page of somebody who is signed in."""
    page.goto("/")
    page.get_by_label("Access key").fill(site.key)
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Rooms").wait_for()
    return page
