"""What a document is about: sentences of its own, words that are rare elsewhere, dates in one form."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.documents import Document, Element, ElementKind, Parsers, section_summaries, summarise
from weir.documents.elements import placed
from weir.documents.structure import facts
from weir.documents.structure.dates import iso_date
from weir.documents.structure.keywords import keywords
from weir.documents.structure.sentences import sentences

POLICY = """# 数据安全管理办法

本办法规定数据的分类分级、访问控制和审计要求，适用于全体员工和外包人员。今天天气很好，大家都很高兴。

## 访问控制

访问控制按照最小权限原则授权，数据管理员每季度复核一次访问权限。例如，离职员工的访问权限当天收回。

## 审计

审计日志保存一百八十天，数据管理员按月检查审计日志中的异常访问。
"""
GUIDE = """# Retention

This guide defines how long audit logs and access records are kept. It was written on a Monday.

## Audit logs

Audit logs are kept for 180 days in the archive of the audit department. However, nobody reads them.
"""


def document(*texts: str) -> Document:
    elements = placed(Element(ElementKind.PARAGRAPH, text) for text in texts)
    return Document("a.txt", "text/plain", "0" * 64, elements)


def test_a_summary_is_made_of_sentences_of_the_text_in_their_order(parsers: Parsers) -> None:
    for text in (POLICY, GUIDE):
        parsed = parsers.parse(text.encode(), "a.md")
        summary = summarise(parsed, 2)

        assert 1 <= len(summary) <= 2
        places = [parsed.text.index(sentence) for sentence in summary]
        assert places == sorted(places)
    assert summary[0] == "This guide defines how long audit logs and access records are kept."


def test_each_section_has_a_sentence_that_says_what_it_is_about(parsers: Parsers) -> None:
    found = section_summaries(parsers.parse(POLICY.encode(), "a.md"))

    assert found["数据安全管理办法", "访问控制"] == (
        "访问控制按照最小权限原则授权，数据管理员每季度复核一次访问权限。",
    )
    assert found["数据安全管理办法", "审计"] == (
        "审计日志保存一百八十天，数据管理员按月检查审计日志中的异常访问。",
    )


def test_nothing_to_say_gives_no_summary() -> None:
    assert summarise(document("123", "- - -"), 3) == ()
    assert summarise(document(), 3) == ()
    assert section_summaries(document("a b")) == {}


@given(texts=st.lists(st.text(max_size=200), max_size=8), most=st.integers(0, 5))
def test_a_summary_never_says_what_the_text_does_not(texts: list[str], most: int) -> None:
    whole = document(*texts)
    summary = summarise(whole, most)

    assert len(summary) <= most
    assert all(sentence in whole.text for sentence in summary)
    assert summary == summarise(whole, most)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("先做这个。再做那个！好吗？", ["先做这个。", "再做那个！", "好吗？"]),
        ("Dr. Smith came. He left.", ["Dr. Smith came.", "He left."]),
        ("See Fig. 3 for the U.S. data. Then stop.", ["See Fig. 3 for the U.S. data.", "Then stop."]),
        ("版本 3.5 已发布。", ["版本 3.5 已发布。"]),
        ("“好。”他说。", ["“好。”", "他说。"]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_sentences_end_where_people_end_them(text: str, parts: list[str]) -> None:
    assert list(sentences(text)) == parts


@given(st.text(max_size=300))
def test_sentences_lose_no_letter(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_keywords_are_what_the_text_is_about(parsers: Parsers) -> None:
    chinese = parsers.parse(POLICY.encode(), "a.md")
    english = parsers.parse(GUIDE.encode(), "a.md")

    assert any("审计" in word for word in chinese.metadata["keywords"])
    assert any("audit" in word for word in english.metadata["keywords"])
    assert not {"the", "how", "的", "今天"} & {*chinese.metadata["keywords"], *english.metadata["keywords"]}


def test_no_keyword_is_a_part_of_another() -> None:
    found = keywords(document(*["access control of access records and audit records"] * 4).elements, "", 8)

    assert not [(a, b) for a in found for b in found if a != b and a in b]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布时间：2024年3月5日", "2024-03-05"),
        ("二〇二四年十二月三十一日", "2024-12-31"),
        ("March 5th, 2024", "2024-03-05"),
        ("5 Sept. 2024", "2024-09-05"),
        ("D:20210625144631+08'00'", "2021-06-25"),
        ("2024-03-05T10:00:00+08:00", "2024-03-05T10:00:00+08:00"),
        ("2024年3月", "2024-03"),
        ("2024-02-30", ""),
        ("2024/13/40", ""),
        ("电话 13800138000", ""),
        ("", ""),
    ],
)
def test_dates_of_every_form_become_iso(text: str, expected: str) -> None:
    assert iso_date(text) == expected


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_date_is_the_same_in_every_form(day: date) -> None:
    forms = (
        f"{day.year}年{day.month}月{day.day}日",
        day.strftime("%d %B %Y"),
        day.strftime("%B %d, %Y"),
        day.isoformat(),
    )

    assert {iso_date(form) for form in forms} == {day.isoformat()}


def test_what_the_first_lines_state_becomes_metadata() -> None:
    texts = (
        "国发〔2024〕12号",
        "作者：张三  来源：新华网",
        "发布日期：2024年3月5日",
        "本办法自2024年5月1日起施行。",
        "版本号：V2.1",
        "按照 GB/T 45654-2025 执行。",
    )
    found = facts(document(*texts).elements, {"created": "D:20240101", "parser": "plain"}, "办法", "zh")
    found.pop("keywords", None)
    found.pop("keywords_from", None)

    assert found == {
        "parser": "plain",
        "created": "2024-01-01",
        "number": "国发〔2024〕12号",
        "author": "张三",
        "source": "新华网",
        "published": "2024-03-05",
        "effective": "2024-05-01",
        "version": "V2.1",
        "language": "zh",
    }


def test_what_the_file_states_goes_before_its_text() -> None:
    found = facts(document("作者：李四").elements, {"author": "张三", "keywords": "甲、乙"}, "", "und")

    assert (found["author"], found["keywords"], found["keywords_from"]) == ("张三", ["甲", "乙"], "file")
