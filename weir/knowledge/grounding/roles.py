"""Whether the person of a sentence is the one who holds the asked role now: not a predecessor, a figure of
a play, somebody whose words are reported, or the holder of the same role elsewhere.
"""

from __future__ import annotations

import re

from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.names import Name
from weir.knowledge.grounding.passages import Passage
from weir.knowledge.grounding.plausible import only_speaks
from weir.knowledge.grounding.question import Question
from weir.knowledge.grounding.slots import is_done_to

_PAST = re.compile(
    r"(?:前任?|(?<!中)原|时任)[\u4e00-\u9fff]{0,4}$|\b(?:former|ex-|previous)[a-z\s-]{0,40}$"
    r"|\b(?:tak(?:es?|ing)|took) over from (?:\w+ )?$"
    r"|\b(?:succe(?:ed|eds|eded|eding)|replac(?:es?|ed|ing)) $"
)
_PAST_AFTER = re.compile(
    r",? (?:the |a )?(?:former|ex-|late)\b"
    r"|[^.;]{0,40}\b(?:steps? down|stepp(?:ed|ing) down|retire[sd]?|resign(?:s|ed)?)\b"
)
_PAST_ASKED = re.compile(r"former|previous|前任|原|历任|first|当时|founder|retire|resign|step|辞|卸任")
_YEAR_ASKED = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CHARACTER = re.compile(r"(?:饰演|扮演|饰)[:：]?$|(?:\bas|role of|plays|portrays?|character)\s?$")
_CAST_ASKED = re.compile(
    r"主演|演员|谁演|谁饰|谁扮演|\bwho (?:plays?|played|stars?|starred|portray)"
    r"|\bactor|\bactress|\bcast\b|playing"
)
_OF = re.compile(r" (?:of|from) (?:the )?([A-Z]\w+)")
_TITLE_BEFORE = 16
_LOOK_BACK, _LOOK_AHEAD = 48, 64


def role_fit(name: Name, question: Question, passage: Passage) -> float:
    """1 where nothing speaks against the name; less for one in another role than the asked one."""
    before = passage.folded[max(0, name.start - _LOOK_BACK) : name.start]
    if _CHARACTER.search(before) and _CAST_ASKED.search(question.folded):
        return 0.5
    if question.kind is not Kind.person:
        return 1.0
    if _held_before(before, passage.folded[name.end : name.end + _LOOK_AHEAD], question.folded):
        return 0.5 if _YEAR_ASKED.search(question.folded) else 0.2
    if is_done_to(question, passage.folded, name.start):
        return 0.3
    if _is_of_another(before, question, passage, name) or _is_held_elsewhere(question, passage, name):
        return 0.3
    if only_speaks(passage.folded, question.folded, name.end) and not _has_title(before, question):
        return 0.5
    return 1.0


def _held_before(before: str, after: str, asked: str) -> bool:
    past = _PAST.search(before) or _PAST_AFTER.match(after)
    return past is not None and _PAST_ASKED.search(asked) is None


def _has_title(before: str, question: Question) -> bool:
    """Whether the role stands before the name: `首席执行官沈知行表示`."""
    near = before[-_TITLE_BEFORE:]
    return any(form in near for term in question.terms if not term.name for form, _ in term.forms)


def _is_of_another(before: str, question: Question, passage: Passage, name: Name) -> bool:
    """Whether the office is held elsewhere: `Minister Rik Dahl of Sorland` where Lorland's is asked for."""
    other = _OF.match(passage.raw, name.end)
    if other is None:
        return False
    held = any(term.relation and term.text in before[-30:] for term in question.terms)
    return held and other.group(1).lower() not in question.folded


def _is_held_elsewhere(question: Question, passage: Passage, name: Name) -> bool:
    """Whether the sentence names the role, and each time that of another body: `president of CONCACAF`."""
    start, end = passage.sentences[passage.sentence_of(name.start)]
    roles = [term.text for term in question.terms if term.relation and term.text.isascii()]
    held = [
        found.group(1).lower()
        for role in roles
        for found in re.finditer(rf"\b{re.escape(role)}s? of (?:the )?([A-Z]\w+)", passage.raw[start:end])
    ]
    return bool(held) and not any(body in question.folded for body in held)
