"""Places in a sentence that only an agent can fill: `由…执导`, `作者…`, `approved by …`. They name
who did it, known or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from weir.knowledge.grounding.folding import HAN
from weir.knowledge.grounding.question import Question
from weir.knowledge.grounding.relations import same_relation
from weir.knowledge.grounding.words import ENGLISH_STOP, stem

# What the names of roles end in; after other relation words stands what was done: `创建密钥`.
_ROLE_ENDINGS = "人者员长师官手帅席理裁演剧家主王军"
_ROLE_END = "是为：:由即系"
# What follows a name: punctuation, or a word that no name ends in.
_AFTER = (
    r"(?=[\s，。、；,.;（(《“]|在|于|表示|说|称|与|和|的|出生|毕业|凭|将|因|曾|作|从"
    r"|对|向|介绍|认为|率|接受|之外|以外|等|及|还|已|也|\d|$)"
)
_BY = re.compile(r"\b([a-z]+)(?: \w+ly)? by (?:the |an? )?((?:[a-zà-ɏ][\wà-ɏ.'’-]*\s?){1,4})")
_WHO_DOES = re.compile(
    r"\bwho (?:(?:has|have|had|may|must|can|should|shall|will|also|first|usually|is allowed|is) (?:to )?)*"
    r"([a-z]+)"
)
_SUBJECT = re.compile(
    r"(?:^|(?<=[.;:!?,\n|])\s?|\b(?:and|but|then) )(?:the|an?|each|every|our|his|her|its)\s"
    r"([a-z][\w'’-]*(?:\s[a-z][\w'’-]*){0,3}?)"
    r"\s(?:(?:also|alone|then|usually|finally|already|just|recently|officially|must|may|can|will|should|shall|has|have|had)\s){0,2}$"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|by|to)(?: \w+ly)? $")
_OBJECT = re.compile(r"(?!.*\bby\b)(?: [^ ]*){1,7}")
_WORD = re.compile(r"[a-z]+")
_DOERS = ("or", "ors", "er", "ers")
_BY_END = re.compile(
    r"\s(?:in|on|at|for|and|or|of|with|from|to|after|before|when|who|which|a|an|the|is|was|that|under)\s.*$|(?<=[a-zà-ɏ]{3})\.\s.*$|[.,;:]\s*$"
)


def agents(question: Question, folded: str) -> Iterator[tuple[int, int]]:
    """Spans of folded text that stand where the doer of the question's relation stands."""
    yield from _chinese_agents(question, folded)
    said = {form for term in question.terms for form, _ in term.forms}
    for match in _BY.finditer(folded):
        end = match.start(2) + len(_BY_END.sub("", match.group(2)).rstrip())
        if end > match.start(2) and stem(match.group(1)) in said:
            yield match.start(2), end
    yield from _english_subjects(question, folded)


def _chinese_agents(question: Question, folded: str) -> Iterator[tuple[int, int]]:
    said = [term for term in question.terms if (term.relation or term.tag[:1] == "v") and len(term.text) > 1]
    verbs = _either(form for term in said for form, _ in term.forms)
    if verbs:
        yield from _all(rf"由([{HAN}·]{{2,12}}?)(?:负责|共同|联合|独家)?(?:{verbs})", folded)
        yield from _all(rf"由([{HAN}·]{{2,8}}?)(?=[于在对向按从])[^，。；;]{{1,30}}?(?:{verbs})", folded)
    doings = _either(form for term in said if term.tag[:1] == "v" for form, _ in term.forms)
    if doings:
        subject = rf"(?:^|[，。；;、\n]|[须应]?经)([{HAN}]{{2,8}}?)(?:[可应须将会]|可以|负责)?"
        yield from _all(rf"{subject}(?:{doings})", folded)
    relations = _either(
        form
        for term in said
        if term.relation
        for form, _ in term.forms
        if form == term.text or form[-1] in _ROLE_ENDINGS
    )
    if relations:
        name = rf"[{HAN}]{{2,4}}?(?:[·•][{HAN}]{{1,6}})*"
        yield from _all(rf"(?:{relations})[{_ROLE_END}]?({name}){_AFTER}", folded)


def _either(forms: Iterable[str]) -> str:
    chinese = {form for form in forms if not form.isascii() and len(form) > 1}
    return "|".join(map(re.escape, sorted(chinese, key=len, reverse=True)))


def _all(pattern: str, folded: str) -> Iterator[tuple[int, int]]:
    return (match.span(1) for match in re.finditer(pattern, folded))


def is_done_to(question: Question, folded: str, at: int) -> bool:
    """Whether what stands at `at` is the object where the doer is asked: `Halden bought Delmar` does not say
    who bought Halden.
    """
    asked = _WHO_DOES.search(question.folded)
    if asked is None or asked.group(1) in ENGLISH_STOP:
        return False
    verb = stem(asked.group(1))
    spoken_of = {form for term in question.terms for form, quality in term.forms if quality == 1.0}
    forms = same_relation(verb) - spoken_of | {verb}
    clause = max(folded.rfind(mark, 0, at) for mark in ".;,\n") + 1
    for word in _WORD.finditer(folded, clause, at):
        if word.group().endswith(_DOERS):
            continue
        if stem(word.group()) in forms and not _PASSIVE.search(folded, clause, word.start()):
            before, between = folded[clause : word.start()], folded[word.end() : at]
            return _OBJECT.fullmatch(between) is not None and any(
                term.name and term.text in before for term in question.terms
            )
    return False


def _english_subjects(question: Question, folded: str) -> Iterator[tuple[int, int]]:
    """`the tenant` in `The tenant pays for water` when it is asked who pays."""
    asked = _WHO_DOES.search(question.folded)
    if asked is None or asked.group(1) in ENGLISH_STOP:
        return
    verb = stem(asked.group(1))
    forms = same_relation(verb) | {verb}
    for word in _WORD.finditer(folded):
        if stem(word.group()) in forms and (subject := _SUBJECT.search(folded, 0, word.start())):
            yield subject.span(1)


_AT = re.compile(
    rf"(?:出生于|生于|位于|坐落[于在]|地处|设[在于]|来自|落户|迁[往至])([{HAN}]{{2,5}}?)(?=[，。、；,;\s（(]|的|市|省|县|与|和|$)"
    rf"|(?<![正存现所])在([{HAN}]{{2,6}}?)(?=成功|正式|顺利|隆重|圆满|举行|举办|召开|开幕|发射|开赛|成立|签署|首映)"
)


def locations(folded: str) -> Iterator[tuple[int, int]]:
    """Spans of folded Chinese text that stand where a place stands, known or not."""
    yield from (match.span(1 if match.group(1) else 2) for match in _AT.finditer(folded))
