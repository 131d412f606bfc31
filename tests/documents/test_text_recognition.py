"""Pictures and scans are read, whichever way up they lie, page by page and within the limits."""

from __future__ import annotations

import io
from pathlib import Path

import handbooks
import pictures
import pytest
from PIL import Image

from weir.core.errors import WeirError
from weir.documents import Document, ElementKind, Limits, Parsers

pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")


def words(document: Document) -> str:
    return "".join(document.text.split())


def finds_the_page(document: Document) -> None:
    for each in pictures.WORDS:
        assert "".join(each.split()) in words(document)


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_picture_in_any_format_is_read_in_both_languages(parsers: Parsers, kind: str) -> None:
    document = parsers.parse(pictures.picture(kind), f"page.{kind}")

    finds_the_page(document)
    assert document.language in ("mixed", "zh")
    assert document.pages == 1
    assert document.metadata["ocr"]
    assert document.warnings == ()


def test_a_line_has_its_place_and_the_picture_is_a_figure(parsers: Parsers) -> None:
    document = parsers.parse(pictures.picture("png"), "page.png")
    title = next(e for e in document.elements if "数据安全管理办法" in e.text)
    figure = next(e for e in document.elements if e.kind is ElementKind.FIGURE)

    assert title.page == figure.page == 1
    assert title.box is not None
    left, top, right, bottom = title.box
    assert left == pytest.approx(80 / 900, abs=0.02)
    assert right == pytest.approx((80 + 8 * 52) / 900, abs=0.03)
    assert 0.09 < top < bottom < 0.26
    assert figure.box == (0.0, 0.0, 1.0, 1.0)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_scan_that_lies_on_its_side_or_head_is_turned(parsers: Parsers, degrees: int) -> None:
    scan = pictures.scanned_pdf(pictures.page().rotate(degrees, expand=True))
    document = parsers.parse(scan, "scan.pdf")

    finds_the_page(document)
    title = next(e for e in document.elements if "数据安全管理办法" in e.text)
    assert title.box is not None
    edge = {90: title.box[0], 180: 1 - title.box[3], 270: 1 - title.box[2]}[degrees]
    assert 0.05 < edge < 0.2, "the box is where the line stands on the page as it is in the file"
    assert any("turned" in warning for warning in document.warnings)


def test_pages_with_a_sound_text_layer_are_left_alone(parsers: Parsers) -> None:
    data = joined(handbooks.pdf(), pictures.scanned_pdf(), handbooks.pdf([["第三章", "付款期限为三十日。"]]))
    document = parsers.parse(data, "mixed.pdf")

    assert [document.metadata["ocr_pages"], document.pages] == ["2", 3]
    assert document.warnings == ()
    for page, expected in ((1, "Audit logs are kept"), (2, "制定本办法"), (3, "付款期限为三十日")):
        assert expected in "".join(e.text for e in document.elements if e.page == page)
    assert [e.page for e in document.elements] == sorted(e.page or 0 for e in document.elements)


def test_lines_that_run_from_top_to_bottom_are_read(parsers: Parsers) -> None:
    """The characters of the title set below each other, as on the spine of a book."""
    page, cell = pictures.page(), 52
    column = Image.new("L", (300, 8 * 60 + 80), 255)
    for number in range(8):
        letter = page.crop((80 + number * cell, 66, 80 + (number + 1) * cell, 66 + cell + 16))
        column.paste(letter, (120, 40 + number * 60))
    document = parsers.parse(pictures.picture("png", column), "spine.png")

    assert "安全管理" in words(document)


def test_a_page_without_any_words_says_so(parsers: Parsers) -> None:
    with pytest.raises(WeirError) as caught:
        parsers.parse(handbooks.scanned_pdf(1), "noise.pdf")
    assert caught.value.code == "document.no_text"


def test_a_picture_without_any_words_is_one_figure_and_says_so(parsers: Parsers) -> None:
    document = parsers.parse(pictures.picture("png", Image.new("L", (400, 300), 255)), "blank.png")
    assert [(element.kind, element.text) for element in document.elements] == [("figure", "")]
    assert "No text was found in the picture." in document.warnings


def test_every_page_of_a_fax_is_read(parsers: Parsers) -> None:
    buffer = io.BytesIO()
    pictures.page().save(buffer, "TIFF", save_all=True, append_images=[pictures.page()])
    document = parsers.parse(buffer.getvalue(), "fax.tif")

    assert document.pages == 2
    assert {e.page for e in document.elements if "办法" in e.text} == {1, 2}


@pytest.mark.slow
def test_when_the_time_is_up_the_pages_that_are_left_are_named(parsers: Parsers) -> None:
    pages = [pictures.page()] * 90
    document = parsers.parse(pictures.scanned_pdf(*pages), "long.pdf", Limits(timeout_s=25))

    assert "办法" in document.text
    (warning,) = [w for w in document.warnings if "not read" in w]
    assert "-90" in warning
    assert "the time was up" in warning


HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name == "rapidocr":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
"""


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Parsers:
    """Workers whose Python does not find the extra."""
    (tmp_path / "sitecustomize.py").write_text(HIDE)
    monkeypatch.syspath_prepend(str(tmp_path))
    return Parsers(workers=1)


def test_without_the_extra_the_way_to_enable_it_is_told(without_ocr: Parsers) -> None:
    with without_ocr as parsers:
        for name, data in (("a.png", pictures.picture("png")), ("scan.pdf", pictures.scanned_pdf())):
            with pytest.raises(WeirError) as caught:
                parsers.parse(data, name)
            assert caught.value.code == "document.no_ocr"
            for language in ("en", "zh"):
                assert "weir[ocr]" in caught.value.remedy(language)
        mixed = parsers.parse(joined(handbooks.pdf(), pictures.scanned_pdf()), "mixed.pdf")
        assert "Audit logs" in mixed.text
        assert any("not read" in w and "weir[ocr]" in w for w in mixed.warnings)


def test_a_picture_that_unpacks_to_too_much_is_refused(parsers: Parsers) -> None:
    huge = pictures.picture("png", Image.new("1", (20_000, 20_000), 1))
    with pytest.raises(WeirError) as caught:
        parsers.parse(huge, "huge.png", Limits(memory_mb=512))

    assert caught.value.code in ("document.broken", "document.memory", "document.hostile")


def joined(*files: bytes) -> bytes:
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for data in files:
        whole.import_pages(pypdfium2.PdfDocument(data))
    buffer = io.BytesIO()
    whole.save(buffer)
    return buffer.getvalue()
