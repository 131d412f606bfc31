"""Places in a sentence that only an agent can fill: `由…执导`, `作者…`, `approved by …`. They name
who did it, known or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from weir.knowledge.grounding.folding import HAN
from weir.knowledge.grounding.question import Question

_ROLE_END = "是为：:由即系"
# What follows a name: punctuation, or a word that no name ends in.
_AFTER = (
    r"(?=[\s，。、；,.;（(《“]|在|于|表示|说|称|与|和|的|出生|毕业|凭|将|因|曾|作|从"
    r"|对|向|介绍|认为|率|接受|\d|$)"
)
_BY = re.compile(r"\bby (?:the |an? )?((?:[a-zà-ɏ][\wà-ɏ.'’-]*\s?){1,4})")
_BY_END = re.compile(
    r"\s(?:in|on|at|for|and|or|of|with|from|to|after|before|when|who|which|a|an|the|is|was|that|under)\s.*$|[.,;:]\s*$"
)


def agents(question: Question, folded: str) -> Iterator[tuple[int, int]]:
    """Spans of folded text that stand where the doer of the question's relation stands."""
    forms = [form for term in question.terms if term.relation for form, _ in term.forms]
    chinese = sorted((form for form in forms if not form.isascii() and len(form) > 1), key=len, reverse=True)
    if chinese:
        words = "|".join(map(re.escape, chinese))
        for pattern in (
            rf"由([{HAN}·]{{2,12}}?)(?:负责|共同|联合|独家)?(?:{words})",
            rf"(?:{words})[{_ROLE_END}]?([{HAN}]{{2,4}}?(?:[·•][{HAN}]{{1,6}})*){_AFTER}",
        ):
            yield from (match.span(1) for match in re.finditer(pattern, folded))
    for match in _BY.finditer(folded):
        end = match.start(1) + len(_BY_END.sub("", match.group(1)).rstrip())
        if end > match.start(1):
            yield match.start(1), end


_AT = re.compile(
    rf"(?:出生于|生于|位于|坐落[于在]|地处|设[在于]|来自|落户|迁[往至])([{HAN}]{{2,5}}?)(?=[，。、；,;\s（(]|的|市|省|县|与|和|$)"
)


def locations(folded: str) -> Iterator[tuple[int, int]]:
    """Spans of folded Chinese text that stand where a place stands, known or not."""
    yield from (match.span(1) for match in _AT.finditer(folded))
