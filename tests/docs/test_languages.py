"""Chinese and English are equals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import DOCS, ROOT, headings, prose

_CJK = re.compile(r"[\u4e00-\u9fff]")
_FENCES = re.compile(r"^```(\w*)$", re.MULTILINE)
PAIRS = [
    (ROOT / "README.md", ROOT / "README.zh.md"),
    (DOCS / "architecture.md", DOCS / "architecture.zh.md"),
    *((page, DOCS / "zh" / page.name) for page in sorted((DOCS / "en").glob("*.md"))),
]


def test_both_languages_have_the_same_pages() -> None:
    assert {p.name for p in (DOCS / "en").iterdir()} == {p.name for p in (DOCS / "zh").iterdir()}


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda page: page.name)
def test_both_languages_have_the_same_structure(english: Path, chinese: Path) -> None:
    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]
    ours, theirs = english.read_text(encoding="utf-8"), chinese.read_text(encoding="utf-8")
    assert _FENCES.findall(ours) == _FENCES.findall(theirs)
    assert _rows(ours) == _rows(theirs)


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda page: page.name)
def test_both_languages_name_the_same_keys_files_and_numbers(english: Path, chinese: Path) -> None:
    assert _facts(english) == _facts(chinese)


@pytest.mark.parametrize("page", sorted((DOCS / "zh").glob("*.md")), ids=lambda page: page.name)
def test_a_chinese_page_is_chinese(page: Path) -> None:
    lines = [line for line in prose(page).splitlines() if len(line) > 40 and not line.startswith("|")]
    assert [line for line in lines if not _CJK.search(line)] == []


def _rows(text: str) -> list[int]:
    """The number of cells of each row of each table."""
    return [line.count("|") for line in text.splitlines() if line.startswith("|")]


def _facts(page: Path) -> set[str]:
    """Inline code that reads the same in both languages: keys, codes, fields, file names; no placeholders."""
    return set(re.findall(r"`([A-Za-z0-9_./*-]+)`", prose(page))) - {"app/NAME", "provider/name"}
