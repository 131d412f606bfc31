"""Documents without styles, made from ones whose headings are known: what people hand in, with the truth.

The same blocks are written as Word, OpenDocument, PDF, RTF and plain text in which headings only look like
headings: larger, bold, numbered, or several of these, but in the style of the body.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

_ZH = "一二三四五六七八九十"
_SIZES = {0: 11.0, 1: 20.0, 2: 16.0, 3: 13.5, 4: 12.0}
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Block:
    """A paragraph (level 0) or a heading (from 1)."""

    level: int
    text: str


Blocks = Sequence[Block]
Numbering = Callable[[Sequence[int]], str]


def markdown_blocks(text: str, deeper: int = 0) -> Iterator[Block]:
    """The headings and paragraphs of a Markdown page, without its code, tables and lists."""
    text = re.sub(r"^(```|~~~).*?^\1.*?$", "", text, flags=re.S | re.M)
    for part in re.split(r"\n\s*\n", text):
        part = part.strip()
        heading = re.match(r"(#{1,4}) (.+)", part)
        if heading:
            yield Block(len(heading[1]) + deeper, _plain(heading[2]))
        elif part and not re.match(r"[|>\-*\d#<!]", part):
            yield Block(
                0, _plain(" ".join(part.split("\n")) if part.isascii() else "".join(part.split("\n")))
            )


def _plain(text: str) -> str:
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[*`]|\\(?=[^\w\s])", "", text).strip()


def book(pages: Sequence[Path], title: str) -> list[Block]:
    """Pages as the chapters of one text below its title."""
    blocks = [Block(1, title)]
    for page in pages:
        blocks += markdown_blocks(page.read_text("utf-8"), deeper=1)
    return blocks


def chinese_number(value: int) -> str:
    """1 to 99 as they are written in headings."""
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _ZH[tens - 1]) + ("十" if tens else "") + (_ZH[ones - 1] if ones else "")


NUMBERINGS: dict[str, Numbering] = {
    "章节": lambda at: (f"第{chinese_number(at[0])}章 ", f"第{chinese_number(at[-1])}节 ", f"{at[-1]}. ")[
        len(at) - 1
    ],
    "一（一）": lambda at: (f"{chinese_number(at[0])}、", f"（{chinese_number(at[-1])}）", f"{at[-1]}. ")[
        len(at) - 1
    ],
    "1.1": lambda at: ".".join(map(str, at)) + " ",
    "Chapter": lambda at: f"Chapter {at[0]} " if len(at) == 1 else ".".join(map(str, at)) + " ",
}


def numbered(blocks: Blocks, numbering: Numbering) -> list[Block]:
    """The blocks with numbers before the headings below the title, to the third level below it."""
    at: list[int] = []
    result = []
    for block in blocks:
        depth = block.level - 1
        if 0 < depth <= 3:
            at = [*at[:depth], *[0] * (depth - len(at))]
            at[depth - 1] += 1
            block = Block(block.level, numbering([max(value, 1) for value in at]) + block.text)
        result.append(block)
    return result


def docx(blocks: Blocks, sizes: bool, bold: bool) -> bytes:
    from docx import Document
    from docx.shared import Pt

    document = Document()
    for block in blocks:
        run = document.add_paragraph().add_run(block.text)
        run.bold = bold and block.level > 0
        run.font.size = Pt(_SIZES[block.level] if sizes else _SIZES[0])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def odt(blocks: Blocks, sizes: bool, bold: bool) -> bytes:
    names = ("office", "style", "text")
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    spaces += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    styles = "".join(
        f'<style:style style:name="P{level}" style:family="paragraph"><style:text-properties '
        f'fo:font-size="{size if sizes else _SIZES[0]}pt" '
        f'fo:font-weight="{"bold" if bold and level else "normal"}"/></style:style>'
        for level, size in _SIZES.items()
    )
    body = "".join(
        f'<text:p text:style-name="P{block.level}">{escape(block.text)}</text:p>' for block in blocks
    )
    content = (
        f"<office:document-content{spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", f"<office:document-styles{spaces}/>")
    return buffer.getvalue()


def pdf(blocks: Blocks, sizes: bool, bold: bool) -> bytes:
    """Wrapped lines on A4 with a running title and page numbers; Chinese has no bold face here."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    y, page = 780.0, 1
    for block in blocks:
        size = _SIZES[block.level] if sizes else _SIZES[0]
        face = (
            "STSong-Light" if _HAN.search(block.text) else f"Helvetica{'-Bold' * (bold and block.level > 0)}"
        )
        for line in _wrapped(block.text, face, size, 475):
            if y < 80:
                _edges(canvas, page)
                y, page = 780.0, page + 1
            canvas.setFont(face, size)
            canvas.drawString(60, y, line)
            y -= size * 1.35
        y -= 7
    _edges(canvas, page)
    canvas.save()
    return buffer.getvalue()


def _edges(canvas: object, page: int) -> None:
    canvas.setFont("Helvetica", 8)  # type: ignore[attr-defined]
    canvas.drawString(60, 815, "Weir handbook, for internal use")  # type: ignore[attr-defined]
    canvas.drawString(290, 30, str(page))  # type: ignore[attr-defined]
    canvas.showPage()  # type: ignore[attr-defined]


def _wrapped(text: str, face: str, size: float, width: float) -> Iterator[str]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    line = ""
    for piece in re.findall(r"[\u3000-\uffef]|[^\s\u3000-\uffef]+\s*", text):
        if line and stringWidth(line + piece, face, size) > width:
            yield line.rstrip()
            line = ""
        line += piece
    if line:
        yield line.rstrip()


def rtf(blocks: Blocks, sizes: bool, bold: bool) -> bytes:
    def line(block: Block) -> str:
        words = "".join(
            c if ord(c) < 128 else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in block.text
        )
        size = round(2 * (_SIZES[block.level] if sizes else _SIZES[0]))
        return (
            f"\\pard\\fs{size} {{\\b {words}}}\\par"
            if bold and block.level
            else f"\\pard\\fs{size} {words}\\par"
        )

    return ("{\\rtf1\\ansi\n" + "\n".join(map(line, blocks)) + "}").encode("ascii")


def txt(blocks: Blocks, sizes: bool, bold: bool) -> bytes:
    return "\n".join(block.text for block in blocks).encode()


WRITERS: dict[str, Callable[[Blocks, bool, bool], bytes]] = {
    "docx": docx,
    "odt": odt,
    "pdf": pdf,
    "rtf": rtf,
    "txt": txt,
}


def without_styles(data: bytes) -> bytes:
    """A Word file whose headings keep their look and lose their style: formatted by hand."""
    from docx import Document
    from docx.shared import Pt

    document = Document(io.BytesIO(data))
    usual = document.styles["Normal"]
    for paragraph in document.paragraphs:
        style = paragraph.style
        if style is None or not re.match(r"(heading|title|subtitle|标题)", style.name or "", re.I):
            continue
        size, bold = style.font.size or Pt(14), style.font.bold
        paragraph.style = usual
        for run in paragraph.runs:
            run.font.size, run.bold = run.font.size or size, True if bold is None else bold
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
