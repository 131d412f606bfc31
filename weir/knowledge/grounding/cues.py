"""Wording that states a definition, a reason or a way of doing: what a sentence of that kind sounds like."""

from __future__ import annotations

import re

from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.lexicon import lines
from weir.knowledge.grounding.question import Question

_DONE = "|".join(line.split()[-1] for line in lines("irregular_verbs"))
_CUES: dict[Kind, re.Pattern[str]] = {
    Kind.definition: re.compile(
        r"是(?:一|指|由|以|为|用|对)?|是指|指的是|称为|定义|即|又称|简称|表示|意味着|代表|说明"
        rf"|\b(?:is|are) (?:an?|the)\b|\b(?:is|are|was|were)\b(?! (?:\w+(?:ed|en|ing)|{_DONE})\b)"
        r"|\brefers? to\b|\bmeans?\b|\bdefined\b|\bknown as\b|\bstands? for\b"
    ),
    Kind.reason: re.compile(
        r"因为|因此|由于|因|原因|导致|所以|以致|造成|引发|为了|以便|从而|起因|理由"
        r"|\bbecause\b|\bdue to\b|\breasons?\b|\bcaused?\b|\bso that\b|\bsince\b"
        r"|\bowing\b|\btherefore\b|\bin order to\b|\bas a result\b|\bto (?:avoid"
        r"|prevent|protect|keep)\b"
    ),
    Kind.how: re.compile(
        r"首先|然后|步骤|点击|选择|通过|打开|填写|提交|应当?|需要?|必须|可以|请|先|再|使用|登录|按照|方法|采用|利用|以|\bfirst\b|\bthen\b|\bsteps?\b|\bclick\b|\bselect\b|\bopen\b|\buse\b|\bby\b|\bmust\b|\bcan\b|\bshould\b|\bto\b|\bthrough\b"
    ),
}
_PURPOSE_ASKED = re.compile(
    r"作用|用途|用处|功能|用来|用于|做什么|干什么|\bpurpose\b"
    r"|\bwhat (?:is|are) .* for\b|\bwhat do(?:es)? .* do\b"
)
_PURPOSE = re.compile(
    r"用于|用来|用以|供|以便|以防|负责|可以|会|能|\b(?:used|serves?|meant|designed) (?:to|for)\b|\bso that\b"
)
# Wording that tells somebody what to do, as against wording that speaks of a doing.
_INSTRUCTS = re.compile(
    r"^(?:要|若要|如需|请|首先|先)|，请|[用按]\s?`|运行|点击|填写|打开|选择|步骤"
    r"|^to [a-z]+ [^,:]*[,:]|^(?:first|then|next)\b|\b(?:run|press|click|fill in|choose|select)\b"
    r"|`[^`]+ [^`]+`"
    r"|^(?:\d+[.)]\s)?(?:open|make|put|set|point|press|run|use|fill|choose|remove|add|go|send|write)\s"
)
_MEANING_ASKED = re.compile(r"\b(?:mean|stand for)\b|什么意思|的(?:含义|意思)")
_MEANS = re.compile(
    r"表示|意味着|代表|说明|是指|指的是|意为|即|\bmeans?\b|\bstands? for\b|\bindicates?\b|\bsignals?\b"
    r"|\bshows?\b|\brefers? to\b|\b(?:is|are) (?:an?|the)\b|是"
)
_LACKING = {Kind.definition: 0.1, Kind.reason: 0.1, Kind.how: 0.5}
_DEFINES_WITHIN = 16


def states_kind(question: Question, folded: str) -> float:
    """How well a folded sentence is of the asked kind, 0 to 1; kinds without a wording of their own
    are 0.85.
    """
    cue = _CUES.get(question.kind)
    if cue is None:
        if not _PURPOSE_ASKED.search(question.folded):
            return 0.85
        return 1.0 if _PURPOSE.search(folded) else 0.6
    if question.kind is Kind.definition:
        return 1.0 if _defines(question, folded, cue) else _LACKING[question.kind]
    if question.kind is Kind.how:
        return 1.0 if _INSTRUCTS.search(folded) else 0.8 if cue.search(folded) else _LACKING[question.kind]
    return 1.0 if cue.search(folded) else _LACKING[question.kind]


def _defines(question: Question, folded: str, cue: re.Pattern[str]) -> bool:
    """Whether the thing asked about is followed at once by what it is."""
    telling = [term.text for term in question.terms if term.weight >= 0.5]
    if not telling:
        return False
    last = telling[-1]
    at = folded.find(last)
    if _MEANING_ASKED.search(question.folded):
        cue = _MEANS
    return at >= 0 and cue.search(folded, at + len(last), at + len(last) + _DEFINES_WITHIN) is not None
