"""Values that a text gives to a label: `口号为“…”`, `以“…”为主题`: they name it, known or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.knowledge.grounding.question import Question
from weir.knowledge.grounding.sentences import Span

_OPEN, _CLOSE = '“"《「『‘', '”"》」』’'
_IS = r"(?:正式|最终|分别|已)?(?:是|为|:|：|定为|确定为|公布为|命名为|叫做?|名为|取名|名叫)?"
_GETS = r"(?:作为|成为|当选|获封|获得?|荣获|摘得|赢得|斩获|夺得|为|是)了?"
_PLAIN = r"(?:是|为|:|：|叫做?|名为)\s?(?P<plain>[^\s，。；、！？,;“”《》「」：:（）()]{2,16})"


def labelled(question: Question, folded: str) -> Iterator[tuple[Span, bool]]:
    """Spans of folded text that are given to the head of the question, and whether they are set in quotes."""
    heads = [term.text for term in question.terms if term.relation and not term.text.isascii()]
    if not heads:
        return
    head = "(?:" + "|".join(map(re.escape, heads)) + ")"
    for match in re.finditer(_pattern(head), folded):
        name = match.lastgroup
        if name:
            yield match.span(name), name != "plain"


def _pattern(head: str) -> str:
    after = rf"{head}[^，。；！？\n“《「]{{0,6}}?{_IS}\s?" + _quoted("after")
    with_it = "(?:以|将|把)" + _quoted("with") + rf"(?:作?为|定为)[^，。；\n]{{0,8}}{head}"
    before = _quoted("before") + rf"[^，。；！？\n“《「]{{0,4}}{_GETS}[^，。；！？\n]{{0,12}}?{head}"
    return "|".join((after, with_it, before, head + _PLAIN))


def _quoted(name: str) -> str:
    return rf"[{_OPEN}](?P<{name}>[^{_OPEN}{_CLOSE}\n]{{1,40}})[{_CLOSE}]"
