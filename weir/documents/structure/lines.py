"""Lines that could be headings, whatever speaks for it."""

from __future__ import annotations

import re

_STOPS = tuple("。；，,;!！、…")
_MOST_WIDE, _MOST_NARROW, _MOST_WORDS = 45, 110, 16
_WIDE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
_PAUSE = re.compile("[，,；;。]")
_MOST_WITH_PAUSE = 25
_NAMES_OF_SECTIONS = """
    摘要 前言 引言 绪论 导言 序言 概述 背景 方法 结果 讨论 结论 结语 结束语 总结
    参考文献 致谢 附录 附则 总则 目录 目次 术语
    abstract summary introduction preface foreword background methods results discussion conclusion
    conclusions references bibliography acknowledgements acknowledgments
    appendix contents glossary
"""
_NAMED = frozenset(_NAMES_OF_SECTIONS.split())
_ENTRY = re.compile(r"(?:\.{3,}|…{1,}|·{3,}|\s\.\s\.|\t)\s*[\divxlc]{0,5}\s*$", re.I)
_FIELD = re.compile(r"^[^:：]{1,12}[:：]\s*\S")


def could_be_heading(text: str) -> bool:
    """Whether a text is short, of one line, says something, and does not end as a sentence does."""
    if len(text) > 2 * _MOST_NARROW:
        return False
    text = text.strip().rstrip(":：")
    if not 1 < len(text) <= _MOST_NARROW or "\n" in text or text.endswith(_STOPS) or not _LETTER.search(text):
        return False
    if text.endswith(".") and not re.search(r"\b[A-Z]\.$|\betc\.$", text):
        return False
    wide = len(_WIDE.findall(text))
    if wide > _MOST_WITH_PAUSE and _PAUSE.search(text):
        return False
    return wide <= _MOST_WIDE and len(_WORD.findall(text)) <= _MOST_WORDS + wide and not _ENTRY.search(text)


def is_field(text: str) -> bool:
    """``联系人：张三``, ``Date: today``: a label and its value, no heading."""
    return bool(_FIELD.match(text))


def is_named(text: str) -> bool:
    """Whether a line is one of the names that sections bear everywhere: ``参考文献``, ``References``."""
    return shape_of(text) in _NAMED


def shape_of(text: str) -> str:
    """The letters and figures of a line alone, for comparing a heading with an entry of the contents."""
    return "".join(_WORD.findall(text.casefold()))
