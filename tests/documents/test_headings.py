"""Headings are found where nothing names them, and their levels follow from number and size."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.documents import Element, ElementKind, Parsers
from weir.documents.cleaning import clean_elements
from weir.documents.elements import Look, placed
from weir.documents.kinds import DOCX, PDF, TEXT
from weir.documents.structure import arranged
from weir.documents.structure.contents import entries
from weir.documents.structure.headings import with_headings
from weir.documents.structure.levels import consistent
from weir.documents.structure.numbering import numbering

BODY = "为规范数据处理活动，保障数据安全，促进数据开发利用，根据有关法律，制定本办法。"
PROSE = "Audit logs are kept for 180 days, and then they are deleted by a job that runs every night."


def line(text: str, size: float | None = None, strong: bool = False) -> Element:
    look = Look(size=size, strong=strong) if size or strong else None
    return Element(ElementKind.PARAGRAPH, text, look=look)


def found(elements: list[Element], marked: bool = False) -> list[tuple[int | None, str]]:
    return [(e.level, e.text) for e in with_headings(elements, marked) if e.kind is ElementKind.HEADING]


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("第十二章 总则", "章", 12),
        ("第二十三条 保密义务", "条", 23),
        ("三、工作目标", "一、", 3),
        ("（二）具体措施", "（一）", 2),
        ("1.2.3 Scope", "1.1.1", 3),
        ("2计算机网络安全", "1", 2),
        ("Chapter IV Results", "chapter", 4),
        ("II. Methods", "I.", 2),
        ("附录A 术语", "附录", 1),
        ("③ 要点", "①", 3),
    ],
)
def test_the_number_of_a_heading_is_read_in_every_usual_form(text: str, form: str, value: int) -> None:
    number = numbering(text)

    assert number is not None
    assert (number.form, number.value) == (form, value)


@pytest.mark.parametrize(
    "text",
    [
        "2024年工作总结",
        "10%的员工",
        "第三方服务",
        "12.5元",
        "2024 report",
        "I am here",
        "part of it",
        "",
        "1.",
    ],
)
def test_years_quantities_and_words_are_no_numbers_of_headings(text: str) -> None:
    assert numbering(text) is None


def test_chinese_numbering_makes_levels() -> None:
    lines = [
        "第一章 总则",
        BODY,
        "一、目标",
        BODY,
        "（一）近期",
        BODY,
        "（二）远期",
        BODY,
        "第二章 附则",
        BODY,
    ]

    assert found([line(text) for text in lines]) == [
        (1, "第一章 总则"),
        (2, "一、目标"),
        (3, "（一）近期"),
        (3, "（二）远期"),
        (1, "第二章 附则"),
    ]


def test_a_numbered_list_is_no_row_of_headings() -> None:
    items = [line(f"{number}. Put the part into the box") for number in range(1, 6)]

    assert found([line(PROSE), *items, line(PROSE)]) == []


def test_larger_letters_make_headings_and_their_levels() -> None:
    elements = [
        line("数据安全手册", 22),
        line(BODY, 11),
        line("访问控制", 16),
        line("角色", 13),
        line(BODY * 3, 11),
        line("审计", 16),
        line(BODY * 3, 11),
    ]

    assert found(elements) == [(1, "数据安全手册"), (2, "访问控制"), (3, "角色"), (2, "审计")]


def test_bold_lines_are_headings_unless_everything_is_bold() -> None:
    elements = [line("Retention", strong=True), line(PROSE), line("Access", strong=True), line(PROSE)]

    assert [text for _, text in found(elements)] == ["Retention", "Access"]
    assert found([replace(element, look=Look(strong=True)) for element in elements]) == []


def test_what_the_table_of_contents_lists_is_a_heading() -> None:
    contents = line("Purpose .......... 1\nScope of the rules .......... 2\nDuties .......... 4")
    elements = [
        contents,
        line("Purpose"),
        line(PROSE),
        line("Scope of the rules"),
        line(PROSE),
        line("Aside"),
        line(PROSE),
    ]

    assert entries([contents]) == {"purpose": 1, "scopeoftherules": 2, "duties": 4}
    assert [text for _, text in found(elements)] == ["Purpose", "Scope of the rules"]


@pytest.mark.parametrize("text", ["联系人：张三", "Name: Li Lei", "本办法自发布之日起施行。", "see below,"])
def test_fields_and_sentences_are_no_headings(text: str) -> None:
    assert found([line(PROSE), replace(line(text), look=Look(strong=True)), line(PROSE)]) in (
        [],
        [(1, text)][:0],
    )


def test_headings_that_a_file_marks_are_believed_and_others_need_more() -> None:
    marked = [Element(ElementKind.HEADING, text, level=2) for text in ("甲", "乙")]
    elements = [marked[0], line(BODY), line("一、不是标题的短句"), line(BODY), marked[1], line(BODY)]

    assert found(elements, marked=True) == [(1, "甲"), (1, "乙")]


def test_levels_begin_at_one_and_leave_none_out() -> None:
    headings = [
        Element(ElementKind.HEADING, text, level=level)
        for text, level in (("a", 2), ("b", 5), ("c", 3), ("d", 2))
    ]

    assert [element.level for element in consistent(headings)] == [1, 2, 2, 1]


def test_a_word_file_without_styles_gets_its_headings(parsers: Parsers) -> None:
    from docx import Document
    from docx.shared import Pt

    document = Document()
    for text, size in (
        ("数据安全管理办法", 20),
        ("第一章 总则", 14),
        (BODY, 11),
        ("第二章 分类分级", 14),
        (BODY, 11),
    ):
        document.add_paragraph().add_run(text).font.size = Pt(size)
    buffer = io.BytesIO()
    document.save(buffer)
    parsed = parsers.parse(buffer.getvalue(), "a.docx")

    assert parsed.title == "数据安全管理办法"
    assert [(e.level, e.text) for e in parsed.elements if e.kind is ElementKind.HEADING] == [
        (1, "数据安全管理办法"),
        (2, "第一章 总则"),
        (2, "第二章 分类分级"),
    ]


def test_a_heading_glued_to_its_paragraph_in_a_pdf_comes_apart(parsers: Parsers) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    y = 780.0
    for number, name in enumerate(("Purpose", "Scope", "Duties"), 1):
        canvas.setFont("Helvetica", 15)
        canvas.drawString(60, y, f"{number} {name}")
        canvas.setFont("Helvetica", 10)
        for step in range(1, 5):
            canvas.drawString(
                60,
                y - 4 - 13 * step,
                f"{name} line {step} says something that no other line of the page says.",
            )
        y -= 76
    canvas.save()
    document = parsers.parse(buffer.getvalue(), "a.pdf")
    headings = [element.text for element in document.elements if element.kind is ElementKind.HEADING]

    assert headings == ["1 Purpose", "2 Scope", "3 Duties"]
    assert all("Purpose line" not in heading for heading in headings)
    assert document.text.count("says something") == 12


TEXTS = st.one_of(
    st.sampled_from(
        [
            "第一章 总则",
            "一、目标",
            "（一）近期",
            "1.1 Scope",
            "2.",
            "参考文献",
            "图1 架构",
            "表2 结果",
            BODY,
            PROSE,
        ]
    ),
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40),
)
LOOKS = st.none() | st.builds(
    Look, size=st.none() | st.floats(6, 40), strong=st.booleans(), centred=st.booleans()
)
ELEMENTS = st.lists(
    st.builds(
        Element,
        kind=st.sampled_from(
            [ElementKind.PARAGRAPH, ElementKind.HEADING, ElementKind.LIST, ElementKind.CAPTION]
        ),
        text=TEXTS,
        page=st.none() | st.integers(1, 3),
        level=st.none() | st.integers(1, 6),
        look=LOOKS,
    ),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(elements=ELEMENTS, kind=st.sampled_from([PDF, DOCX, TEXT]))
def test_structure_loses_no_letter_keeps_offsets_and_is_done_once(
    elements: list[Element], kind: object
) -> None:
    once = arranged(elements, kind, 3).elements  # type: ignore[arg-type]
    twice = arranged(once, kind, 3).elements  # type: ignore[arg-type]
    document = placed(once)
    text = "\n\n".join(element.text for element in document)

    assert letters(once) == letters(list(clean_elements(elements)))
    assert [(e.kind, e.text, e.level) for e in once] == [(e.kind, e.text, e.level) for e in twice]
    assert all(text[element.start : element.end] == element.text for element in document)
    assert all(1 <= (e.level or 0) <= 6 for e in once if e.kind is ElementKind.HEADING)


def letters(elements: list[Element]) -> str:
    """The letters of elements; the mark of a list item is none."""
    return "".join("".join(element.text.removeprefix("- ").split()) for element in elements)
