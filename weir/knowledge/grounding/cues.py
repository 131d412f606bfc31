"""Wording that states a definition, a reason or a way of doing: what a sentence of that kind sounds like."""

from __future__ import annotations

import re

from weir.knowledge.grounding.kinds import Kind

_CUES: dict[Kind, re.Pattern[str]] = {
    Kind.definition: re.compile(
        r"是(?:一|指|由|以|为|用|对)?|是指|指的是|称为|定义|即|又称|简称|\bis (?:an?|the)\b|\bare\b|\brefers? to\b|\bmeans?\b|\bdefined\b|\bknown as\b|\bstands for\b"
    ),
    Kind.reason: re.compile(
        r"因为|因此|由于|因|原因|导致|所以|以致|造成|引发|为了|以便|从而|起因|理由|\bbecause\b|\bdue to\b|\breasons?\b|\bcaused?\b|\bso that\b|\bsince\b|\bowing\b|\btherefore\b|\bin order to\b|\bas a result\b|\bto (?:avoid|prevent|protect|keep)\b"
    ),
    Kind.how: re.compile(
        r"首先|然后|步骤|点击|选择|通过|打开|填写|提交|应当?|需要?|必须|可以|请|先|再|使用|登录|按照|方法|采用|利用|以|\bfirst\b|\bthen\b|\bsteps?\b|\bclick\b|\bselect\b|\bopen\b|\buse\b|\bby\b|\bmust\b|\bcan\b|\bshould\b|\bto\b|\bthrough\b"
    ),
}
_LACKING = {Kind.definition: 0.5, Kind.reason: 0.4, Kind.how: 0.55}


def states_kind(kind: Kind, folded: str) -> float:
    """How well a folded sentence is of the kind, 0 to 1; kinds without a wording of their own are 0.85."""
    cue = _CUES.get(kind)
    if cue is None:
        return 0.85
    return 1.0 if cue.search(folded) else _LACKING[kind]
