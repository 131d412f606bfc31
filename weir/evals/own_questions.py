"""A knowledge base asked its own questions: is what it holds found, and said, and by which documents not?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from weir.evals.intervals import wilson
from weir.knowledge import Evidence, MadeQuestion, answer_from

DEPTH = 10

Search = Callable[[str], Sequence[Evidence]]
"""The evidence for a question, best first."""


def examine(questions: Sequence[MadeQuestion], search: Search) -> dict[str, Any]:
    """Ask every question and mark what comes back.

    ``{"n", "found_at_1", "found_at_10", "mrr", "answered", "correct", "intervals", "missed", "wrong"}``.
    *Found* is a passage that holds the sentence that the question was made of; *correct* is an answer of the
    embedded answerer that quotes it or holds the short answer; `missed` and `wrong` list the questions
    that a person should look at. Questions made by rules flatter: see `weir.knowledge.questions`.
    """
    ranks = [_rank(made, search(made.question)) for made in questions]
    replies = [_reply(made, search) for made in questions]
    n = len(questions)
    first, ten = sum(rank == 1 for rank in ranks), sum(rank > 0 for rank in ranks)
    answered = sum(reply is not None for reply in replies)
    right = [
        reply is not None and _holds(made, reply) for made, reply in zip(questions, replies, strict=True)
    ]
    counts = {"found_at_1": first, "found_at_10": ten, "answered": answered, "correct": sum(right)}
    return {
        "n": n,
        **{name: round(count / n, 4) if n else None for name, count in counts.items()},
        "mrr": round(sum(1 / rank for rank in ranks if rank) / n, 4) if n else None,
        "intervals": {name: [round(end, 4) for end in wilson(count, n)] for name, count in counts.items()},
        "missed": [_shown(made) for made, rank in zip(questions, ranks, strict=True) if not rank],
        "wrong": [
            {**_shown(made), "said": reply}
            for made, reply, good in zip(questions, replies, right, strict=True)
            if not good
        ],
    }


def _rank(made: MadeQuestion, evidence: Sequence[Evidence]) -> int:
    """The place, from 1, of the first passage that holds the sentence; 0 when none of the first ten does."""
    for place, item in enumerate(evidence[:DEPTH], 1):
        if made.quote in item.text:
            return place
    return 0


def _reply(made: MadeQuestion, search: Search) -> str | None:
    answer = answer_from(made.question, search(made.question))
    return answer.text if answer.sufficient else None


def _holds(made: MadeQuestion, reply: str) -> bool:
    return made.answer in reply or made.quote in reply


def _shown(made: MadeQuestion) -> dict[str, Any]:
    return {"question": made.question, "answer": made.answer, "document": made.document, "kind": made.kind}
