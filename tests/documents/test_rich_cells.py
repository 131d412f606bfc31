"""Cells that hold more than a line keep what they hold, and a chart says what it is."""

from __future__ import annotations

import io

from weir.documents import ElementKind, Parsers

PAGE = """<html><body><table><tr><th>Name</th><th>做法</th></tr>
<tr><td><img src="duck.png" alt="白头鸭照片"></td><td><ol><li>Fly south</li><li>筑巢</li></ol></td></tr>
</table></body></html>"""


def test_numbered_items_and_pictures_within_a_cell_are_kept(parsers: Parsers) -> None:
    (table,) = parsers.parse(PAGE.encode(), "a.html").elements
    texts = {(cell.row, cell.column): cell.text for cell in table.cells}

    assert texts[1, 1] == "1. Fly south\n2. 筑巢"
    assert texts[1, 0] == "白头鸭照片"


def test_a_chart_on_a_slide_is_a_figure_with_its_data(parsers: Parsers) -> None:
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "营收"
    data = CategoryChartData()
    data.categories = ["2024", "2025"]
    data.add_series("收入", (12, 15))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, Inches(2), Inches(5), Inches(4), data)
    buffer = io.BytesIO()
    deck.save(buffer)
    elements = parsers.parse(buffer.getvalue(), "a.pptx").elements

    figure = next(element for element in elements if element.kind is ElementKind.FIGURE)
    table = next(element for element in elements if element.kind is ElementKind.TABLE)
    assert figure.text == "Bar chart"
    assert {"收入", "2024", "15"} <= {cell.text.removesuffix(".0") for cell in table.cells}
