"""One pass over a text for all words of all lexicons and rules; rules run only where their words stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick

from weir.guard.intents import Intent
from weir.guard.lexicon import TERM_SCORES, Lexicon, Term, fold_term
from weir.guard.patterns import Pattern
from weir.guard.rules import RuleSet, Words
from weir.guard.verdict import Finding, Side
from weir.guard.words import needs_segmentation, stands_alone, whole_word_end

MAX_FINDINGS = 20
"""Findings kept of one term or rule in one text: more of the same say nothing new."""

Place = tuple[int, int]


@dataclass(slots=True)
class _Word:
    """One word of the automaton: who wants to know where it stands."""

    latin: bool
    prefix: bool
    groups: tuple[int, ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(slots=True)
class Hits:
    """Where the words of each group stand in one text, in the order of their ends."""

    text: str
    places: dict[int, list[Place]] = field(default_factory=dict)
    terms: list[tuple[Term, int, int]] = field(default_factory=list)

    def word_at(self, start: int, end: int) -> bool:
        """Whether the place holds a word of its own and not a piece of another."""
        return not needs_segmentation(self.text[start:end]) or stands_alone(self.text, start, end)


class Scanner:
    """Lexicons and rules compiled into one automaton.

    `terms_at_most` caps the score of a term alone. `scanned` counts the characters read, for whoever wants to
    hold the guard to its budget.
    """

    def __init__(
        self, lexicons: Sequence[Lexicon], rules: Sequence[RuleSet], terms_at_most: float = 1.0
    ) -> None:
        self.scanned = 0
        self._terms_at_most = terms_at_most
        self._words: dict[str, _Word] = {}
        self._groups = 0
        self._topics: dict[str, list[str]] = {}
        for lexicon in lexicons:
            for term in lexicon.terms:
                self._topics.setdefault(term.topic, []).append(term.text)
                word = self._word(term.text)
                word.terms = (*word.terms, term)
        self._allow = self._group([text for lexicon in lexicons for text in lexicon.allow])
        self._patterns: list[Pattern] = []
        self._intents: list[Intent] = []
        for ruleset in rules:
            self._add(ruleset)
        self._listed = list(self._words.values())
        self._automaton = AhoCorasick(list(self._words) or ["\0"])

    def scan(self, text: str, side: Side) -> list[Finding]:
        """Every finding in folded text; offsets are into it."""
        hits = self._hits(text)
        if hits is None:
            return []
        findings = [self._term_finding(*hit) for hit in self._kept_terms(hits)] if hits.terms else []
        places = hits.places
        for pattern in self._patterns:
            if pattern.trigger in places and side in pattern.rule.sides:
                findings.extend(pattern.findings(hits, MAX_FINDINGS))
        for intent in self._intents:
            if intent.objects in places and intent.acts in places and side in intent.rule.sides:
                findings.extend(intent.findings(hits, side, MAX_FINDINGS))
        return findings

    def terms(self, text: str) -> Iterator[Term]:
        """The terms that folded text holds."""
        hits = self._hits(text)
        if hits is not None:
            yield from (term for term, _, _ in self._kept_terms(hits))

    def _hits(self, text: str) -> Hits | None:
        self.scanned += len(text)
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not matches:
            return None
        hits = Hits(text)
        places, listed = hits.places, self._listed
        for index, start, end in matches:
            word = listed[index]
            if word.latin:
                end = whole_word_end(text, start, end, word.prefix)
                if not end:
                    continue
            for group in word.groups:
                places.setdefault(group, []).append((start, end))
            for term in word.terms:
                hits.terms.append((term, start, end))
        if self._allow in places:
            _drop_allowed(hits, self._allow)
        return hits

    def _kept_terms(self, hits: Hits) -> Iterator[tuple[Term, int, int]]:
        """Terms that are words, each risk's longest at a place, each term a few times at most."""
        seen: dict[Term, int] = {}
        reach: dict[str, int] = {}
        for term, start, end in sorted(hits.terms, key=lambda hit: (hit[1], -hit[2])):
            if end <= reach.get(term.topic, 0) or seen.get(term, 0) >= MAX_FINDINGS:
                continue
            if not hits.word_at(start, end):
                continue
            seen[term] = seen.get(term, 0) + 1
            reach[term.topic] = end
            yield term, start, end

    def _term_finding(self, term: Term, start: int, end: int) -> Finding:
        score = min(TERM_SCORES[term.level], self._terms_at_most)
        return Finding(term.risk, term.topic, score, start, end, f"term of {term.topic}", "lexicon")

    def _add(self, ruleset: RuleSet) -> None:
        asks, steps = self._group(self._all(ruleset.asks)), self._group(self._all(ruleset.steps))
        for rule in ruleset.patterns:
            self._patterns.append(Pattern(rule, self._group(rule.triggers)))
        for intent in ruleset.intents:
            objects, acts, unless = (
                self._group(self._all(w)) for w in (intent.objects, intent.acts, intent.unless)
            )
            self._intents.append(Intent(intent, objects, acts, unless, asks, steps))

    def _all(self, words: Words) -> list[str]:
        return [
            *words.en,
            *words.zh,
            *(text for topic in words.topics for text in self._topics.get(topic, ())),
        ]

    def _group(self, texts: Iterable[str]) -> int:
        self._groups += 1
        for text in texts:
            word = self._word(fold_term(text))
            word.groups = (*word.groups, self._groups)
        return self._groups

    def _word(self, text: str) -> _Word:
        bare = text.rstrip("*")
        key = bare
        known = self._words.get(key)
        if known is None:
            known = self._words[key] = _Word(
                latin=bare[0].isascii() or bare[-1].isascii(), prefix=bare != text
            )
        elif bare != text:
            known.prefix = True
        return known


def _drop_allowed(hits: Hits, allow: int) -> None:
    """Take away what stands inside an allowed phrase."""
    spans = hits.places.pop(allow)
    longest = max(end - start for start, end in spans)

    def outside(start: int, end: int) -> bool:
        for index in range(bisect_left(spans, end, key=_end_of), len(spans)):
            if spans[index][1] > start + longest:
                return True
            if spans[index][0] <= start:
                return False
        return True

    hits.terms = [hit for hit in hits.terms if outside(hit[1], hit[2])]
    kept = {group: [place for place in places if outside(*place)] for group, places in hits.places.items()}
    hits.places = {group: places for group, places in kept.items() if places}


def _end_of(place: Place) -> int:
    return place[1]
