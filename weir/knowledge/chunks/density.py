"""How much a text tells, 0 to 1: prose, figures and tables against menus, link lists, notices and noise.

A logistic function of ten features that can be read off the text. The weights in ``density.json`` were fitted
by ``python -m benchmarks.density`` on examples written for it; the file says on which and how well.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from math import exp, log2
from typing import NamedTuple

import orjson

from weir.knowledge.chunks.chunk import size

_SAMPLE = 1000
_BOILERPLATE = re.compile(
    r"版权所有|保留所有权利|未经.{0,6}(?:许可|授权)|icp备|公网安备|隐私(?:政策|声明)|用户协议|法律声明|网站地图|友情链接"
    r"|登录|注册|首页|上一[页篇条]|下一[页篇条]|返回(?:顶部|首页|列表)|点击(?:查看|这里|此处|进入|下载)|扫码|关注我们"
    r"|公众号|分享到|收藏|点赞|转发|评论|打印本页|关闭窗口|阅读全文|查看更多|相关(?:阅读|推荐|链接)|热门推荐|责任编辑"
    r"|联系我们|关于我们|加入我们|目\s*录"
    r"|copyright|©|all rights reserved|terms of (?:use|service)|privacy policy|cookies?\b|sign (?:in|up)"
    r"|log ?in\b|register\b|subscri|newsletter|click here|(?:read|see|learn) more|follow us|share (?:on|this)"
    r"|contact us|about us|site ?map|back to top|previous|next page|home ?page|related (?:posts|articles)"
    r"|table of contents|intentionally left blank|loading|skip to",
)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|_{4,}|\s\.\s\.\s\.)\s*\d*")
_FACT = re.compile(r"\d+|[A-Z][A-Za-z]+|《")
_SAYS = frozenset("是为有应须可能得包指由因所如当在被将会要需使") | {
    *(
        "is",
        "are",
        "was",
        "were",
        "be",
        "has",
        "have",
        "had",
        "must",
        "may",
        "can",
        "should",
        "will",
        "shall",
    ),
    *("if", "when", "because", "which", "that", "with"),
}
_WORD = re.compile(r"[^\W\d_\u3005-\U0010ffff]+|[\u3400-\u9fff]|\d+")
_ENDED = re.compile(r"[。！？；.!?;:：][\"”’」』）)]*$")
_ODD = re.compile(r"[^\w\s，。、；：？！.,;:?!|()（）%“”\"'-]")


class Features(NamedTuple):
    """What the score is made of; every one is a share, 0 to 1."""

    length: float
    """How long it is: 1 from 64 tokens on."""
    ended: float
    """Of the text, the part in lines that end as sentences do."""
    short: float
    """Of the lines, those of a few words that no sentence ends and no table holds."""
    boilerplate: float
    """Words of menus, notices and calls to click, against the length."""
    links: float
    """Of the text, the part that is addresses."""
    leaders: float
    """Of the lines, those with the dots of a table of contents."""
    facts: float
    """Figures, titles and names in whole sentences and tables, against the length."""
    says: float
    """Words that statements are made with, against the length."""
    letters: float
    """Of the characters, those that are letters, digits or usual punctuation."""
    entropy: float
    """Bits that a word carries, against eight."""


def density(text: str) -> float:
    """The score of a text; a little over 0.5 is the line between what tells something and what does not."""
    weights = _weights()
    sum_ = weights["bias"] + sum(weights[name] * value for name, value in features(text)._asdict().items())
    return round(1 / (1 + exp(-sum_)), 3)


def features(text: str) -> Features:
    """The features of (the beginning of) a text; all 0 for one without a word."""
    text = text[:_SAMPLE].strip()
    words = _WORD.findall(text.lower())
    if not words:
        return Features(*[0.0] * len(Features._fields))
    tokens = max(size(text), 1)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    whole = "\n".join(line for line in lines if _ENDED.search(line) or line.startswith("|"))
    counts = Counter(words)
    links = sum(map(len, _LINK.findall(text))) if "." in text else 0
    return Features(
        length=min(1.0, tokens / 64),
        ended=len(whole) / len("\n".join(lines)),
        short=sum(map(_is_short, lines)) / len(lines),
        boilerplate=min(1.0, 8 * len(_BOILERPLATE.findall(text.lower())) / tokens),
        links=min(1.0, links / len(text)),
        leaders=sum(_LEADER.search(line) is not None for line in lines) / len(lines),
        facts=min(1.0, 8 * len(_FACT.findall(whole)) / tokens),
        says=min(1.0, 8 * sum(counts[word] for word in _SAYS) / tokens),
        letters=1 - len(_ODD.findall(text)) / len(text),
        entropy=min(1.0, _entropy(counts) / 8),
    )


def _is_short(line: str) -> bool:
    return size(line) < 8 and not _ENDED.search(line) and not line.startswith("|")


def _entropy(counts: Counter[str]) -> float:
    total = counts.total()
    return log2(total) - sum(n * log2(n) for n in counts.values()) / total


@cache
def _weights() -> dict[str, float]:
    packed = (files("weir.knowledge.chunks") / "density.json").read_bytes()
    weights: dict[str, float] = orjson.loads(packed)["weights"]
    return weights
