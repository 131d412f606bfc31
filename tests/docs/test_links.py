"""Links lead somewhere, in every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import headings, name_of, pages

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_inside_the_documentation_resolves(page: Path) -> None:
    broken = [
        target
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://", "mailto:")) and not _resolves(page, target)
    ]
    assert broken == []


def test_every_page_can_be_reached_from_a_readme() -> None:
    reached: set[Path] = set()
    waiting = [page for page in pages() if page.name.startswith("README")]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = _LINK.findall(page.read_text(encoding="utf-8"))
        linked = [
            (page.parent / target.partition("#")[0]).resolve() for target in targets if "://" not in target
        ]
        waiting += [path for path in linked if path in pages()]
    assert [name_of(page) for page in pages() if page not in reached] == []


def _resolves(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return False
    return not anchor or anchor in {_anchor(text) for _, text in headings(file)}


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
