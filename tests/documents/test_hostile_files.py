"""What is wrong with a file is said with a code; dangerous files are refused before an engine opens them."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import handbooks
import pytest

from weir.core.errors import WeirError
from weir.documents import Limits, Parsers

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
XML_PART = {
    "a.docx": (handbooks.docx, "word/document.xml"),
    "a.pptx": (handbooks.pptx, "ppt/slides/slide1.xml"),
    "a.xlsx": (handbooks.xlsx, "xl/worksheets/sheet1.xml"),
    "a.odt": (handbooks.odt, "content.xml"),
    "a.ods": (handbooks.ods, "content.xml"),
    "a.odp": (handbooks.odp, "content.xml"),
    "a.epub": (handbooks.epub, "c.xhtml"),
    "a.ofd": (handbooks.ofd, "Doc_0/Document.xml"),
}


def refusal(parsers: Parsers, data: bytes, name: str, limits: Limits | None = None) -> WeirError:
    with pytest.raises(WeirError) as caught:
        parsers.parse(data, name, limits)
    for language in ("en", "zh"):
        assert caught.value.text(language)
        assert caught.value.remedy(language)
    return caught.value


@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE], ids=["billion laughs", "outside entity"])
@pytest.mark.parametrize("name", XML_PART)
def test_entities_in_any_part_of_a_container_are_refused(parsers: Parsers, name: str, prolog: str) -> None:
    make, part = XML_PART[name]
    markup = handbooks.member(make(), part)
    body = markup[markup.index("?>") + 2 :] if markup.startswith("<?xml") else markup

    assert (
        refusal(parsers, handbooks.with_member(make(), part, prolog + body), name).code == "document.hostile"
    )


def test_entities_hidden_in_utf_16_are_refused(parsers: Parsers) -> None:
    part = (LAUGHS + "<w:document/>").encode("utf-16")

    assert refusal(
        parsers, handbooks.with_member(handbooks.docx(), "word/document.xml", part), "a.docx"
    ).code == ("document.hostile")


def test_entities_far_behind_the_start_are_refused(parsers: Parsers) -> None:
    filler = f"<?xml version='1.0'?><!--{' ' * (3 << 20)}-->"
    part = filler + OUTSIDE.split("?>", 1)[1] + "<x>&xxe;</x>"
    error = refusal(parsers, handbooks.with_member(handbooks.odt(), "content.xml", part), "a.odt")

    assert error.code == "document.hostile"


@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE])
def test_entities_in_xml_and_xhtml_are_refused(parsers: Parsers, prolog: str) -> None:
    article = prolog + handbooks.jats().decode().split('JATS.dtd">', 1)[1]
    page = prolog + handbooks.html().decode().removeprefix("<!DOCTYPE html>")

    assert refusal(parsers, article.encode(), "a.xml").code == "document.hostile"
    assert refusal(parsers, page.encode(), "a.html").code == "document.hostile"


def test_a_page_that_writes_about_entities_is_read(parsers: Parsers) -> None:
    page = "<html><body><h1>XML</h1><p>Write <![CDATA[<!ENTITY a 'b'>]]> for one.</p></body></html>"

    assert "XML" in parsers.parse(page.encode(), "a.html").text


def bomb(size: int) -> bytes:
    return handbooks.with_member(handbooks.docx(), "word/media/zeros.xml", bytes(size))


def test_a_zip_bomb_is_refused_before_it_expands(parsers: Parsers) -> None:
    data = bomb(600 << 20)
    started = time.monotonic()
    error = refusal(parsers, data, "bomb.docx", Limits(memory_mb=128))

    assert error.code == "document.hostile"
    assert time.monotonic() - started < 10


def test_a_bomb_that_lies_about_its_size_is_refused(parsers: Parsers) -> None:
    """The directory says ten bytes; the data itself unpacks to 600 MB."""
    data = bytearray(bomb(600 << 20))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true_size = archive.getinfo("word/media/zeros.xml").file_size
    assert data.count(struct.pack("<I", true_size)) >= 1
    lying = bytes(data).replace(struct.pack("<I", true_size), struct.pack("<I", 10))

    assert refusal(parsers, lying, "bomb.docx").code == "document.hostile"


def test_a_bomb_of_overlapping_members_is_refused(parsers: Parsers) -> None:
    """Many directory entries point at the same data, as in Fifield's zip bomb."""
    data = handbooks.docx()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        start = archive.start_dir
    central = data[start : data.rindex(b"PK\x05\x06")]
    many = central * 200
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, len(infos) * 200, len(infos) * 200, len(many), start, 0
    )

    assert refusal(parsers, data[:start] + many + end, "bomb.docx").code == "document.hostile"


def test_archives_within_archives_are_refused(parsers: Parsers) -> None:
    inner = handbooks.zipped({"a.txt": "x"})
    for _ in range(4):
        inner = handbooks.zipped({"inner.zip": inner})
    data = handbooks.with_member(handbooks.docx(), "word/embeddings/deep.zip", inner)

    assert refusal(parsers, data, "deep.docx").code == "document.hostile"


def test_a_workbook_inside_a_document_is_no_attack(parsers: Parsers) -> None:
    data = handbooks.with_member(handbooks.docx(), "word/embeddings/book.xlsx", handbooks.xlsx())

    assert "员工手册" in parsers.parse(data, "a.docx").text


def test_too_many_members_are_refused(parsers: Parsers) -> None:
    data = handbooks.with_member(handbooks.docx(), "word/a.xml", "<a/>")

    assert refusal(parsers, data, "a.docx", Limits(max_members=5)).code == "document.hostile"


@pytest.mark.parametrize("data", [b"", b"\n\n   \n"])
def test_an_empty_file_says_so(parsers: Parsers, data: bytes) -> None:
    assert refusal(parsers, data, "a.txt").code == "document.empty"


def test_a_locked_pdf_says_so(parsers: Parsers) -> None:
    assert refusal(parsers, handbooks.locked_pdf(), "a.pdf").code == "document.encrypted"


def test_a_locked_office_file_says_so(parsers: Parsers) -> None:
    assert refusal(parsers, locked_office(), "a.docx").code == "document.encrypted"


def test_a_locked_zip_container_says_so(parsers: Parsers) -> None:
    data = bytearray(handbooks.odt())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)

    assert refusal(parsers, bytes(data), "a.odt").code == "document.encrypted"


def test_a_large_file_is_refused_by_its_size(parsers: Parsers) -> None:
    assert refusal(parsers, bytes(2000), "a.txt", Limits(max_bytes=1000)).code == "document.too_large"


def test_a_pdf_of_too_many_pages_is_refused(parsers: Parsers) -> None:
    data = handbooks.pdf([["page"]] * 6)

    assert refusal(parsers, data, "a.pdf", Limits(max_pages=5)).code == "document.too_many_pages"


@pytest.mark.parametrize("name", ["handbook.pdf", "handbook.docx", "handbook.epub", "handbook.odt"])
def test_half_a_file_is_broken(parsers: Parsers, name: str) -> None:
    data = handbooks.EVERY_KIND[name]()

    assert refusal(parsers, data[: len(data) // 2], name).code in ("document.broken", "document.no_text")


def test_a_table_beyond_the_limit_is_cut_with_a_warning(parsers: Parsers) -> None:
    rows = [["a", "b"], *([index, index] for index in range(500))]
    sheet = parsers.parse(handbooks.xlsx(rows), "a.xlsx", Limits(max_cells=200))
    delimited = parsers.parse("\n".join(f"{a},{b}" for a, b in rows).encode(), "a.csv", Limits(max_cells=200))

    for document in (sheet, delimited):
        assert any("cut after 100" in warning for warning in document.warnings)
        assert sum(len(element.cells) for element in document.elements) == 200


def test_a_text_beyond_the_limit_is_cut_with_a_warning(parsers: Parsers) -> None:
    text = "\n\n".join(f"Paragraph {number} of the long text." for number in range(500))
    document = parsers.parse(text.encode(), "a.txt", Limits(max_characters=1000))

    assert 0 < len(document.text) <= 1500
    assert document.warnings


def test_a_stray_cell_at_the_end_of_the_sheet_does_not_eat_the_memory(parsers: Parsers) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "first"
    book.active["XFD1048576"] = "last"
    buffer = io.BytesIO()
    book.save(buffer)

    error = refusal(parsers, buffer.getvalue(), "stray.xlsx", Limits(memory_mb=256, timeout_s=30))
    assert error.code == "document.memory"


def test_markup_nested_thousands_deep_overflows_no_stack(parsers: Parsers) -> None:
    deep = b"<html><body>" + b"<div>" * 100_000 + b"x"
    assert parsers.parse(deep, "deep.html").text == "x"
    quoted = b">" * 50_000 + b" x\n\n# heading\n\n" + b"- " * 5000 + b"y"
    assert parsers.parse(quoted, "deep.md", Limits(timeout_s=30)).sha256
    assert parsers.parse(b"# still here", "a.md").title == "still here"


def locked_office() -> bytes:
    """An OLE file with the streams of an encrypted Office document, as small as the format allows."""
    return _ole({"EncryptedPackage": b"\x01" * 4096, "EncryptionInfo": b"\x04" * 4096})


def _ole(streams: dict[str, bytes]) -> bytes:
    """A compound file of version 3: header, one table sector, one directory sector, then the streams."""
    free, end, table_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    table = [table_mark, end]
    entries = [_entry("Root Entry", 5, child=1, start=end, size=0)]
    body = b""
    for number, (name, data) in enumerate(streams.items(), 1):
        first, count = len(table), len(data) // 512
        table += [*range(first + 1, first + count), end]
        right = number + 1 if number < len(streams) else free
        entries.append(_entry(name, 2, right=right, start=first, size=len(data)))
        body += data
    directory = b"".join(entries).ljust(512, b"\0")
    sectors = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    return header.ljust(512, b"\xff") + sectors + directory + body


def _entry(
    name: str, kind: int, *, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + struct.pack("<3I", 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def test_a_pdf_stream_that_inflates_without_end_fails_alone(parsers: Parsers) -> None:
    content = zlib.compress(b"BT /F1 12 Tf (a) Tj ET\n" * 8_000_000, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, o) for n, o in enumerate(objects, 1))
    data = body + b"trailer<</Root 1 0 R>>\n%%EOF"

    error = refusal(parsers, data, "inflates.pdf", Limits(memory_mb=256, timeout_s=6))
    assert error.code in ("document.memory", "document.timeout", "document.crashed", "document.broken")
