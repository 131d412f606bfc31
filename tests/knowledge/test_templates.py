"""Templates: each kind of document is told by what it looks like and cut at its own joints."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from weir.core.errors import WeirError
from weir.documents import KINDS, Cell, Document, Element, ElementKind
from weir.documents.elements import placed
from weir.knowledge.chunks import Chunk, chunks_of, template_for

TEXT = KINDS["text"].media_type


def _document(*elements: Element, media_type: str = TEXT, title: str = "样例") -> Document:
    return Document("样例.txt", media_type, "0" * 64, placed(elements), title=title)


def _lines(text: str, media_type: str = TEXT, title: str = "样例") -> Document:
    """A paragraph a line; a line that begins with # is a heading."""
    elements = []
    for line in filter(str.strip, text.strip().split("\n")):
        level = len(line) - len(line.lstrip("#"))
        kind = ElementKind.HEADING if level else ElementKind.PARAGRAPH
        elements.append(Element(kind, line.lstrip("# "), level=level or None))
    return _document(*elements, media_type=media_type, title=title)


def _table(*rows: Sequence[str], page: int | None = None) -> Element:
    head, *rest = [f"| {' | '.join(row)} |" for row in rows]
    rule = f"|{' --- |' * len(rows[0])}"
    return Element(ElementKind.TABLE, "\n".join([head, rule, *rest]), page)


LAW_ZH = _lines("""
某市公园管理办法
目录
# 第一章 总则
# 第二章 入园
# 第一章 总则
第一条　为了加强公园管理，保护游人安全，制定本办法。
第二条　本市范围内的公园适用本办法。
动物园另有规定的，从其规定。
# 第二章 入园
第三条　公园每日六时开放，二十二时关闭。
第四条　携带犬只入园的，应当使用牵引绳。违反第三条规定的，不得入园。
第四条之一　导盲犬不受前条限制。
""")
LAW_EN = _lines("""
# Supply agreement
# Chapter I General
Article 1. The supplier shall deliver the goods within thirty days.
Article 2. Prices are fixed until the end of the year.
# Chapter II Payment
Article 3. Invoices are due within fourteen days of receipt.
Article 4. Interest of five percent is charged on late payments.
""")
PAPER_EN = _lines("""
# A small study of dams
Ann Author, Example University
# Abstract
We measure how sediment passes a weir and find that a curved channel helps [1].
Keywords: sediment, weir, channel
# 1 Introduction
Rivers carry sediment [2]. Earlier work built models of it [3, 4].
# 2 Methods
We built a channel of ten metres and poured sand into it [5].
# 3 Conclusion
A curve of thirty degrees removes half of the sand [6].
# References
[1] A. Author. On weirs. 2019.
[2] B. Author. On rivers. 2018.
""")
PAPER_ZH = _lines("""
# 弯道排沙的试验研究
摘要：本文通过水槽试验研究弯道对排沙的作用，结果表明弯道能够减少一半的泥沙[1]。
关键词：泥沙；弯道；水槽
# 一、引言
河流携带大量泥沙[2]，前人已有研究[3]。
# 二、方法
试验水槽长十米，坡度为百分之一[4]。
# 三、结论
弯道角度为三十度时效果最好[5]。
# 参考文献
[1] 张三. 论堰. 2019.
[2] 李四. 论河. 2018.
""")
QA_ZH = _lines("""
问：发票丢了怎么办？
答：凭记账联复印件到前台登记。
问：年假可以分几次休？
答：最多分三次，每次不少于一天。
问：食堂几点开饭？
答：十一点半。
""")
QA_EN = _lines("""
# Frequently asked questions
## How do I reset my password?
Open the settings page and press Reset.
## Where are the printers?
On every floor beside the stairs.
## When does the canteen open?
At half past eleven.
""")
QA_TABLE = _document(
    _table(["编号", "问题", "答案"], ["1", "怎么请假？", "在系统里提交。"], ["2", "几点上班？", "九点。"]),
    media_type=KINDS["csv"].media_type,
)
CHAT_ZH = _lines("""
张三 2024-05-01 10:23
发票开了吗？
李四 2024-05-01 10:25
开了，金额一千二百元。
张三 2024-05-01 10:26
好的，寄到总部。
李四 2024-05-01 18:40
已经寄出。
""")
CHAT_EN = _lines("""
[10:01] Alice: Is the report ready?
[10:02] Bob: It needs one more table.
[10:03] Alice: Which one?
[10:05] Bob: The costs of the second quarter.
""")
SHEET = _document(
    _table(["姓名", "部门"], *([f"员工{n}", "研发部"] for n in range(40))),
    media_type=KINDS["xlsx"].media_type,
)
SLIDES = _document(
    Element(ElementKind.HEADING, "年度总结", 1, level=1),
    Element(ElementKind.PARAGRAPH, "全年完成三个项目。", 1),
    Element(ElementKind.HEADING, "Plans", 2, level=1),
    Element(ElementKind.LIST, "- hire two engineers\n- move to the new office", 2),
    media_type=KINDS["pptx"].media_type,
)
MANUAL = _lines("""
# 员工手册
## 年假
满一年的员工有五天年假。请假须经主管批准，参见第三条。
## 报销
返回后十个工作日内提交发票。注意：逾期不予受理。
费用：由部门承担。
""")
STORY = _lines("""
Wei walked to the river. "Is the water low?" she asked.
Her brother said: it is lower than last year.
They followed the bank until the sun went down, and nobody spoke.
""")


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (LAW_ZH, "law"), (LAW_EN, "law"), (PAPER_EN, "paper"), (PAPER_ZH, "paper"), (QA_ZH, "qa"),
        (QA_EN, "qa"), (QA_TABLE, "qa"), (CHAT_ZH, "chat"), (CHAT_EN, "chat"), (SHEET, "table"),
        (SLIDES, "slides"), (MANUAL, "manual"), (STORY, "manual"), (_document(), "manual"),
    ],
)  # fmt: skip
def test_the_template_is_told_by_the_document(document: Document, name: str) -> None:
    assert template_for(document).name == name
    assert all(chunk.template == name for chunk in chunks_of(document))


def test_the_template_that_is_asked_for_is_taken() -> None:
    assert {chunk.template for chunk in chunks_of(LAW_ZH, "manual")} == {"manual"}
    with pytest.raises(WeirError) as caught:
        chunks_of(MANUAL, "novel")
    assert caught.value.code == "knowledge.template_unknown"
    assert "chat" in caught.value.remedy("zh")


def test_an_article_is_a_chunk_with_its_number_in_the_path() -> None:
    articles = {chunk.headings[-1]: chunk for chunk in chunks_of(LAW_ZH) if len(chunk.headings) > 1}
    assert list(articles) == ["第一条", "第二条", "第三条", "第四条", "第四条之一"]
    assert articles["第三条"].headings == ("第二章 入园", "第三条")
    assert articles["第二条"].text.endswith("动物园另有规定的，从其规定。")
    assert "导盲犬" not in articles["第四条"].text
    assert [chunk.headings for chunk in chunks_of(LAW_EN)][-1] == ("Chapter II Payment", "Article 4")


def test_the_section_of_an_article_is_its_chapter() -> None:
    article = next(chunk for chunk in chunks_of(LAW_ZH) if chunk.headings[-1:] == ("第四条",))
    section = LAW_ZH.text[article.section_start : article.section_end]
    assert "第三条" in section
    assert "导盲犬" in section
    assert "第二条" not in section


@pytest.mark.parametrize("document", [PAPER_EN, PAPER_ZH])
def test_references_are_apart_and_tell_little(document: Document) -> None:
    chunks = chunks_of(document)
    (references,) = [chunk for chunk in chunks if chunk.kind == "reference"]
    assert "2018" in references.text
    body = [chunk for chunk in chunks if len(chunk.text) > 60 and chunk is not references]
    assert body
    assert references.density < 0.2 < min(chunk.density for chunk in body)
    assert not any("2018" in chunk.text for chunk in chunks if chunk is not references)


def test_an_abstract_stands_alone() -> None:
    (abstract,) = [chunk for chunk in chunks_of(PAPER_EN) if "sediment passes a weir" in chunk.text]
    assert "Introduction" not in abstract.text
    assert "Ann Author" not in abstract.text


@pytest.mark.parametrize(
    ("document", "question", "answer"),
    [
        (QA_ZH, "年假可以分几次休？", "最多分三次"),
        (QA_EN, "Where are the printers?", "beside the stairs"),
        (QA_TABLE, "几点上班？", "九点"),
    ],
)
def test_a_question_stays_with_its_answer_and_is_indexed_strongly(
    document: Document, question: str, answer: str
) -> None:
    (pair,) = [chunk for chunk in chunks_of(document) if answer in chunk.text]
    assert question in pair.context
    assert question in pair.text
    assert sum(question in chunk.text for chunk in chunks_of(document)) == 1


def test_a_pair_on_one_line_is_taken_apart_at_the_answer() -> None:
    lines = "\n".join(f"Q{n}: Is door {n} open? A: Door {n} is shut." for n in range(1, 5))
    chunks = chunks_of(_lines(lines))
    assert [chunk.context.split(" › ")[-1] for chunk in chunks] == [f"Is door {n} open?" for n in range(1, 5)]


def test_a_talk_is_cut_at_pauses_and_known_by_its_speakers() -> None:
    first, second = chunks_of(CHAT_ZH)
    assert "张三, 李四 2024-05-01 10:23 – 2024-05-01 10:26" in first.context
    assert second.text.endswith("已经寄出。")
    (talk,) = chunks_of(CHAT_EN)
    assert "Alice, Bob 10:01 – 10:05" in talk.context


def test_a_slide_is_a_chunk_under_its_title() -> None:
    chunks = [(chunk.headings, chunk.text, chunk.page_from) for chunk in chunks_of(SLIDES)]
    assert chunks == [
        (("年度总结",), "全年完成三个项目。", 1),
        (("Plans",), "- hire two engineers\n- move to the new office", 2),
    ]


def _rows(chunks: Sequence[Chunk]) -> list[Chunk]:
    return [chunk for chunk in chunks if chunk.parent is not None]


def test_a_row_names_its_columns_and_points_at_its_table() -> None:
    document = _document(
        Element(ElementKind.PARAGRAPH, "设备如下。"),
        _table(["型号", "功率 (kW)", "备注"], ["A-20", "1.5", ""], ["A-40", "3.0", "停产"]),
        Element(ElementKind.PARAGRAPH, "以上。"),
    )
    chunks = chunks_of(document)
    assert [row.text for row in _rows(chunks)] == [
        "型号: A-20；功率 (kW): 1.5",
        "型号: A-40；功率 (kW): 3.0；备注: 停产",
    ]
    row = _rows(chunks)[1]
    assert document.text[row.start : row.end] == "| A-40 | 3.0 | 停产 |"
    assert document.text[row.section_start : row.section_end] == document.elements[1].text
    assert "| A-40 | 3.0 | 停产 |" in chunks[row.parent or 0].text


def test_rows_know_a_header_of_two_rows_and_a_label_over_all_columns() -> None:
    table = _table(
        ["City", "2023", "2023"], ["City", "Rain", "Sun"], ["North", "North", "North"],
        ["Oslo", "800", "1700"], ["Turku", "700", "1800"],
    )  # fmt: skip
    headed = Element(ElementKind.TABLE, table.text, cells=_cells(table.text.split("\n")))
    texts = [row.text for row in _rows(chunks_of(_document(headed)))]
    assert texts[0] == "North; City: Oslo; 2023 / Rain: 800; 2023 / Sun: 1700"
    assert len(texts) == 2


def _cells(lines: Sequence[str]) -> tuple[Cell, ...]:
    """The cells of the lines of a Markdown table whose header has two rows."""
    rows = [line.strip("| ").split(" | ") for line in lines if "---" not in line]
    found = [(at, column, text) for at, row in enumerate(rows) for column, text in enumerate(row)]
    return tuple(Cell(*each, header=each[0] < 2) for each in found)


def test_a_section_summary_is_kept_beside_the_text_and_not_in_it() -> None:
    opening = "本章规定实验室的用电安全要求，所有人员必须遵守。"
    rest = [f"第{n}号实验台的电源由值班员在每天八点检查并记录结果。" * 12 for n in range(6)]
    document = _document(
        Element(ElementKind.HEADING, "用电", level=1),
        *(Element(ElementKind.PARAGRAPH, text) for text in [opening, *rest]),
    )
    first, *others = chunks_of(document, "manual")
    assert first.text.startswith(opening)
    assert any(chunk.summary for chunk in others)
    assert all(chunk.summary not in chunk.text for chunk in others if chunk.summary)
    assert all(chunk.summary in document.text for chunk in [first, *others])
