"""Each kind of file that is listed is read, with its words, its structure and its place."""

import importlib.util
import io
from pathlib import Path

import handbooks
import pytest

from weir.documents import KINDS, Document, ElementKind, Limits, Parsers, all_parsers


def words(document: Document) -> str:
    return "".join(document.text.split())


@pytest.mark.parametrize("name", handbooks.EVERY_KIND)
def test_every_word_of_the_handbook_is_found_in_both_languages(parsers: Parsers, name: str) -> None:
    document = parsers.parse(handbooks.EVERY_KIND[name](), name)

    for heading, text in handbooks.HANDBOOK:
        assert "".join(text.split()) in words(document)
        assert heading in document.text or name.endswith((".vtt", ".eml"))
    assert document.warnings == ()
    assert document.language in ("zh", "mixed")


@pytest.mark.parametrize("name", [*handbooks.EVERY_TABLE, "handbook.docx", "handbook.html", "handbook.md"])
def test_every_cell_of_a_table_is_in_its_row_and_column(parsers: Parsers, name: str) -> None:
    make = handbooks.EVERY_TABLE.get(name) or handbooks.EVERY_KIND[name]
    table = next(e for e in parsers.parse(make(), name).elements if e.kind is ElementKind.TABLE)

    cells = {(cell.row, cell.column): cell.text for cell in table.cells}
    assert cells == {(r, c): value for r, row in enumerate(handbooks.TABLE) for c, value in enumerate(row)}
    assert table.text.splitlines()[0] == "| 部门 | Owner | Days |"


@pytest.mark.parametrize("name", [*handbooks.EVERY_KIND, *handbooks.EVERY_TABLE])
def test_offsets_point_into_the_text_and_headings_enclose(parsers: Parsers, name: str) -> None:
    make = handbooks.EVERY_TABLE.get(name) or handbooks.EVERY_KIND[name]
    document = parsers.parse(make(), name)

    path: list[tuple[int, str]] = []
    for element in document.elements:
        assert document.text[element.start : element.end] == element.text
        assert document.element_at(element.start) is element
        if element.kind is ElementKind.HEADING:
            assert element.level
            path = [above for above in path if above[0] < element.level]
        assert element.headings == tuple(text for _, text in path)
        if element.kind is ElementKind.HEADING:
            path.append((element.level or 1, element.text))


def test_a_pdf_has_pages_boxes_and_a_title(parsers: Parsers) -> None:
    document = parsers.parse(
        handbooks.pdf([["第一章 总则", "甲方应当按期付款。"], ["第二章 附则", "本合同一式两份。"]]), "a.pdf"
    )

    assert (document.pages, document.metadata["author"]) == (2, "张三")
    assert {element.page for element in document.elements} == {1, 2}
    for element in document.elements:
        assert element.box is not None
        left, top, right, bottom = element.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
    tops = [element.box[1] for element in document.elements if element.page == 1 and element.box]
    assert tops == sorted(tops), "the lines stand in reading order"


def test_slides_are_pages_and_their_notes_are_comments(parsers: Parsers) -> None:
    document = parsers.parse(handbooks.pptx(), "deck.pptx")

    assert document.pages == 2
    notes = [element for element in document.elements if element.kind is ElementKind.COMMENT]
    assert [(note.page, note.text) for note in notes] == [(1, "讲稿 数据安全管理办法"), (2, "讲稿 Retention")]


def test_word_comments_are_kept_and_page_headers_are_not(parsers: Parsers) -> None:
    document = parsers.parse(handbooks.docx(), "a.docx")

    assert "Wang: check the law" in [e.text for e in document.elements if e.kind is ElementKind.COMMENT]
    assert "SECRET HEADER" not in document.text
    assert document.title == "员工手册 Handbook"


def test_scripts_and_menus_of_a_web_page_are_no_text(parsers: Parsers) -> None:
    text = parsers.parse(handbooks.html(), "a.html").text

    assert "alert" not in text
    assert "menu" not in text


def test_a_merged_cell_stands_once_with_its_span_and_in_each_place_of_the_text(parsers: Parsers) -> None:
    data = handbooks.xlsx(
        [["2026 预算", "", ""], ["部门", "一季度", "二季度"], ["研发", 1.5, 20]], merge="A1:C1"
    )
    table = next(e for e in parsers.parse(data, "b.xlsx").elements if e.kind is ElementKind.TABLE)

    assert [(c.text, c.column_span) for c in table.cells if c.row == 0] == [("2026 预算", 3)]
    assert table.text.splitlines()[0] == "| 2026 预算 | 2026 预算 | 2026 预算 |"
    assert table.text.splitlines()[3] == "| 研发 | 1.5 | 20 |"


def test_comments_on_cells_stand_under_their_sheet(parsers: Parsers) -> None:
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    for name in ("一月", "二月"):
        sheet = book.create_sheet(name)
        sheet.append(["部门", "金额"])
        sheet.append(["风控", 30])
        sheet["B2"].comment = Comment(f"待核对 {name}", "Wang")
    buffer = io.BytesIO()
    book.save(buffer)
    document = parsers.parse(buffer.getvalue(), "b.xlsx")

    notes = [(e.headings, e.text) for e in document.elements if e.kind is ElementKind.COMMENT]
    assert notes == [(("一月",), "B2 (Wang): 待核对 一月"), (("二月",), "B2 (Wang): 待核对 二月")]


def test_a_long_sheet_comes_in_pieces_that_repeat_the_header(parsers: Parsers) -> None:
    rows = [["编号", "值"], *([index, f"v{index}"] for index in range(1200))]
    tables = [
        e for e in parsers.parse(handbooks.xlsx(rows), "long.xlsx").elements if e.kind is ElementKind.TABLE
    ]

    assert len(tables) == 3
    assert all(table.text.startswith("| 编号 | 值 |") for table in tables)
    assert sum(len(table.text.splitlines()) - 2 for table in tables) == 1200


def test_an_ofd_page_is_read_with_its_place(parsers: Parsers) -> None:
    document = parsers.parse(handbooks.ofd(), "a.ofd")

    assert document.media_type == "application/ofd"
    assert handbooks.HANDBOOK[0][0] in document.text
    assert all(element.page == 1 and element.box for element in document.elements)


def test_a_listed_kind_has_a_parser_and_an_extension() -> None:
    read = {kind for parser in all_parsers() for kind in parser.kinds}

    assert read == set(KINDS.values())
    assert all(kind.extensions and kind.media_type and kind.title for kind in KINDS.values())


OF_PICTURES = ("scanned", "tiff", "webp")
WITH_TABLES = ("csv", "xls", "xlsx", "html", "ofd")


@pytest.mark.slow
def test_every_real_sample_gives_plausible_elements(parsers: Parsers, samples: Path) -> None:
    files = [
        f for f in samples.rglob("*") if f.is_file() and not f.name.endswith((".expected.md", "README.md"))
    ]
    ocr = importlib.util.find_spec("rapidocr") is not None

    assert len(files) >= 40
    for file in files:
        if file.parent.name in OF_PICTURES and not ocr:
            continue
        document = parsers.parse(file, file.name, Limits(timeout_s=400))
        assert len(document.text) > 40, file.name
        assert document.text.count("\ufffd") * 100 < len(document.text), file.name
        assert document.title, file.name
        kinds = {element.kind for element in document.elements}
        assert ElementKind.TABLE in kinds or file.parent.name not in WITH_TABLES, file.name
        if file.suffix in (".pdf", ".tif", ".webp", ".ofd"):
            assert document.pages, file.name
            assert all(element.page and element.box for element in document.elements), file.name
