"""Words with their part of speech and place in the text: rjieba for Chinese, spelling for English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weir.knowledge.grounding.folding import fold, has_han

_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’][a-z]+)?|\d+(?:[.,]\d+)*|[A-Za-z]+\d+|\S")
_SUFFIXES = (
    "ization",
    "ational",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ied",
    "ers",
    "er",
    "ors",
    "or",
    "es",
    "ed",
    "s",
)

ENGLISH_STOP = frozenset(
    "a an the of in on at to for from by with and or but is are was were be been being am do does did done has have had "
    "will would shall should can could may might must what which who whom whose when where why how that this these those it its "
    "he she they them his her their there as than then so if into about over under after before during between out up down off "
    "not no yes i you we our your my me us also s t th st nd rd de most many much please tell name named called".split()
)
CHINESE_STOP = frozenset(
    "的 了 是 在 有 和 与 及 或 也 都 就 而 但 被 把 给 对 从 到 向 于 以 为 由 之 其 这 那 哪 谁 什么 怎么 怎样 如何 多少 几 吗 呢 吧 啊 个 些 哪些 哪个 "
    "哪里 哪儿 何时 何处 为什么 为何 请问 请 一下 我 你 他 她 它 我们 你们 他们 会 能 可以 将 要 应该 需要 没有 不 不是 是否 又 还 已 已经 曾 曾经 所 "
    "时候 哪位 哪天 哪年 何人 这个 那个 一个 里 中 上 下 分别 有关 关于 以及 当 时 因 则 用 让 使 做 叫 称 指 地 得 着 过 位 名 种 最 很 较 是不是 有没有 "
    "达到 达 到底 究竟 本 该 各 某 几个 多久 多大 多长 多高 才 再 进行 目前 现在 告诉 知道 谁是 是谁".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. `text` is folded; `tag` is rjieba's part of speech (nr person, ns place, nt body …)."""

    text: str
    start: int
    end: int
    tag: str


def words(text: str) -> list[Word]:
    """Words of `text` in order. Offsets refer to `text`; Latin words keep the tag ``eng``, numbers ``m``."""
    if not has_han(text):
        return [
            Word(fold(m.group()), m.start(), m.end(), _latin_tag(m.group())) for m in _LATIN.finditer(text)
        ]
    import rjieba

    found: list[Word] = []
    position = 0
    for piece, tag in rjieba.tag(fold(text)):
        end = position + len(piece)
        if not piece.isspace():
            found.append(Word(piece, position, end, tag))
        position = end
    return found


def _latin_tag(word: str) -> str:
    if word[0].isdigit():
        return "m"
    return "eng" if word[0].isalpha() else "x"


def stem(word: str) -> str:
    """A rough English stem: enough for `directed`, `director` and `directs` to meet."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if not word.isascii() or len(word) < 4 or not word.isalpha():
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word
