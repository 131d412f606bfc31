"""What a document says of itself, under names that are the same for every format.

``author``, ``created``, ``modified``, ``published``, ``effective`` (ISO 8601), ``version``, ``number`` (of a
standard or an official paper), ``source``, ``keywords`` with ``keywords_from`` (``file`` or ``text``), and
``language``. What the file states in its properties goes before what its text says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from weir.documents.elements import Element, ElementKind
from weir.documents.structure.dates import iso_date
from weir.documents.structure.keywords import keywords

_START, _END = 25, 6
_LONGEST_LINE = 160
_DATES = ("created", "modified", "published", "effective")
_PROSE = frozenset({ElementKind.PARAGRAPH, ElementKind.HEADING, ElementKind.LIST, ElementKind.FOOTNOTE})
_WHEN = r"\s*(?:日期|时间|于|on)?\s*[:：]?\s*(.{6,30})"
_STATED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern, re.I))
    for key, pattern in (
        ("author", r"(?:作者|撰稿人?|编写人?|编制(?:人|单位)?|起草(?:人|单位)|主编)\s*[:：]\s*(.+)"),
        ("author", r"\b(?:authors?|written by|prepared by)\s*:\s*(.+)"),
        ("source", r"(?:(?:文章|信息|稿件)?来源|出处|发布(?:单位|机构)|发文机关)\s*[:：]\s*(.+)"),
        ("source", r"\b(?:source|publisher)\s*:\s*(.+)"),
        ("version", r"(?:版本号?|当前版本|\bversion|\brevision)\s*[:：]?\s*(V?\d+(?:\.\d+){0,3}[a-z]?)\b"),
        ("version", r"(?:^|[\s（(_-])v(\d+(?:\.\d+){1,3})\b"),
        ("version", r"第\s*([一二三四五六七八九十\d]{1,3})\s*版"),
        ("number", r"([\u4e00-\u9fff]{1,8}[〔\[［(（](?:19|20)\d\d[〕\]］)）]\s*第?\d{1,5}\s*号)"),
        ("number", r"\b((?:GB|DB\d*|JR|YD|GM|ISO|IEC|IEEE|RFC)(?:/[A-Z]+)*[ -]?\d[\d.]*(?:[-—–:]\d{2,4})?)"),
        ("published", rf"(?:发布|印发|公布|发文|成文|出版){_WHEN}"),
        ("published", rf"\b(?:published|issued|date of issue|release date){_WHEN}"),
        ("modified", rf"(?:更新|修订|修改)(?=日期|时间|于){_WHEN}"),
        ("modified", rf"\blast (?:updated|modified|revised){_WHEN}"),
        ("effective", r"自?((?:19|20)\d\d年\d{1,2}月\d{1,2}日)起?(?:施行|实施|生效|执行)"),
        ("effective", r"(?:(?:实施|生效|施行)(?:日期|时间)|\beffective(?: date)?)\s*[:：]\s*(.{6,25})"),
    )
)
_HINT = re.compile(
    r"[:：〔]|[（(\[]\d{4}|版|日期|时间|施行|实施|生效|于|\bv\d|\d-\d{4}|GB|ISO|IEC|RFC|publish|issued|updated|version|revision"
    r"|modified|effective",
    re.I,
)
"""What none of the patterns matches without: one search spares fifteen."""
_NEXT_FIELD = re.compile(r"\s{2,}|\t|[|｜]|\s(?=[\u4e00-\u9fff]{2,6}[:：])|[；;]")
_LIST = re.compile(r"[,，;；、]\s*")


def facts(elements: Sequence[Element], stated: dict[str, Any], title: str, language: str) -> dict[str, Any]:
    """The metadata of a document: `stated` (by its file) under stable names, completed from its text."""
    result = {key: value for key, value in stated.items() if key not in _DATES and value not in ("", [])}
    for key in _DATES:
        if value := stated.get(key):
            result[key] = iso_date(str(value)) or str(value)
    for key, value in _said(elements, title).items():
        result.setdefault(key, value)
    result.update(_keywords(elements, stated.get("keywords"), title))
    if language != "und":
        result["language"] = language
    return result


def _said(elements: Sequence[Element], title: str) -> dict[str, str]:
    """What lines at the start and the end of the text state."""
    prose = [element for element in elements if element.kind in _PROSE]
    ends = prose[:_START] + prose[max(_START, len(prose) - _END) :]
    lines = [title, *(line for element in ends for line in element.text.split("\n"))]
    found: dict[str, str] = {}
    for line in lines:
        if 3 < len(line) <= _LONGEST_LINE and _HINT.search(line):
            for key, pattern in _STATED:
                if key not in found and (match := pattern.search(line)) and (value := _value(key, match)):
                    found[key] = value
    return found


def _value(key: str, match: re.Match[str]) -> str:
    text = next((group for group in match.groups() if group), "").strip()
    if key in _DATES:
        return iso_date(text)
    value = (
        _NEXT_FIELD.split(text, maxsplit=1)[0].strip(" 。.,，）)") if key in ("author", "source") else text
    )
    return value if len(value) <= 80 else ""


def _keywords(elements: Sequence[Element], stated: Any, title: str) -> dict[str, Any]:
    given = stated if isinstance(stated, list) else _LIST.split(str(stated)) if stated else []
    cleaned = [word for item in given if (word := str(item).strip())]
    if cleaned:
        return {"keywords": cleaned, "keywords_from": "file"}
    found = keywords(elements, title)
    return {"keywords": found, "keywords_from": "text"} if found else {}
