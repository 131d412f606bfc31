"""Pictures in a document are elements with a place, and any place can be rendered."""

from __future__ import annotations

import io

import handbooks
import pictures
import pytest
from PIL import Image

from weir.core.errors import WeirError
from weir.documents import ElementKind, Parsers


def illustrated() -> bytes:
    """A page of text with a red picture of a third of its width, and a caption below it."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    for number in range(12):
        canvas.drawString(60, 740 - 14 * number, f"Line {number} of the text before the picture of the pump.")
    picture = Image.effect_noise((300, 200), 40).convert("RGB")
    picture.paste((200, 30, 30), (20, 20, 280, 180))
    canvas.drawImage(ImageReader(picture), 200, 300, 200, 150)
    canvas.drawString(200, 280, "Figure 1. The pump.")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_a_picture_on_a_page_is_a_figure_that_can_be_cut_out(parsers: Parsers) -> None:
    data = illustrated()
    document = parsers.parse(data, "pump.pdf")
    figure = next(e for e in document.elements if e.kind is ElementKind.FIGURE)

    assert figure.page == 1
    assert figure.box == pytest.approx((200 / 600, 350 / 800, 400 / 600, 500 / 800), abs=0.03)
    with Image.open(io.BytesIO(parsers.render(data, "pump.pdf", 1, figure.box, dpi=72))) as cut:
        assert cut.size == (pytest.approx(200, abs=20), pytest.approx(150, abs=20))
        red, green, _ = cut.convert("RGB").getpixel((cut.width // 2, cut.height // 2))
    assert red > 150 > 80 > green


def test_a_whole_page_is_rendered_at_the_wanted_size(parsers: Parsers) -> None:
    with Image.open(io.BytesIO(parsers.render(handbooks.pdf(), "a.pdf", 1, dpi=36))) as page:
        assert page.format == "PNG"
        assert page.size == (pytest.approx(298, abs=2), pytest.approx(421, abs=2))


def test_a_part_of_a_picture_is_cut_out(parsers: Parsers) -> None:
    png = parsers.render(pictures.picture("jpeg"), "a.jpg", 1, (0.0, 0.0, 0.5, 0.25))

    with Image.open(io.BytesIO(png)) as cut:
        assert cut.size == (450, 140)


@pytest.mark.parametrize(
    ("data", "page"),
    [(handbooks.docx(), 1), (handbooks.pdf(), 2), (handbooks.pdf(), 0), (pictures.picture("png"), 2)],
)
def test_what_cannot_be_shown_is_refused(parsers: Parsers, data: bytes, page: int) -> None:
    with pytest.raises(WeirError) as caught:
        parsers.render(data, "a", page)

    assert caught.value.code == "document.no_picture"
