"""Text comes out as it was meant: joined, cleaned, without what repeats, in a known language."""

from __future__ import annotations

import dataclasses

import handbooks
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.documents import (
    KINDS,
    Element,
    ElementKind,
    Limits,
    Parsers,
    Source,
    detect_language,
    parsers_for,
)
from weir.documents.cleaning import clean_text, join_lines
from weir.documents.elements import placed
from weir.documents.furniture import without_furniture
from weir.documents.parsers.plain import heading_level
from weir.documents.tables import html_table, markdown


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b\x07c", "abc"),
        ("bro\u00ad\nken co\u00adoperate", "broken cooperate"),
        ("ﬁnal ﬂow oﬀer", "final flow offer"),
        ("⼀⽉⼈⼝", "一月人口"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("safe\u202etxt.exe\u202c", "safetxt.exe"),
        ("lone \ud800 half", "lone  half"),
        ("no\u00a0break", "no break"),
        ("line\r\nend\rs", "line\nend\ns"),
    ],
)
def test_traces_of_fonts_and_formats_are_removed(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@given(st.text())
def test_clean_text_can_be_stored_and_stays_clean(text: str) -> None:
    clean = clean_text(text)

    clean.encode("utf-8")
    assert "\0" not in clean
    assert clean_text(clean) == clean


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("本办法适用于\n全体员工。", "本办法适用于全体员工。"),
        ("the quick\nbrown fox", "the quick brown fox"),
        ("infor-\nmation retrieval", "information retrieval"),
        ("state-of-the-\nart", "state-of-the-art"),
        ("ISO-\n9001", "ISO- 9001"),
        ("使用 API\n接口", "使用 API接口"),
    ],
)
def test_lines_broken_to_fit_a_width_are_joined(lines: str, joined: str) -> None:
    if lines.startswith("state"):
        joined = "state-of-theart"  # a hyphen at the end of a line cannot be told from one of the word
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("为规范数据处理活动，保障数据安全，制定本办法。", "zh"),
        ("The logs are kept for 180 days and then they are deleted by a job.", "en"),
        ("本系统使用 Python 3.11 与 SQLite 构建，默认监听本机端口，支持中文。", "zh"),
        ("数据安全 means data security and 风险 means risk in this short glossary.", "mixed"),
        ("これは日本語の文章です。ひらがなとカタカナがあります。", "ja"),
        ("이것은 한국어 문장입니다. 데이터 보안에 관한 문서.", "ko"),
        ("Это предложение написано на русском языке.", "und"),
        ("12345 67890 !!!", "und"),
        ("", "und"),
    ],
)
def test_the_language_is_known(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_headers_and_page_numbers_are_removed_from_a_pdf_and_its_words_are_not(parsers: Parsers) -> None:
    pages = [
        [
            f"第{number}节 内容",
            f"这一页说的是第{number}件事情，和别的页面都不一样。",
            f"Unique sentence {number}.",
        ]
        for number in ("一", "二", "三", "四", "五", "六")
    ]
    data = handbooks.pdf(pages, header="机密文件 请勿外传", footer="- {} -")
    text = parsers.parse(data, "a.pdf").text

    assert "请勿外传" not in text
    assert "- 3 -" not in text
    for number in ("一", "二", "三", "四", "五", "六"):
        assert f"第{number}件事情" in text
        assert f"Unique sentence {number}." in text


def test_a_line_in_the_middle_of_pages_is_never_taken_for_a_header() -> None:
    middle = Element(ElementKind.PARAGRAPH, "Total: 5", page=1, box=(0.1, 0.4, 0.5, 0.5))
    elements = [dataclasses.replace(middle, page=number) for number in range(1, 9)]

    assert without_furniture(elements, 8) == (elements, [])


def test_a_short_file_keeps_what_repeats() -> None:
    top = Element(ElementKind.PARAGRAPH, "Note", page=1, box=(0.1, 0.02, 0.5, 0.05))
    elements = [dataclasses.replace(top, page=number) for number in range(1, 4)]

    assert without_furniture(elements, 3) == (elements, [])


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一章 总则", 2),
        ("第三节　监督管理", 3),
        ("一、工作目标", 3),
        ("（二）具体措施", 4),
        ("1.2 Scope of the policy", 3),
        ("Chapter 3 Results", 2),
        ("第一章规定的内容适用于全体员工，请遵照执行。", None),
        ("3.5 is the mean of the series.", None),
        ("Just a line", None),
    ],
)
def test_numbered_headings_of_plain_text_are_found(line: str, level: int | None) -> None:
    assert heading_level(line) == level


def test_hand_wrapped_english_becomes_paragraphs_and_chinese_lines_stay_apart(parsers: Parsers) -> None:
    sentence = (
        "This text was wrapped by hand at seventy characters, as people did when terminals were narrow. "
    )
    words, lines = (sentence * 4).split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 70:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    wrapped = parsers.parse("\n".join(lines).encode(), "a.txt")
    separate = parsers.parse("第一条短句。\n第二条短句。\n第三条短句。\n第四条短句。".encode(), "b.txt")

    assert len(wrapped.elements) == 1
    assert "\n" not in wrapped.text
    assert len(separate.elements) == 4


def test_headings_give_their_path_to_what_is_below_them(parsers: Parsers) -> None:
    text = "# 总则\n\n甲\n\n## 范围\n\n乙\n\n### 细则\n\n丙\n\n## 附则\n\n丁\n"
    document = parsers.parse(text.encode(), "a.md")
    paths = {e.text: e.headings for e in document.elements if e.kind is ElementKind.PARAGRAPH}

    assert paths == {
        "甲": ("总则",),
        "乙": ("总则", "范围"),
        "丙": ("总则", "范围", "细则"),
        "丁": ("总则", "附则"),
    }


def test_markdown_of_every_sort_becomes_its_kind(parsers: Parsers) -> None:
    text = (
        "Title\n=====\n\nA *soft*\nbreak and `code` and [link](http://x).\n\n"
        "> quoted\n\n1. one\n2. two\n   - in\n\n"
        "```sql\nSELECT 1;\n```\n\n$$\nE = mc^2\n$$\n\n![架构图](a.png)\n\n[^1]: A note.\n\n<!-- hidden -->\n"
    )
    elements = parsers.parse(text.encode(), "a.md").elements

    assert [(element.kind.value, element.text) for element in elements] == [
        ("heading", "Title"),
        ("paragraph", "A soft break and `code` and link."),
        ("paragraph", "quoted"),
        ("list", "1. one\n2. two\n  - in"),
        ("code", "SELECT 1;"),
        ("formula", "E = mc^2"),
        ("figure", "架构图"),
        ("footnote", "1. A note."),
    ]


def test_a_table_in_html_keeps_its_spans() -> None:
    cells = html_table(
        "<table><tr><th rowspan=2>A</th><th colspan=2>B</th></tr><tr><td>c</td><td>d</td></tr></table>"
    )

    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in cells] == [
        (0, 0, 2, 1, "A"),
        (0, 1, 1, 2, "B"),
        (1, 1, 1, 1, "c"),
        (1, 2, 1, 1, "d"),
    ]
    assert markdown(cells).splitlines()[2] == "| A | c | d |"


def test_a_pipe_in_a_cell_does_not_split_it(parsers: Parsers) -> None:
    document = parsers.parse(b'name,rule\nx,"a|b"\ny,c\n', "a.csv")

    assert document.elements[0].text.splitlines()[2] == "| x | a\\|b |"


def test_a_csv_in_gb18030_with_semicolons_is_read(parsers: Parsers) -> None:
    document = parsers.parse(handbooks.csv(";").encode("gb18030"), "员工.csv")

    assert "| 风控 | Li Lei | 30 |" in document.text
    assert document.metadata["encoding"] == "gb18030"


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "utf-16", "utf-8"])
def test_a_web_page_is_read_in_its_real_encoding_whatever_it_states(parsers: Parsers, encoding: str) -> None:
    page = "<html><head><meta charset='iso-8859-1'></head><body><h1>公司的年度工作</h1></body></html>"

    assert "公司的年度工作" in parsers.parse(page.encode(encoding), "a.html").text


def test_mail_with_attachments_says_that_they_were_not_read(parsers: Parsers) -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@x.cn", "b@x.cn", "月报"
    message.set_content("<p>请查收<b>附件</b>。</p>", subtype="html", charset="gb2312")
    message.add_attachment(b"data", maintype="application", subtype="pdf", filename="report.pdf")
    document = parsers.parse(message.as_bytes(), "a.eml")

    assert document.title == "月报"
    assert "请查收附件。" in document.text.replace(" ", "")
    assert any("report.pdf" in warning for warning in document.warnings)


def test_offsets_and_paths_follow_from_the_elements() -> None:
    heading = Element(ElementKind.HEADING, "H", level=1)
    elements = placed(
        [heading, Element(ElementKind.PARAGRAPH, "正文"), dataclasses.replace(heading, text="I")]
    )

    assert [(e.start, e.end, e.headings) for e in elements] == [(0, 1, ()), (3, 5, ("H",)), (7, 8, ())]


def test_when_time_is_short_pages_are_read_as_plain_text_with_a_warning() -> None:
    data = handbooks.pdf([["第一页", "正文一"], ["第二页", "正文二"]])
    best, *_ = parsers_for(KINDS["pdf"])
    draft = best.parse(Source(data, "a.pdf", KINDS["pdf"], Limits(), deadline=0))

    assert [(element.page, element.kind.value) for element in draft.elements] == [
        (1, "paragraph"),
        (2, "paragraph"),
    ]
    assert draft.elements[1].text == "第二页正文二"
    assert draft.warnings == ["Pages read as plain text, without structure: 1-2."]


def test_a_page_without_text_among_others_is_named(parsers: Parsers) -> None:
    import io

    import pypdfium2

    both = pypdfium2.PdfDocument.new()
    for data in (handbooks.pdf([["Readable page", "with enough words on it"]]), handbooks.scanned_pdf(2)):
        both.import_pages(pypdfium2.PdfDocument(data))
    buffer = io.BytesIO()
    both.save(buffer)
    document = parsers.parse(buffer.getvalue(), "mixed.pdf")

    assert document.pages == 3
    assert document.warnings == ("Pages that are pictures without text: 2-3.",)
