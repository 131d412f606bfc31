"""What an engine reads is looked at before it is believed: page by page in a PDF, file by file elsewhere."""

from __future__ import annotations

import handbooks
import office_files
import pictures
import pytest
import samples

from weir.documents import KINDS, Cell, Element, ElementKind, Limits, Parsers
from weir.documents.quality import fault_of, text_fault
from weir.documents.reading import read
from weir.documents.tables import table_element

GARBLED = "ä¸ºè§„èŒƒæ•°æ®å¤„ç†æ´»åŠ¨ä¿éšœæ•°æ®å®‰å…¨"


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        (handbooks.text(), True),
        ("短", True),
        ("Les élèves français préfèrent les œuvres d'été à l'hôtel, naïvement bâties.", True),
        ("\uf0b7 first point\n\uf0b7 second point\n\uf0b7 third point of the list", True),
        ("\ufffd" * 10 + "a text with many marks", False),
        ("\ue001\ue002\ue003 \ue004\ue005 word \ue006\ue007\ue008\ue009 here it is", False),
        ("(cid:12)(cid:88)(cid:9)(cid:101)(cid:12)(cid:88)", False),
        (GARBLED * 2, False),
        ("㐀㐁㐂㐃㐄㐅㐆㐇㐈㐉㐊㐋㐌㐍㐎㐏㐐㐑㐒㐓㐔㐕㐖㐗㐘", False),
    ],
)
def test_text_that_nobody_wrote_is_told_from_text(text: str, sound: bool) -> None:
    assert (text_fault(text) == "") is sound


def test_an_empty_grid_is_no_table() -> None:
    grid = [Cell(row, column, "x" if row == column == 0 else "") for row in range(20) for column in range(20)]
    table = table_element(grid)

    assert table
    assert fault_of([table])
    assert not fault_of([table, Element(ElementKind.PARAGRAPH, "Fill in this form by hand. " * 40)])


def test_a_parser_whose_text_is_not_sound_gives_way_to_the_next(plugin: None) -> None:
    with Parsers(workers=1) as parsers:
        document = parsers.parse(b"rogue-garble\n\nThe text that the next parser reads.", "a.txt")

    assert document.metadata["parser"] == "plain"
    assert "The text that the next parser reads." in document.text
    assert "What rogue read was not good" in document.warnings[0]


def test_a_page_whose_text_layer_is_glyph_numbers_is_recognised(parsers: Parsers) -> None:
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    document = parsers.parse(under_text("(cid:17)(cid:88)(cid:9)(cid:42) " * 12), "garbled.pdf")

    assert document.metadata["ocr_pages"] == "1"
    assert "数据安全管理办法" in document.text
    assert "cid:" not in document.text


def test_a_scan_with_a_good_text_layer_is_not_recognised_again(parsers: Parsers) -> None:
    layer = "Audit logs are kept for 180 days and then deleted by a scheduled job. Ask the owner first."
    document = parsers.parse(under_text(layer), "searchable.pdf")

    assert "ocr_pages" not in document.metadata
    assert "Ask the owner first" in document.text


def under_text(layer: str) -> bytes:
    """A scanned page with an invisible text layer, as scanners with recognition write."""
    import io

    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 370))
    canvas.drawImage(ImageReader(pictures.page()), 0, 0, 595, 370)
    text = canvas.beginText(40, 300)
    text.setTextRenderMode(3)
    for at in range(0, len(layer), 60):
        text.textLine(layer[at : at + 60])
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_ofd_has_a_second_opinion() -> None:
    document = read(handbooks.ofd(), "a.ofd", Limits(), ["docvortex-ofd"], lambda *_: None)

    assert document.metadata["parser"] == "ofd-text"
    assert [e.text for e in document.elements] == ["数据安全管理办法", "增值税电子普通发票开具说明"]
    for element in document.elements:
        assert element.box
        assert element.box[0] == pytest.approx(20 / 210, abs=0.01)


@pytest.mark.parametrize("kind", ["docx", "doc", "pptx", "odt", "odp", "rtf", "epub"])
def test_office_files_have_a_second_engine(kind: str) -> None:
    document = read(samples.sample(kind, kind), f"a.{kind}", Limits(), ["docling"], lambda *_: None)

    assert document.metadata["parser"] == "docvortex-office"
    assert "docling failed" in document.warnings[0]
    for words in samples.expected(kind):
        assert words in document.text
    assert "- - " not in document.text


TEXT_KINDS = [
    kind.name
    for kind in KINDS.values()
    if kind.text and kind.name not in ("eml", "mhtml", "mbox", "jats", "uspto", "xbrl")
]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_chinese_text_of_any_kind_is_read_in_any_encoding(parsers: Parsers, kind: str, encoding: str) -> None:
    ending = KINDS[kind].extensions[0]
    text = samples.sample(kind, ending).decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    document = parsers.parse(text.encode(encoding), f"a.{ending}")

    assert document.media_type == KINDS[kind].media_type
    for words in samples.expected(kind):
        assert "".join(words.split()) in "".join(document.text.split())


def test_an_old_office_file_under_another_name_is_read_by_its_content(parsers: Parsers) -> None:
    for make, name, media_type in (
        (office_files.doc, "a.et", "application/msword"),
        (office_files.xls, "a.wps", "application/vnd.ms-excel"),
        (office_files.ppt, "a.doc", "application/vnd.ms-powerpoint"),
    ):
        document = parsers.parse(make(), name)
        assert document.media_type == media_type
        assert "The name says" in document.warnings[0]
