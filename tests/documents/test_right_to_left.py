"""Pages in Arabic or Hebrew are read in the order in which people read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from weir.documents import Parsers
from weir.documents.parsers.docling_lines import page_paragraphs, right_to_left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وعليه، فإن الحكومة المصرية", True),
        ("שלום עולם", True),
        ("The word سلام means peace in Arabic", False),
        ("数据安全管理办法", False),
        ("2024 - 2026", False),
        ("", False),
    ],
)
def test_the_direction_of_a_text_is_that_of_most_letters(text: str, expected: bool) -> None:
    assert right_to_left(text) is expected


def test_an_arabic_page_keeps_its_ligatures_and_the_order_of_its_lines(
    parsers: Parsers, samples: Path
) -> None:
    text = parsers.parse(samples / "pdf" / "right_to_left_02.pdf", "a.pdf").text

    assert "الإنسخن المصري" in text  # the letters of the ligature lam-alef in their order
    assert text.index("وعليه") < text.index("تجدر") < text.index("مسولادفخت الو")


def test_a_file_that_the_engine_cannot_read_gives_no_paragraphs() -> None:
    assert list(page_paragraphs(b"%PDF-1.7 nothing", 1)) == []
