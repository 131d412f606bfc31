"""Pictures of pages: `files/page.png` holds one in Chinese and English, as a scanner would give it.

It was drawn by `draw` with a font that has Chinese characters: ``python pictures.py /path/to/font``. It is
kept as a file because such a font is not on every machine.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PAGE = Path(__file__).parent / "files" / "page.png"
WORDS = ("数据安全管理办法", "保障数据安全", "Audit logs are kept for 180 days")
LINES = (
    ("数据安全管理办法", 52),
    ("为规范数据处理活动，保障数据安全，根据有关法律，", 30),
    ("制定本办法。本办法自二〇二六年一月一日起施行。", 30),
    ("", 30),
    ("Audit logs are kept for 180 days and then deleted", 30),
    ("by a scheduled job. Ask the owner of the data first.", 30),
)
FORMATS = {"png": "PNG", "jpeg": "JPEG", "tiff": "TIFF", "bmp": "BMP", "gif": "GIF", "webp": "WEBP"}


def draw(font: str) -> Image:
    """The page, black on white, 900 by 560."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (900, 560), 255)
    pen = ImageDraw.Draw(page)
    top = 60
    for text, size in LINES:
        pen.text((80, top), text, font=ImageFont.truetype(font, size), fill=0)
        top += int(size * 1.7)
    return page


def page() -> Image:
    from PIL import Image

    with Image.open(PAGE) as image:
        return image.convert("L")


def picture(kind: str, image: Image | None = None) -> bytes:
    """The page, or another image, as a file of one of `FORMATS`."""
    buffer = io.BytesIO()
    (image or page()).save(buffer, FORMATS[kind])
    return buffer.getvalue()


def scanned_pdf(*images: Image) -> bytes:
    """A PDF whose pages are pictures only."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for image in images or (page(),):
        width, height = 595.0, 595.0 * image.height / image.width
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(image), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


if __name__ == "__main__":
    draw(sys.argv[1]).save(PAGE, optimize=True)
