"""The lexical forms of a chunk: what the text index holds of it."""

from __future__ import annotations

from weir.knowledge.tokens import lexical

ASIDE = "\n"
"""What stands in the first form between what is above a chunk and the summary of what is around it."""

Forms = tuple[str, str]
"""Of the context, with the summary after `ASIDE`, and of the text."""


def forms(context: str, summary: str, text: str) -> Forms:
    """The forms of a chunk. Of a text in no table of ours (a query, a passage) `summary` is empty."""
    above = lexical(context)
    return (f"{above}{ASIDE}{lexical(summary)}" if summary else above), lexical(text)
