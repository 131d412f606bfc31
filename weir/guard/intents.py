"""Running intent rules: what makes "how do I make a bomb" differ from "how do I kill a Python process".

An object of harm and an act upon it must stand close together in one sentence; the will to do it (a request,
or on the output side the steps of doing) decides how much the two weigh.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from weir.guard.rules import IntentRule
from weir.guard.verdict import Finding, Side
from weir.guard.words import one_sentence

if TYPE_CHECKING:
    from weir.guard.scanner import Hits, Place

ASK_REACH = 100
"""How far from object and act the will to do it may stand, in characters."""


class Intent:
    """An intent rule with the groups of its words."""

    __slots__ = ("_why", "acts", "asks", "objects", "rule", "steps", "unless")

    def __init__(self, rule: IntentRule, objects: int, acts: int, unless: int, asks: int, steps: int) -> None:
        self.rule = rule
        self.objects, self.acts, self.unless = objects, acts, unless
        self.asks, self.steps = asks, steps
        self._why = f"{rule.id}: {rule.note}"

    def findings(self, hits: Hits, side: Side, at_most: int) -> list[Finding]:
        """Each object with the nearest act upon it, scored by the will to do it."""
        findings: list[Finding] = []
        acts = hits.places[self.acts]
        for place in hits.places[self.objects]:
            act = self._act_upon(place, acts, hits)
            if act is None:
                continue
            start, end = min(act[0], place[0]), max(act[1], place[1])
            will = hits.places.get(self.asks if side == "input" else self.steps, ())
            asked = _any_near(will, start - ASK_REACH, end + ASK_REACH)
            score = self.rule.scores.asked if asked else self.rule.scores.named
            findings.append(Finding(self.rule.risk, self.rule.topic, score, start, end, self._why, "intents"))
            if len(findings) >= at_most:
                break
        return findings

    def _act_upon(self, place: Place, acts: list[Place], hits: Hits) -> Place | None:
        start, end = place
        near = self.rule.near
        if _any_near(hits.places.get(self.unless, ()), start - near, end + near):
            return None
        for index in range(bisect_left(acts, start - near, key=_end_of), len(acts)):
            act = acts[index]
            if act[0] > end + near:
                return None
            apart = (act[1], start) if act[0] < start else (end, act[0])
            overlaps = act[0] < end and start < act[1]
            if overlaps or not one_sentence(hits.text, *apart):
                continue
            if hits.word_at(*place) and hits.word_at(*act):
                return act
        return None


def _end_of(place: Place) -> int:
    return place[1]


def _any_near(places: list[Place] | tuple[()], left: int, right: int) -> bool:
    """Whether one of the places lies within the bounds; places are in the order of their ends."""
    index = bisect_left(places, left, key=_end_of)
    return index < len(places) and places[index][0] <= right
