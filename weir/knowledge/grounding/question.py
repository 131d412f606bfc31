"""A question taken apart: language, terms with weights, asked kind, and what it fixes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from weir.core.errors import Language
from weir.knowledge.grounding.collocations import joined, titles_in
from weir.knowledge.grounding.constraints import Constraint, Contrast, constraints, contrasts, is_ordinal
from weir.knowledge.grounding.folding import HAN, fold, language_of
from weir.knowledge.grounding.gazetteer import OWN_COUNTRY, TRANSLATIONS
from weir.knowledge.grounding.kinds import Asked, Kind, asked, asks_for_many, classifiers
from weir.knowledge.grounding.lexicon import word_set
from weir.knowledge.grounding.relations import same_relation
from weir.knowledge.grounding.sentences import Span
from weir.knowledge.grounding.words import CHINESE_STOP, ENGLISH_STOP, Word, stem, words

_NAME_TAGS = frozenset(("nr", "nrt", "nrfg", "ns", "nt", "nz", "eng"))
_HEADED = frozenset((Kind.number, Kind.money, Kind.percent, Kind.duration, Kind.how, Kind.name))
# Verbs that any event takes: their absence tells nothing.
_WEAK_RELATIONS = frozenset(
    ["发生", "出现", "进行", "担任", "属于", "使用", "位于", "在", "为", "有", "共有"]
)
_TELLING = 0.6
_MODIFIER_TAGS = _NAME_TAGS | {"n", "j"}
_ASKING_NOUNS = word_set("asking_nouns") | word_set("faint")
_AFFIXES = word_set("affixes")
_CAPITAL = re.compile(r"\b[A-Z]")
_ASKS_BEFORE = re.compile(r"(?:哪些|什么|哪[个种类])$")
_WORK = re.compile(r"《([^《》]{1,40})》|[“\"「]([^”\"」]{1,40})[”\"」]")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question. `forms` are folded spellings that count as it, each with how well."""

    text: str
    weight: float
    forms: tuple[tuple[str, float], ...]
    relation: bool
    """Whether the word says how things hang together (`死亡`, `directed`), not what they are."""
    name: bool
    """Whether it names something in particular, so that an answer without it is about something else."""
    tag: str = ""
    """Part of speech, or ``work`` for a title in quotation marks."""
    modifier: str = ""
    """The word that stands directly before it and tells which one is meant: `中国` in `中国公开赛`."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks."""

    text: str
    folded: str
    language: Language
    kind: Kind
    units: tuple[str, ...]
    """Families of units that would answer (`people`, `money`, …); empty: any."""
    classifiers: tuple[str, ...]
    many: bool
    strict: bool
    terms: tuple[Term, ...]
    constraints: tuple[Constraint, ...]
    contrasts: tuple[Contrast, ...]


def analyse(question: str, evidence: Sequence[str] = ()) -> Question:
    """Take a question apart. Any text is accepted; one without content words has no terms.

    `evidence`: folded texts that will be searched; they show which words of the question are one name.
    """
    text = question.strip()
    folded = fold(text)
    language = language_of(folded)
    wanted = asked(folded, language)
    fixed = constraints(folded)
    return Question(
        text=text,
        folded=folded,
        language=language,
        kind=wanted.kind,
        units=wanted.units,
        classifiers=classifiers(folded) if wanted.kind is Kind.number else (),
        many=asks_for_many(folded),
        strict=wanted.strict,
        terms=tuple(_terms(text, folded, wanted, fixed, evidence)),
        constraints=tuple(fixed),
        contrasts=tuple(contrasts(folded)),
    )


def content_terms(folded: str) -> tuple[Term, ...]:
    """The weighted content words of any folded text, as a question's are."""
    return tuple(_terms(folded, folded, Asked(Kind.other), constraints(folded)))


def _terms(
    written: str, folded: str, wanted: Asked, fixed: list[Constraint], evidence: Sequence[str] = ()
) -> list[Term]:
    found: dict[str, Term] = {}
    works = list(_works(folded, evidence))
    for start, end in works:
        title = folded[start:end]
        found[title] = Term(title, 3.0, ((title, 1.0),), relation=False, name=True, tag="work")
    proper = _proper(written)
    before: Word | None = None
    for word in joined(_joined(words(_without_dates(folded, fixed))), evidence, _ASKING_NOUNS):
        skipped = word.tag == "x" or word.text in found or any(s <= word.start < e for s, e in works)
        skipped = skipped or any(c.start <= word.start < c.end and is_ordinal(word.text) for c in fixed)
        if not skipped and (term := _term(word, wanted, folded)):
            term = replace(term, name=term.name or (word.start in proper and not term.relation))
            found[word.text] = replace(term, modifier=_modifier(before, word, term))
        before = word
    return _with_head(_each_its_own(list(found.values())), wanted, folded)


def _works(folded: str, evidence: Sequence[str]) -> Iterator[Span]:
    """Titles in the question: set in quotation marks there, or in the evidence."""
    for match in _WORK.finditer(folded):
        yield match.span(1 if match.group(1) else 2)
    for title in titles_in(folded, evidence):
        yield folded.index(title), folded.index(title) + len(title)


def _each_its_own(terms: list[Term]) -> list[Term]:
    """No term counts as found where only another word of the question stands: `prize` for `won` in `who
    won the prize`.
    """
    own = {term.forms[0][0] for term in terms}
    return [
        replace(term, forms=term.forms[:1] + tuple(form for form in term.forms[1:] if form[0] not in own))
        for term in terms
    ]


def _modifier(before: Word | None, word: Word, term: Term) -> str:
    if before is None or term.relation or before.end != word.start or word.tag[0] not in "nj":
        return ""
    return before.text if before.tag in _MODIFIER_TAGS else ""


def _proper(written: str) -> frozenset[int]:
    """Where the asker wrote a capital inside the sentence: names, in English."""
    return frozenset(match.start() for match in _CAPITAL.finditer(written) if match.start())


def _with_head(terms: list[Term], wanted: Asked, folded: str) -> list[Term]:
    """A quantity belongs to the noun asked about (`城镇化率`, `吞吐量`): it must stand near, like a
    relation.
    """
    if wanted.kind not in _HEADED:
        return terms
    if wanted.kind is Kind.name and any(t.relation or t.text.isascii() for t in terms):
        return terms
    if wanted.kind is not Kind.how and any(t.relation and t.text.isascii() for t in terms):
        return terms  # `how many people died in the accident`: the verb says what is counted
    heads = [
        i
        for i, t in enumerate(terms)
        if not t.name
        and t.text not in _ASKING_NOUNS
        and len(t.text) > 1
        and t.tag[:1] in "nvje"
        and not re.search(f"{re.escape(t.text)}[上里中内]", folded)
    ]
    if wanted.kind is Kind.name:
        heads = [i for i in heads if terms[i].weight >= _TELLING]
    if heads:
        heads = heads[:1] if wanted.kind is Kind.how else heads
        terms[heads[-1]] = replace(terms[heads[-1]], relation=True, weight=max(1.0, terms[heads[-1]].weight))
    return terms


def _joined(parts: list[Word]) -> list[Word]:
    """Words that the segmenter cut inside a relation word put together again: `首席` + `执行官`."""
    joined: list[Word] = []
    for word in parts:
        last = joined[-1] if joined else None
        if (
            last
            and last.end == word.start
            and len(last.text + word.text) > 3
            and same_relation(last.text + word.text)
        ):
            joined[-1] = Word(last.text + word.text, last.start, word.end, "n")
        else:
            joined.append(word)
    return joined


def _without_dates(folded: str, fixed: list[Constraint]) -> str:
    """The question with its years, months and quarters blanked: they are constraints, and they
    split words badly.
    """
    for constraint in fixed:
        if constraint.frame in ("year", "month", "quarter"):
            end = constraint.end + (folded[constraint.end : constraint.end + 1] in ("年", "季"))
            folded = folded[: constraint.start] + " " * (end - constraint.start) + folded[end:]
    return folded


def _term(word: Word, wanted: Asked, folded: str) -> Term | None:
    text = word.text
    if text in CHINESE_STOP or text in ENGLISH_STOP or not any(c.isalnum() for c in text):
        return None
    if text[0] in "哪几" or text.startswith(("多少", "多长", "多久", "多大", "多高", "多远")):
        return None
    latin = text.isascii() or not re.match(f"[{HAN}]", text)
    relation = _relation_forms(text if not latin else stem(text))
    weight = _weight(word, latin)
    if text in _ASKING_NOUNS:
        weight *= 0.15
    elif not relation and _only_asks(word, wanted, folded):
        weight *= 0.35
    coded = latin and not text.isdigit() and any(c.isdigit() for c in text)
    named = coded or (not latin and word.tag in _NAME_TAGS and text not in OWN_COUNTRY | _ASKING_NOUNS)
    states = bool(relation) and text not in _ASKING_NOUNS and text not in _WEAK_RELATIONS
    return Term(text, weight, tuple(_forms(word, latin, relation)), states, named and len(text) > 1, word.tag)


def _only_asks(word: Word, wanted: Asked, folded: str) -> bool:
    """Whether the word is part of the asking (`哪些材料`, `which city`), which an answer need not repeat."""
    if _ASKS_BEFORE.search(folded[: word.start]):
        return True
    return wanted.kind is not Kind.definition and wanted.start <= word.start and word.end <= wanted.end


def _weight(word: Word, latin: bool) -> float:
    text, tag = word.text, word.tag
    if text in OWN_COUNTRY:
        return 0.3
    if latin:
        return 0.6 if text.isdigit() else 1.0 + 0.05 * min(len(text), 8)
    if len(text) == 1:
        return 0.3
    base = 1.5 if tag in _NAME_TAGS else 1.1 if tag[0] in "njli" else 0.8 if tag[0] == "v" else 0.7
    return base * min(1.5, 0.7 + 0.15 * len(text))


def _relation_forms(text: str) -> frozenset[str]:
    """Words of the same relation; a compound (`总导演`, `举办地`) has those of the relation word
    inside it, where the rest only turns it: `公开赛` has nothing to do with `公开`.
    """
    forms = same_relation(text)
    if forms or text.isascii() or len(text) < 3:
        return forms
    for length in range(len(text) - 1, 1, -1):
        for part, rest in ((text[-length:], text[:-length]), (text[:length], text[length:])):
            if rest in _AFFIXES and (inner := same_relation(part)):
                return inner | {part}
    return frozenset()


def _forms(word: Word, latin: bool, relation: frozenset[str]) -> list[tuple[str, float]]:
    text = word.text
    forms = [(stem(text) if latin and not any(c.isdigit() for c in text) else text, 1.0)]
    if text in TRANSLATIONS:
        forms.append((TRANSLATIONS[text], 1.0))
    if word.tag == "ns" and len(text) > 2 and text[-1] in "市省县州":
        forms.append((text[:-1], 0.95))
    forms += [(form, 0.85) for form in sorted(relation)]
    return forms
