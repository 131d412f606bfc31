"""Tables, captions, furniture, menus, titles: what belongs together and what stands around the text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from weir.documents import Cell, Element, ElementKind, Parsers
from weir.documents.elements import Box, Look
from weir.documents.furniture import without_furniture
from weir.documents.kinds import HTML, PDF
from weir.documents.structure import arranged, document_title
from weir.documents.structure.boilerplate import without_boilerplate
from weir.documents.structure.captions import is_caption
from weir.documents.structure.grids import header_rows, joined
from weir.documents.structure.titles import name_as_title
from weir.documents.tables import rows_to_cells, table_element

TOP: Box = (0.1, 0.05, 0.9, 0.2)
FOOT: Box = (0.1, 0.6, 0.9, 0.95)
HEAD = ["部门", "天数"]


def table(rows: list[list[str]], page: int | None = None, box: Box | None = None) -> Element:
    element = table_element(rows_to_cells(rows, header=False), page, box)
    assert element is not None
    return element


def paragraph(text: str, **more: object) -> Element:
    return replace(Element(ElementKind.PARAGRAPH, text), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([["部门", "天数"], ["风控", "30"]], 1),
        ([["Name", "2023", "2024"], ["Income", "10", "12"]], 1),
        ([["1", "2"], ["3", "4"]], 0),
        ([["风控", "30"], ["研发", "90"]], 0),
        ([["only one row", "x"]], 0),
        ([["2024年保存期限", ""], ["部门", "天数"], ["风控", "30"]], 2),
    ],
)
def test_the_rows_that_name_columns_are_known(rows: list[list[str]], count: int) -> None:
    assert header_rows(rows_to_cells(rows)) == count


def test_a_header_of_two_rows_is_known_by_what_spans() -> None:
    cells = [
        Cell(0, 0, "部门", row_span=2),
        Cell(0, 1, "收入", column_span=2),
        Cell(1, 1, "上半年"),
        Cell(1, 2, "下半年"),
    ]
    cells += [Cell(2, 0, "风控"), Cell(2, 1, "10"), Cell(2, 2, "12")]

    assert header_rows(cells) == 2


def test_a_table_over_three_pages_is_one_and_its_header_stands_once() -> None:
    parts = [
        table([HEAD, ["风控", "30"]], 1, FOOT),
        table([HEAD, ["研发", "90"]], 2, (0.1, 0.05, 0.9, 0.95)),
        table([["法务", "60"]], 3, TOP),
    ]
    more = Element(ElementKind.CAPTION, "续表1 保存期限", page=2)
    (whole,) = joined([parts[0], more, parts[1], parts[2]])

    assert [cell.text for cell in whole.cells] == ["部门", "天数", "风控", "30", "研发", "90", "法务", "60"]
    assert whole.text.splitlines()[-1] == "| 法务 | 60 |"


def test_tables_with_text_between_them_or_other_columns_stay_apart() -> None:
    one, other = table([HEAD, ["风控", "30"]], 1, FOOT), table([HEAD, ["研发", "90"]], 2, TOP)
    wider = table([["a", "b", "c"], ["1", "2", "3"]], 2, TOP)
    named = Element(ElementKind.CAPTION, "表2 另一张表", page=2)

    assert len(joined([one, paragraph("下表是另一张。", page=2), other])) == 3
    assert len(joined([one, wider])) == 2
    assert len(joined([one, named, other])) == 3
    assert len(joined([one, replace(other, page=4)])) == 2


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("图3-1 系统总体架构", True),
        ("Table 2. Results of the trial", True),
        ("Fig. 4: Torque", True),
        ("表1所示为各部门的保存期限。", False),
        ("FIG. 3 is a view of the container from above", False),
        ("图书馆的开放时间", False),
        ("Figures are listed below", False),
    ],
)
def test_a_caption_is_told_from_a_sentence_about_it(text: str, caption: bool) -> None:
    assert is_caption(text) is caption


def test_a_caption_beside_its_table_is_one() -> None:
    elements = arranged([paragraph("表1 保存期限"), table([HEAD, ["风控", "30"]])], PDF, 1).elements

    assert [element.kind for element in elements] == [ElementKind.CAPTION, ElementKind.TABLE]
    assert [cell.header for cell in elements[1].cells] == [True, True, False, False]


def test_running_titles_of_left_and_right_pages_and_page_numbers_go() -> None:
    body = [
        paragraph(f"第{page}页的正文各不相同。", page=page, box=(0.1, 0.4, 0.9, 0.5)) for page in range(1, 9)
    ]
    edges = [
        paragraph("左页标题" if page % 2 else "右页标题", page=page, box=(0.1, 0.02, 0.5, 0.05))
        for page in range(1, 9)
    ]
    numbers = [paragraph(f"- {page} -", page=page, box=(0.4, 0.95, 0.6, 0.97)) for page in range(1, 9)]
    kept, removed = without_furniture([*body, *edges, *numbers], 8)

    assert kept == body
    assert {element.text for element in removed} >= {"左页标题", "右页标题", "- 3 -"}


PAGE = """<html lang="zh"><head><title>关于数据安全的通知 - 某市政府网</title>
<meta name="author" content="信息中心"><meta name="PubDate" content="2024-03-05 10:00">
<meta name="keywords" content="数据,安全"><link rel="canonical" href="https://example.org/a"></head><body>
<header><a href="/">首页</a> | <a href="/login">登录</a></header>
<nav><ul><li><a href="/a">新闻</a></li><li><a href="/b">政策</a></li><li><a href="/c">服务</a></li></ul></nav>
<p>为做好全市数据安全工作，现将有关事项通知如下，请各单位遵照执行。</p>
<h1>关于数据安全的通知</h1><p><b>一、工作目标</b></p><p>为规范数据处理活动，保障数据安全。</p>
<div class="share">分享到：<a href="/w">微信</a></div>
<footer>版权所有 © 2024 某市政府 京ICP备12345号</footer></body></html>"""


def test_a_web_page_keeps_its_text_and_loses_its_menus(parsers: Parsers) -> None:
    document = parsers.parse(PAGE.encode(), "a.html")

    assert [element.text for element in document.elements] == [
        "为做好全市数据安全工作，现将有关事项通知如下，请各单位遵照执行。",
        "关于数据安全的通知",
        "一、工作目标",
        "为规范数据处理活动，保障数据安全。",
    ]
    assert {"- 新闻\n- 政策\n- 服务"} <= set(document.metadata["furniture"])


def test_a_web_page_says_who_wrote_it_and_when(parsers: Parsers) -> None:
    metadata = parsers.parse(PAGE.encode(), "a.html").metadata

    assert metadata["author"] == "信息中心"
    assert metadata["published"] == "2024-03-05T10:00:00"
    assert (metadata["keywords"], metadata["keywords_from"]) == (["数据", "安全"], "file")
    assert metadata["url"] == "https://example.org/a"


def test_a_page_of_links_alone_is_kept() -> None:
    links = [paragraph("首页", look=Look(linked=1.0, outside=True)), paragraph("登录", look=Look(linked=1.0))]

    assert without_boilerplate(links) == (links, [])
    assert arranged(links, HTML, None).furniture == ()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("20240301_数据安全管理办法(1)-最终版.docx", "数据安全管理办法"),
        ("Annual Report 2024 final.pdf", "Annual Report 2024"),
        ("员工手册（2）.pdf", "员工手册"),
        ("odf_table_01.ods", "odf_table_01"),
        (".docx", ".docx"),
    ],
)
def test_the_name_of_a_file_makes_a_title(name: str, title: str) -> None:
    assert name_as_title(name) == title


def test_a_title_is_what_the_document_says_largest_when_nothing_names_it() -> None:
    large = paragraph("供应商管理制度", look=Look(size=22.0), page=1)
    body = [paragraph("正文说的是供应商如何管理。" * 4, look=Look(size=10.5), page=1) for _ in range(4)]

    assert (
        document_title([large, *body], "Microsoft Word - 新建文档.doc", "scan_0001.pdf") == "供应商管理制度"
    )
    assert document_title(body, "供应商名录", "a.pdf") == "供应商名录"
    assert document_title(body, "untitled", "供应商.pdf") == "供应商"
