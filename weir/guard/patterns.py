"""Running pattern rules: a regular expression, but only around its trigger words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from weir.guard.rules import PatternRule
from weir.guard.verdict import Finding

if TYPE_CHECKING:
    from weir.guard.scanner import Hits, Place


class Pattern:
    """A pattern rule with its compiled expression and the group of its trigger words."""

    __slots__ = ("_expression", "_why", "rule", "trigger")

    def __init__(self, rule: PatternRule, trigger: int) -> None:
        self.rule = rule
        self.trigger = trigger
        self._expression = re.compile(rule.pattern, re.VERBOSE)
        self._why = f"{rule.id}: {rule.note}"

    def findings(self, hits: Hits, at_most: int) -> list[Finding]:
        """What the rule finds around its triggers."""
        return list(islice(self._all(hits), at_most))

    def _all(self, hits: Hits) -> Iterator[Finding]:
        rule, text = self.rule, hits.text
        for start, end in _windows(hits.places[self.trigger], rule.reach, len(text)):
            for match in self._expression.finditer(text, start, end):
                if match.end() > match.start():
                    yield Finding(
                        rule.risk, rule.topic, rule.score, match.start(), match.end(), self._why, "patterns"
                    )


def _windows(places: list[Place], reach: int, size: int) -> list[Place]:
    """The text within reach of any place, each character once."""
    windows: list[Place] = []
    for start, end in places:
        left, right = max(0, start - reach), min(size, end + reach)
        if windows and left <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(right, windows[-1][1]))
        else:
            windows.append((left, right))
    return windows
