"""`A和B的…`: what a Chinese question asks of two things, or two things that it asks of one, told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from weir.knowledge.grounding.lexicon import word_set
from weir.knowledge.grounding.words import Word, words

_ASKED = word_set("asked_twice")
_JOINT = re.compile(r"以及|[和与及](?!平|谐|解|时|格|其)")
_SEVERALLY = re.compile(r"分别|各自|各(?=[是为在有由得获增达])")
# Of these there is one for both: nothing is asked of each.
_MUTUAL = re.compile(
    r"关系|区别|差异|差别|不同|联系|之间|距离|比较|谈判|战争|冲突|边界|比分|对阵|对战|合作|共同|会谈"
)
_UNIT = re.compile(r"\d{4}年度?|第?[一二三四五六七八九十\d]+[届季期次月]度?")
_ASKS_END = re.compile(
    r"(?:都|分别|各自)?(?:是|为|在|有|由|叫|于)?(?:什么|多少|谁|哪里|哪儿|哪些|何时|何地|什么时候)?[?？]?$"
)
# `多少个国家和地区`: both are counted together.
_COUNTED = re.compile(r"(?:多少|几|哪)(?:[个些种家位名])?$")
_FIRST_OF = re.compile(r"前(?P<n>[两二三四])个?(?P<frame>季度|届|季|期|轮|名)")
_NUMBERS = "一二三四"
_MOST_PIECES = 3
_ENOUGH = 3.0


def two_in_one(text: str) -> list[str]:
    """The questions that a question with 和 asks, each whole by itself; empty where it asks but one."""
    for joint in _JOINT.finditer(text):
        if _is_quoted(text, joint.start()):
            continue
        left, right = text[: joint.start()], text[joint.end() :]
        found = _two_properties(left, right) or _repeated(left, right)
        if not found and (joint.group() == "和" or _SEVERALLY.search(right) or "的" in right):
            found = _two_things(left, right)
        if found:
            return found
    return _first_of_several(text)


def _is_quoted(text: str, at: int) -> bool:
    return text.count("《", 0, at) > text.count("》", 0, at) or text.count("“", 0, at) > text.count(
        "”", 0, at
    )


def _two_properties(left: str, right: str) -> list[str]:
    """`…的时间和地点`: each property of the same thing."""
    one = max((noun for noun in _ASKED if left.endswith(noun)), key=len, default="")
    other = max((noun for noun in _ASKED if right.startswith(noun)), key=len, default="")
    if not (one and other) or len(one) == len(left):
        return []
    head, tail = left[: len(left) - len(one)], right[len(other) :]
    if not (_ASKS_END.fullmatch(tail) or _SEVERALLY.search(tail)):
        return []
    tail = _SEVERALLY.sub("", tail)
    return [f"{head}{_completed(one, other)}{tail}", f"{head}{other}{tail}"]


def _completed(one: str, other: str) -> str:
    """`开始和结束时间` asks for 开始时间 and 结束时间."""
    nouns = (other[-length:] for length in range(len(other) - 1, 1, -1))
    noun = next((noun for noun in nouns if noun in _ASKED and not one.endswith(noun)), "")
    return one + noun


def _repeated(left: str, right: str) -> list[str]:
    """`最佳影片和最佳导演分别…`: the second begins as the first does."""
    ends = _SEVERALLY.search(right)
    after = _pieces(right)
    if ends is None or not after or len(after[0].text) < 2 or after[0].text not in left:
        return []
    start = left.rindex(after[0].text)
    tail = right[ends.end() :]
    return [f"{left}{tail}", f"{left[:start]}{right[: ends.start()]}{tail}"]


def _two_things(left: str, right: str) -> list[str]:
    """`上海和北京的GDP`: the same of each of two things."""
    if _MUTUAL.search(right):
        return []
    before, after = _pieces(left), _pieces(right)
    score, size, other_size = max(_splits(before, after), default=(0.0, 0, 0))
    if score < (1.0 if _SEVERALLY.search(right) else _ENOUGH):
        return []
    start, end = before[-size].start, after[other_size - 1].end
    tail = right[end:]
    if _COUNTED.search(left[:start]) or (not _SEVERALLY.search(tail) and not _names_property(tail)):
        return []
    tail = _SEVERALLY.sub("", tail)
    return [f"{left}{tail}", f"{left[:start]}{right[:end]}{tail}"]


def _names_property(tail: str) -> bool:
    """Whether something is left that is asked of both."""
    return tail[:1].isalpha() and len(_ASKS_END.sub("", tail).strip("的")) > 1


def _pieces(text: str) -> list[Word]:
    """Words, with a year or an ordinal as one piece."""
    units = [Word(match.group(), match.start(), match.end(), "m") for match in _UNIT.finditer(text)]
    others = [
        word
        for word in words(text)
        if not any(unit.start < word.end and word.start < unit.end for unit in units)
    ]
    return sorted((*units, *others), key=lambda word: word.start)


def _splits(before: Sequence[Word], after: Sequence[Word]) -> Iterator[tuple[float, int, int]]:
    """How alike the last words before 和 and the first ones after it are, for each number of words."""
    for size in range(1, min(_MOST_PIECES, len(before)) + 1):
        for other_size in range(1, min(_MOST_PIECES, len(after)) + 1):
            one, other = before[-size:], after[:other_size]
            if any(word.tag[0] in "upx" or word.text in ("的", "分别") for word in (*one, *other)):
                continue
            yield _likeness(one, other), size, other_size


def _likeness(one: Sequence[Word], other: Sequence[Word]) -> float:
    first, second = "".join(word.text for word in one), "".join(word.text for word in other)
    score = 2.0 * (one[-1].tag == other[-1].tag) + 1.5 * (first[-1] == second[-1])
    score += 1.0 * (len(one) == len(other)) + 0.5 * (len(first) == len(second))
    score += 1.5 * (len(one) > 1 and one[0].text == other[0].text)
    return score - 0.4 * (len(one) + len(other) - 2)


def _first_of_several(text: str) -> list[str]:
    """`前两季度…分别`: the first and the second."""
    match = _FIRST_OF.search(text)
    if match is None or not _SEVERALLY.search(text):
        return []
    count = 2 if match.group("n") == "两" else _NUMBERS.index(match.group("n")) + 1
    tail = _SEVERALLY.sub("", text[match.end() :])
    return [f"{text[: match.start()]}第{_NUMBERS[n]}{match.group('frame')}{tail}" for n in range(count)]
