"""What stands around the text of a web page: menus, sharing, cookie notices, imprints."""

from __future__ import annotations

import re
from collections.abc import Sequence

from weir.documents.elements import Element, ElementKind

_PHRASES = """
首页 网站首页 返回首页 返回顶部 登录 注册 关于我们 联系我们 网站地图 版权所有 隐私政策 隐私声明 免责声明
法律声明 分享到 分享至 扫一扫 扫码 打印本页 关闭窗口 字号 字体 上一篇 下一篇 上一页 下一页 相关阅读
相关推荐 相关文章 相关链接 热门推荐 热门文章 友情链接 点击购买 点击下载 点击查看更多 广告 订阅 加入收藏
设为首页 当前位置 您的位置 您当前的位置
skip to|log in|login|sign in|sign up|subscribe|share on|share this|share via|cookie|we use cookies|accept all
privacy policy|terms of use|terms of service|all rights reserved|copyright|©|contact us|about us|back to top
read more|related posts|related articles|related links|advertisement|sponsored|powered by|follow us|newsletter
site map|sitemap|home
"""
_CUES = re.compile(
    "(?:"
    + "|".join(
        re.escape(phrase)
        for line in _PHRASES.strip().splitlines()
        for phrase in (line.split("|") if re.match("[a-z]", line) else line.split())
    )
    + r")(?=$|[\s:：|/>»·、，,©!！])",
    re.I,
)
_LEGAL = re.compile(r"(?:ICP[备证]|公网安备|all rights reserved|版权所有)", re.I)
_SENTENCE = re.compile(r"[。！？；]|[.!?](?:\s|$)")
_SEPARATORS = re.compile(r"\s(?:[|>»›·/]|&gt;)\s")
_MOSTLY_LINKS = 0.6
_SHORT, _LONG = 60, 25
_REMOVABLE = frozenset({ElementKind.PARAGRAPH, ElementKind.LIST})


def without_boilerplate(elements: Sequence[Element]) -> tuple[list[Element], list[Element]]:
    """The elements of a web page that are its text, and those that stand around it.

    A text of sentences is kept wherever it stands. When hardly anything would be left, all is.
    """
    kept: list[Element] = []
    removed: list[Element] = []
    for element in elements:
        (removed if _stands_around(element) else kept).append(element)
    if sum(len(element.text) for element in kept) < _LONG or not kept:
        return list(elements), []
    return kept, removed


def _stands_around(element: Element) -> bool:
    if element.kind not in _REMOVABLE:
        return False
    text, look = element.text.strip(), element.look
    links = look.linked if look else 0.0
    if look and look.outside:
        return not _says_something(text) or links >= _MOSTLY_LINKS or bool(_CUES.match(_first(text)))
    if element.kind is ElementKind.LIST:
        return links >= _MOSTLY_LINKS and not _SENTENCE.search(text) and _short_items(text)
    short = len(text) <= _SHORT
    if short and (_CUES.match(text) or (links >= _MOSTLY_LINKS and _SEPARATORS.search(text))):
        return not _SENTENCE.search(text)
    return len(text) <= 3 * _SHORT and bool(_LEGAL.search(text))


def _first(text: str) -> str:
    return text.removeprefix("- ").lstrip()


def _short_items(text: str) -> bool:
    lines = [_first(line) for line in text.splitlines()]
    return len(lines) > 2 and sum(len(line) <= _LONG for line in lines) >= 0.8 * len(lines)


def _says_something(text: str) -> bool:
    return len(text) >= _LONG and (bool(_SENTENCE.search(text)) or len(text) > 2 * _SHORT)
