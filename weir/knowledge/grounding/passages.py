"""A passage of evidence read once: folded text, sentences, words, and where the question's terms stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding.folding import fold, has_han
from weir.knowledge.grounding.question import Term
from weir.knowledge.grounding.sentences import Span, clauses, sentences
from weir.knowledge.grounding.words import Word, stem, words

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
        self._mentions: dict[str, list[Mention]] = {}

    @cached_property
    def sentences(self) -> list[Span]:
        return sentences(self.raw)

    @cached_property
    def tokens(self) -> list[Word]:
        return words(self.raw)

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
        if term.text not in self._mentions:
            self._mentions[term.text] = list(self._find(term))
        return self._mentions[term.text]

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
                yield Mention(start, end, quality)
        if not found and not term.text.isascii():
            yield from self._parts(term.text)

    def _occurrences(self, form: str) -> Iterator[Span]:
        if form.isascii() and " " not in form:
            yield from self.stems.get(form, ())
            return
        position = self.folded.find(form)
        while position >= 0:
            yield position, position + len(form)
            position = self.folded.find(form, position + len(form))

    def _parts(self, text: str) -> Iterator[Mention]:
        """A long word by a part of it, or by its full form: 冬奥会 in 冬季奥林匹克运动会."""
        length = len(text)
        if length < 3:
            return
        for size in range(length - 1, 1, -1):
            hits = [
                span
                for part in {text[:size], text[-size:]}
                for span in self._occurrences(part)
            ]
            if hits:
                # A two-character piece of a four-character word says little about the whole.
                yield from (Mention(start, end, 0.9 * (size / length) ** 0.7) for start, end in hits)
                return
        spread = r"[^\s，。,.]{0,5}?".join(map(re.escape, text))
        for match in re.finditer(spread, self.folded):
            yield Mention(match.start(), match.end(), 0.7)


def _stem_of(document: str) -> str:
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", document)
