"""A passage of evidence read once: folded text, sentences, words, and where the question's terms
stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.constraints import Constraint, constraints, years
from weir.knowledge.grounding.folding import fold, has_han
from weir.knowledge.grounding.names import Name, names
from weir.knowledge.grounding.question import Term
from weir.knowledge.grounding.sentences import Span, clauses, sentences
from weir.knowledge.grounding.styles import Style, column, styles
from weir.knowledge.grounding.words import Word, stem, words

_NAME_TAGS = frozenset(("nr", "nrt", "nrfg", "ns", "nt", "nz"))
_ANOTHER = 0.5
_ANAPHOR = re.compile(
    r"(?:^|[。！？!?…\s，,.])(?:(?:该|本|此|这[部个次场届位家]|其(?![他它中实余次])"
    r"|他|她|它)(?![们]|身|人|次|报|网|文)|(?:it|its|he|she|his|her|the (?!u\.?s)[a-z]+"
    r"|written|directed|starring|released)\b)"
)
_LONGER_NAME = re.compile(
    r"(?: [A-Z][\w&’'-]+){0,2} (?:Foundation|Association|Union|Museum|Institute|Academy|Fund|Players"
    r"|Ventures|Labs)\b"
)
_LATIN_WORD = re.compile(r"[a-zÀ-ɏ]+(?:['’][a-z]+)?|\d+")


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a term; `quality` tells a literal one (1.0) from a synonym or a part."""

    start: int
    end: int
    quality: float


class Passage:
    """One piece of evidence and what has been read in it so far; readings are made when first asked for."""

    def __init__(self, index: int, evidence: Evidence) -> None:
        self.index = index
        self.raw = evidence.text
        self.folded = fold(evidence.text)
        self.context = fold(" ".join((_stem_of(evidence.document), *evidence.headings)))
        self.headings = evidence.headings
        self._mentions: dict[tuple[str, str, bool], list[Mention]] = {}

    @cached_property
    def sentences(self) -> list[Span]:
        return sentences(self.raw)

    @cached_property
    def styles(self) -> list[Style]:
        """How each sentence is set on the page."""
        return styles(self.raw, self.sentences, self.headings)

    def heads(self, header: int, row: int) -> bool:
        """Whether one sentence is the header of the table that the other is a row of."""
        between = self.styles[header + 1 : row + 1]
        return self.styles[header] is Style.header and set(between) == {Style.row}

    def same_column(self, one: int, other: int) -> bool:
        """Whether two positions in rows of one table stand in the same column."""
        return column(self.raw, one) == column(self.raw, other)

    @cached_property
    def tokens(self) -> list[Word]:
        return words(self.raw)

    @cached_property
    def _word_ends(self) -> dict[int, Word]:
        return {word.end: word for word in self.tokens}

    @cached_property
    def names(self) -> list[Name]:
        return list(names(self.raw, self.tokens))

    @cached_property
    def years(self) -> list[tuple[int, str]]:
        return years(self.folded)

    @cached_property
    def constraints(self) -> list[Constraint]:
        return constraints(self.folded)

    @cached_property
    def _headings_over(self) -> list[int]:
        found, last = [], -1
        for index, style in enumerate(self.styles):
            last = index if style is Style.heading else last
            found.append(last)
        return found

    def heading_over(self, sentence: int) -> int:
        """The heading inside this text under which a sentence stands; -1 for none."""
        return self._headings_over[sentence]

    @cached_property
    def scale(self) -> float:
        """Characters of this passage that weigh as one Chinese character when distances are compared."""
        return 1.0 if has_han(self.raw) else 3.0

    @cached_property
    def stems(self) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for match in _LATIN_WORD.finditer(self.folded):
            found.setdefault(stem(match.group()), []).append(match.span())
        return found

    @cached_property
    def starts_midway(self) -> bool:
        """Whether the text speaks of something it has not named: `该片将于…`, `It was released …`."""
        return _ANAPHOR.search(self.folded) is not None

    @cached_property
    def context_stems(self) -> frozenset[str]:
        return frozenset(stem(match.group()) for match in _LATIN_WORD.finditer(self.context))

    def sentence_of(self, position: int) -> int:
        """Index of the sentence that holds `position`, or of the last one before it."""
        found = 0
        for index, (start, _) in enumerate(self.sentences):
            if start > position:
                break
            found = index
        return found

    def clauses(self, sentence: int) -> list[Span]:
        return clauses(self.raw, self.sentences[sentence])

    def mentions(self, term: Term) -> list[Mention]:
        """Where the term stands in the text, best quality first where several overlap."""
        key = (term.text, term.modifier, term.name)
        if key not in self._mentions:
            self._mentions[key] = list(self._find(term))
        return self._mentions[key]

    def in_context(self, term: Term) -> float:
        """How well the title and the headings name the term."""
        return max((quality for form, quality in term.forms if self._context_has(form)), default=0.0)

    def _context_has(self, form: str) -> bool:
        return form in self.context_stems if form.isascii() else form in self.context

    def _find(self, term: Term) -> Iterator[Mention]:
        found = False
        for form, quality in term.forms:
            for start, end in self._occurrences(form):
                found = True
                yield Mention(start, end, quality * (_ANOTHER if self._is_another(term, start, end) else 1.0))
        if not found and not term.text.isascii():
            yield from self._parts(term)

    def _is_another(self, term: Term, start: int, end: int) -> bool:
        """Whether another name stands where the question has its own: `达拉斯公开赛` for `中国公开赛`,
        `the NFL Players Association` for `the NFL`.
        """
        if term.name and _LONGER_NAME.match(self.raw, end):
            return True
        before = self._word_ends.get(start)
        if not term.modifier or before is None:
            return False
        if before.tag not in _NAME_TAGS and not (term.relation and before.tag == "n"):
            return False
        return before.text not in term.modifier and term.modifier not in before.text

    def _has_other_head(self, text: str, start: int) -> bool:
        """Whether another noun completes what a part of a compound begins: `蔬菜产量` for `粮食产量`."""
        before = self._word_ends.get(start)
        return before is not None and before.tag[0] == "n" and before.text not in text

    def _occurrences(self, form: str) -> Iterator[Span]:
        if form.isalpha() and form.isascii():
            yield from self.stems.get(form, ())
            return
        if form.isascii() and form.isalnum():
            yield from (match.span() for match in _coded(form).finditer(self.folded))
            return
        position = self.folded.find(form)
        while position >= 0:
            yield position, position + len(form)
            position = self.folded.find(form, position + len(form))

    def _parts(self, term: Term) -> Iterator[Mention]:
        """A long word by a part of it, or by its full form: 冬奥会 in 冬季奥林匹克运动会."""
        text, length = term.text, len(term.text)
        if length < 3:
            return
        spread = r"[^\s，。,.]{0,8}?".join(map(re.escape, text)) if 3 <= length <= 4 else ""
        full = [Mention(m.start(), m.end(), 0.75) for m in re.finditer(spread, self.folded)] if spread else []
        if full:
            yield from full
            return
        for size in range(length - 1, 1, -1):
            hits = [span for part in {text[:size], text[-size:]} for span in self._occurrences(part)]
            if hits:
                # A piece of a name says little about the whole; a piece of a compound says more.
                quality = 0.9 * (size / length) ** (2.0 if term.name and term.tag != "nt" else 0.8)
                for start, end in hits:
                    other = _ANOTHER if self._has_other_head(text, start) else 1.0
                    yield Mention(start, end, quality * other)
                return


@lru_cache(maxsize=256)
def _coded(form: str) -> re.Pattern[str]:
    """`mix4` also finds `MIX 4` and `MIX-4`, never `mix40`."""
    spaced = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", r"[\\s-]?", form)
    return re.compile(rf"(?<![a-z0-9]){spaced}(?![a-z0-9])")


def _stem_of(document: str) -> str:
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", document)
