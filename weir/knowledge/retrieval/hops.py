"""A second look: what the first evidence names is searched for, when the question only describes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from weir.knowledge.grounding.folding import fold
from weir.knowledge.grounding.names import names
from weir.knowledge.grounding.sentences import sentences
from weir.knowledge.grounding.words import words
from weir.knowledge.retrieval.asking import question_terms
from weir.knowledge.retrieval.query import Query

_NAMES = 4  # of those that are found, the ones that are searched for
_ASKED = 0.5  # what the question's own words count in the second look


def second_terms(query: Query, texts: Sequence[str]) -> tuple[dict[str, float], dict[str, float]]:
    """What to search for next: the names that stand by the question's words in the first evidence.

    The terms of the names alone, of which a chunk must hold some, and all terms; both are empty where the
    evidence names nothing new.
    """
    known = fold(query.text)
    near = Counter(name for text in texts for name in _named_near(query, text) if name not in known)
    found = [name for name, _ in near.most_common(_NAMES)]
    if not found:
        return {}, {}
    left = known
    for name in query.names:
        left = left.replace(name, " ")  # it has led here, and leads no further
    terms = {term: weight * _ASKED for term, weight in question_terms(left).items()}
    named = {term: weight for term, weight in question_terms(" ".join(found)).items() if len(term) > 1}
    return named, terms | named


def _named_near(query: Query, text: str) -> Iterator[str]:
    """Names, folded, in the sentences that hold a name of the question."""
    for start, end in sentences(text):
        sentence = text[start:end]
        folded = fold(sentence)
        if any(name in folded for name in query.names):
            for name in names(sentence, words(folded)):
                if name.sure >= 0.5 and name.end - name.start > 1:
                    yield folded[name.start : name.end]
