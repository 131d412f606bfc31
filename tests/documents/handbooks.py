"""Files made for the tests, each of them holding the same small handbook in Chinese and English."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

HANDBOOK = (
    ("数据安全管理办法", "为规范数据处理活动，保障数据安全，根据有关法律，制定本办法。"),
    ("Retention", "Audit logs are kept for 180 days and then deleted by a scheduled job."),
)
TABLE = (("部门", "Owner", "Days"), ("风控", "Li Lei", "30"), ("研发", "Han Mei", "90"))


def docx() -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.author = "张三"
    document.add_heading("员工手册 Handbook", 0)
    for heading, text in HANDBOOK:
        document.add_heading(heading, 1)
        paragraph = document.add_paragraph(text)
    for item in ("第一项", "second item"):
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(len(TABLE), len(TABLE[0]))
    for row, values in enumerate(TABLE):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    document.add_comment(paragraph.runs, text="check the law", author="Wang")
    document.sections[0].header.paragraphs[0].text = "SECRET HEADER"
    return _saved(document)


def pptx() -> bytes:
    from pptx import Presentation

    deck = Presentation()
    for heading, text in HANDBOOK:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = heading
        slide.placeholders[1].text = text
        slide.notes_slide.notes_text_frame.text = f"讲稿 {heading}"
    return _saved(deck)


def xlsx(rows: Sequence[Sequence[object]] = TABLE, merge: str = "") -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "人员 Staff"
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    return _saved(book)


def pdf(pages: Sequence[Sequence[str]] = (), header: str = "", footer: str = "") -> bytes:
    """A PDF with a text layer; Chinese is set in a CID font, as Chinese offices do."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setTitle("Handbook 手册")
    canvas.setAuthor("张三")
    for number, lines in enumerate(pages or [[part for pair in HANDBOOK for part in pair]], 1):
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(60, 815, header.format(number))
        canvas.drawString(60, 25, footer.format(number))
        for index, line in enumerate(lines):
            canvas.setFont("STSong-Light", 20 if index == 0 else 11)
            canvas.drawString(60, 760 - 40 * index, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def locked_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("opensesame", canPrint=0))
    canvas.drawString(60, 700, "nobody reads this")
    canvas.save()
    return buffer.getvalue()


def scanned_pdf(pages: int = 2) -> bytes:
    """Pages that are pictures only."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    picture = ImageReader(Image.effect_noise((200, 280), 60))
    for _ in range(pages):
        canvas.drawImage(picture, 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def html() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in TABLE)
    body = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in HANDBOOK)
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>手册</title>"
        "<script>alert('no')</script></head><body><nav>menu menu</nav><h1>员工手册</h1>"
        f"{body}<ul><li>一<ul><li>甲</li></ul></li><li>二</li></ul>"
        f"<table>{rows}</table></body></html>"
    ).encode()


def markdown() -> str:
    table = "\n".join(f"| {' | '.join(row)} |" for row in (TABLE[0], ("---",) * 3, *TABLE[1:]))
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in HANDBOOK)
    items = "- 一\n  - 甲\n- 二"
    return f"---\ntitle: 手册\n---\n# 员工手册\n\n{body}\n\n{items}\n\n{table}\n\n```python\nx = 1\n```\n"


def csv(delimiter: str = ",") -> str:
    return "\n".join(delimiter.join(row) for row in TABLE) + "\n"


def text() -> str:
    return "\n\n".join(f"{heading}\n\n{words}" for heading, words in HANDBOOK)


def rtf() -> bytes:
    words = "".join(character if ord(character) < 128 else f"\\u{ord(character)}?" for character in text())
    return ("{\\rtf1\\ansi\\uc1 " + words.replace("\n\n", "\\par ") + "\\par}").encode("ascii")


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "text", "table"))
_DRAW = f'xmlns:draw="{_OFFICE}:drawing:1.0"'


def odt() -> bytes:
    body = "".join(
        f'<text:h text:outline-level="1">{heading}</text:h><text:p>{words}</text:p>'
        for heading, words in HANDBOOK
    )
    return _opendocument("text", f"<office:text>{body}</office:text>")


def ods() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(value) for value in row)}</table:table-row>" for row in TABLE
    )
    table = f'<table:table table:name="人员">{rows}</table:table>'
    return _opendocument("spreadsheet", f"<office:spreadsheet>{table}</office:spreadsheet>")


def odp() -> bytes:
    pages = "".join(
        f'<draw:page draw:name="p{number}"><draw:frame><draw:text-box><text:p>{heading}</text:p>'
        f"<text:p>{words}</text:p></draw:text-box></draw:frame></draw:page>"
        for number, (heading, words) in enumerate(HANDBOOK)
    )
    return _opendocument("presentation", f"<office:presentation>{pages}</office:presentation>")


def epub() -> bytes:
    chapter = "".join(f"<h1>{heading}</h1><p>{words}</p>" for heading, words in HANDBOOK)
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<?xml version="1.0"?><container version="1.0" '
            'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>'
            "</rootfiles></container>",
            "book.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>手册</dc:title></metadata><manifest>'
            '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="c"/></spine></package>',
            "c.xhtml": '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
            f"<head><title>t</title></head><body>{chapter}</body></html>",
        }
    )


def ofd() -> bytes:
    """A page of GB/T 33190 with two lines of text."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    box = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
    lines = "".join(
        f'<ofd:TextObject ID="{10 + index}" Boundary="20 {30 + 20 * index} 170 10" Font="3" Size="5">'
        f'<ofd:TextCode X="0" Y="6" DeltaX="g {len(words)} 5">{words}</ofd:TextCode></ofd:TextObject>'
        for index, words in enumerate((HANDBOOK[0][0], "增值税电子普通发票开具说明"))
    )
    return zipped(
        {
            "OFD.xml": f'<?xml version="1.0"?><ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody>'
            "<ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f'<?xml version="1.0"?><ofd:Document {space}><ofd:CommonData>'
            f"<ofd:MaxUnitID>50</ofd:MaxUnitID><ofd:PageArea>{box}</ofd:PageArea>"
            "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>"
            '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/PublicRes.xml": f'<?xml version="1.0"?><ofd:Res {space} BaseLoc="Res"><ofd:Fonts>'
            '<ofd:Font ID="3" FontName="SimSun" FamilyName="SimSun"/></ofd:Fonts></ofd:Res>',
            "Doc_0/Pages/Page_0/Content.xml": f'<?xml version="1.0"?><ofd:Page {space}>'
            f'<ofd:Area>{box}</ofd:Area><ofd:Content><ofd:Layer ID="2">{lines}</ofd:Layer></ofd:Content>'
            "</ofd:Page>",
        }
    )


def mhtml() -> bytes:
    return (
        b"From: <Saved by a browser>\r\nSubject: page\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="XX"\r\n\r\n--XX\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        b"Content-Location: http://localhost/\r\n\r\n" + html() + b"\r\n--XX--\r\n"
    )


def eml() -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "数据安全管理办法"
    message.set_content("\n".join(words for _, words in HANDBOOK), charset="gb18030")
    return message.as_bytes()


def jats() -> bytes:
    sections = "".join(f"<sec><title>{heading}</title><p>{words}</p></sec>" for heading, words in HANDBOOK)
    return (
        '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96)//EN" "JATS.dtd">'
        "<article><front><article-meta><title-group><article-title>手册</article-title></title-group></article-meta></front>"
        f"<body>{sections}</body></article>"
    ).encode()


def vtt() -> str:
    cues = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{words}" for n, (_, words) in enumerate(HANDBOOK))
    return f"WEBVTT\n\n{cues}\n"


def asciidoc() -> str:
    body = "\n\n".join(f"== {heading}\n\n{words}" for heading, words in HANDBOOK)
    return f"= 员工手册\n\n{body}\n"


def json() -> str:
    import json as coder

    return coder.dumps([{"title": heading, "text": words} for heading, words in HANDBOOK], ensure_ascii=False)


def zipped(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_member(archive: bytes, name: str, content: str | bytes) -> bytes:
    """The same zip with one member replaced or added."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        members: dict[str, str | bytes] = {info.filename: source.read(info) for info in source.infolist()}
    return zipped({**members, name: content})


def member(archive: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return source.read(name).decode()


def _opendocument(kind: str, body: str) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    content = (
        f'<?xml version="1.0"?><office:document-content {_NAMESPACES} {_DRAW} office:version="1.2">'
        f"<office:body>{body}</office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media_type}"/>'
        "</manifest:manifest>"
    )
    return zipped({"mimetype": media_type, "content.xml": content, "META-INF/manifest.xml": manifest})


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def _encoded(make: Callable[[], str]) -> bytes:
    return make().encode()


EVERY_KIND: dict[str, Callable[[], bytes]] = {
    "handbook.docx": docx,
    "handbook.pptx": pptx,
    "handbook.pdf": pdf,
    "handbook.html": html,
    "handbook.mht": mhtml,
    "handbook.rtf": rtf,
    "handbook.odt": odt,
    "handbook.odp": odp,
    "handbook.epub": epub,
    "handbook.eml": eml,
    "handbook.nxml": jats,
    "handbook.md": lambda: _encoded(markdown),
    "handbook.txt": lambda: _encoded(text),
    "handbook.vtt": lambda: _encoded(vtt),
    "handbook.adoc": lambda: _encoded(asciidoc),
    "handbook.json": lambda: _encoded(json),
}
"""Files that hold the words of `HANDBOOK`."""

EVERY_TABLE: dict[str, Callable[[], bytes]] = {
    "staff.xlsx": xlsx,
    "staff.ods": ods,
    "staff.csv": lambda: csv().encode(),
    "staff.tsv": lambda: csv("\t").encode(),
}
"""Files that hold `TABLE`."""
